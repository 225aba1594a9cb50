import re

from hypothesis import given
from hypothesis import strategies as st

from statements.text.phrase_finder import PhraseFinder


def phrases(*words: str, decoys: tuple[str, ...] = (), **options) -> PhraseFinder[str]:
    made: PhraseFinder[str] = PhraseFinder(**options)
    for word in words:
        made.add(word, word)
    for decoy in decoys:
        made.add(decoy, None)
    return made


def found(made: PhraseFinder[str], text: str) -> list[str]:
    return [hit.value for hit in made.find(text)]


def test_the_longest_name_at_a_place_wins():
    koreas = phrases("Republic of Korea", "Democratic People's Republic of Korea", "Korea")
    assert found(koreas, "the Democratic People’s Republic of Korea and the Republic of Korea") == [
        "Democratic People's Republic of Korea",
        "Republic of Korea",
    ]


def test_only_whole_words_count():
    assert found(phrases("Niger", "Oman", "agreement"), "Nigeria, Omani, disagreement, Niger") == ["Niger"]


def test_a_decoy_eats_the_name_within_it():
    assert found(phrases("Mexico", decoys=("New Mexico",)), "New Mexico borders on Mexico.") == ["Mexico"]


def test_case_counts_unless_told_otherwise():
    assert found(phrases("Turkey"), "a turkey for Turkey") == ["Turkey"]
    assert found(phrases("antarctic treaty", ignore_case=True), "the Antarctic Treaty") == ["antarctic treaty"]


def test_line_ends_no_break_spaces_and_curly_quotes_are_plain():
    made = phrases("Côte d'Ivoire", "United Nations")
    assert found(made, "Côte d’Ivoire, the United\nNations, the United\N{NO-BREAK SPACE}Nations") == [
        "Côte d'Ivoire",
        "United Nations",
        "United Nations",
    ]


def test_places_are_those_of_the_text_whatever_its_letters_become():
    text = "İİİ the Antarctic Treaty"
    (hit,) = phrases("antarctic treaty", ignore_case=True).find(text)
    assert text[hit.start : hit.end] == "Antarctic Treaty"


def test_nothing_is_found_by_nobody():
    assert found(phrases(), "Russia") == []


WORDS = st.lists(st.sampled_from(["a", "b", "ab", "a b", "b a", "a b a", "ba"]), min_size=1, max_size=6, unique=True)


@given(WORDS, st.text(alphabet="ab c.", max_size=40))
def test_hits_are_whole_words_of_the_list_and_never_overlap(words, text):
    end = 0
    for hit in phrases(*words).find(text):
        assert hit.start >= end
        assert text[hit.start : hit.end] in words
        assert re.fullmatch(r"(?:.*\W)?", text[: hit.start], re.S) and re.fullmatch(r"(?:\W.*)?", text[hit.end :], re.S)
        end = hit.end


@given(WORDS, st.text(alphabet="ab c.", max_size=40))
def test_whatever_stands_in_the_text_as_a_whole_word_is_covered(words, text):
    covered = {place for hit in phrases(*words).find(text) for place in range(hit.start, hit.end)}
    for word in words:
        for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text):
            assert covered & set(range(match.start(), match.end()))
