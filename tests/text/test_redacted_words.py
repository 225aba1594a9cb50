"""Words known again by keyed digests of their letters."""

import pytest

from statements.text.redacted_words import MARK, RedactedWords, take_fingerprint

KEY = b"a key of thirty-two bytes, or so"


def words(*forms: str) -> RedactedWords:
    return RedactedWords([take_fingerprint(form, KEY) for form in forms], KEY)


@pytest.mark.parametrize(
    "printed",
    [
        "Gorbatow",
        "GORBATOW",
        "Gor-\nbatow",
        "Gor\u00adbatow",
        "Gorbatów",
        "Gorbato\u0301w",
        "ＧＯＲＢＡＴＯＷ",
    ],
)
def test_case_accents_and_divisions_make_no_difference(printed):
    assert words("Gorbatow").redact(f"Then {printed}, the interpreter, spoke.") == (
        f"Then {MARK}, the interpreter, spoke.",
        1,
    )


def test_a_passage_is_found_across_lines_and_punctuation():
    text = "He said:\n“The ships,\n  and their crews – will\u00a0leave.” Nothing more."
    assert words("the ships and their crews will leave").redact(text) == (f"He said:\n“{MARK}.” Nothing more.", 1)


def test_a_name_within_a_longer_word_is_another_word():
    assert words("Kim").redact("Kimberley and Akim met Kim.")[0] == f"Kimberley and Akim met {MARK}."


def test_an_open_end_takes_the_whole_word():
    assert words("Петров*").redact("Петрову и Петрова видели.")[0] == f"{MARK} и {MARK} видели."


def test_scripts_without_spaces_have_words_everywhere():
    assert words("김정은").redact("어제 김정은이 말했다.")[0] == f"어제 {MARK}이 말했다."
    assert words("习近平").redact("中国国家主席习近平说")[0] == f"中国国家主席{MARK}说"


def test_the_longest_form_is_taken_first_and_a_mark_is_left_alone():
    both = words("Petrov", "Ivan Petrov", "redacted")
    assert both.redact("Ivan Petrov and Petrov")[0] == f"{MARK} and {MARK}"
    assert both.redact(f"{MARK} and Petrov")[0] == f"{MARK} and {MARK}"


def test_json_is_searched_in_its_keys_and_to_its_ends():
    data = {"Petrov": ["so said Petrov", {"n": 3}], "x": None}
    assert words("Petrov").redact_value(data) == ({MARK: [f"so said {MARK}", {"n": 3}], "x": None}, 2)


def test_what_has_no_letters_cannot_be_told():
    with pytest.raises(ValueError, match="fewer than 2 letters"):
        take_fingerprint("…!", KEY)


def test_another_key_knows_nothing():
    other = RedactedWords([take_fingerprint("Petrov", KEY)], b"another")
    assert other.find("Petrov") == []


def test_a_fingerprint_tells_nothing_but_its_length():
    fingerprint = take_fingerprint("Ivan Petrov", KEY)
    assert fingerprint.length == 10
    assert "petrov" not in repr(fingerprint).lower()
