import pytest
from hypothesis import given
from hypothesis import strategies as st

from statements.text.identity import (
    ANCHOR_PATTERN,
    UID_ALPHABET,
    UID_LENGTH,
    UID_PATTERN,
    new_anchor,
    new_uid,
    read_uid,
)


def test_a_uid_has_seven_characters_and_no_vowels():
    for _ in range(200):
        assert UID_PATTERN.fullmatch(new_uid())
    assert not set(UID_ALPHABET) & set("aeiou")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0bc1234", "0bc1234"),
        ("OBC-1234", "0bc1234"),
        (" 0bcI234 ", "0bc1234"),
        ("0bc123", None),
        ("0bc123a", None),
        ("", None),
    ],
)
def test_a_uid_is_read_as_people_type_it(typed, meant):
    assert read_uid(typed) == meant


@given(st.text(max_size=20))
def test_reading_any_text_gives_a_uid_or_nothing(text):
    uid = read_uid(text)
    assert uid is None or (len(uid) == UID_LENGTH and read_uid(uid) == uid)


def test_an_anchor_is_never_one_that_is_taken():
    taken: set[str] = set()
    for _ in range(500):
        anchor = new_anchor(taken)
        assert ANCHOR_PATTERN.fullmatch(anchor)
        assert anchor not in taken
        taken.add(anchor)
