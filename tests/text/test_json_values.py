import pytest

from statements.text.json_values import InvalidJSON, parse_json


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"id": ' + "9" * 5000 + "}", "a number of 5,000 digits"),
        ("-" + "9" * 401, "a number of 402 digits"),
        ("[" * 100_000, "nested too deeply"),
        ('{"share": NaN}', "NaN is no number"),
        ('{"share": -Infinity}', "-Infinity is no number"),
        (b'"\xff"', "not UTF-8"),
        ('{"title": "a\nb"}', "Invalid control character"),
        ("", "Expecting value"),
    ],
)
def test_whatever_is_wrong_is_one_sentence(text, why):
    with pytest.raises(InvalidJSON, match=why):
        parse_json(text)


def test_numbers_of_this_world_are_read():
    assert parse_json('{"id": 20240619, "share": 0.5, "large": 1e400}') == {
        "id": 20240619, "share": 0.5, "large": float("inf"),
    }  # fmt: skip


def test_pages_may_break_their_lines_inside_strings():
    assert parse_json('{"headline": "Talks\nin Vienna"}', strict=False) == {"headline": "Talks\nin Vienna"}
