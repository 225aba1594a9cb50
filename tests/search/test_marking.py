"""Found words are marked where they stand, whatever way a text is gone through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statements.search.language import parse_query
from statements.search.marking import excerpt, make_finder, mark
from statements.text.tokenization import tokenize

# A text with such a letter, which folds to two, is gone through word by word.
TWO_LETTERS = " ß"


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("treaty", "A treaty on treaties.", "A <mark>treaty</mark> on <mark>treaties</mark>."),
        ("treaty", "Entreaty, treaty_and_more", "Entreaty, <mark>treaty</mark>_and_more"),
        (
            '"the treaty"',
            "The  treaty; the—treaty. The old treaty",
            "<mark>The  treaty</mark>; <mark>the—treaty</mark>. The old treaty",
        ),
        ('"a b"', "a b a b", "<mark>a b</mark> <mark>a b</mark>"),
        ("treat*", "“Treating” <b>", "“<mark>Treating</mark>” &lt;b&gt;"),
        ("korea's", "Korea’s coast", "<mark>Korea</mark>’s coast"),
        ("déclaration", "La DECLARATION, é", "La <mark>DECLARATION</mark>, é"),
        ("москве", "О Москве; Москвы.", "О <mark>Москве</mark>; Москвы."),
        ('"старый договор"', "Старый — договор й", "<mark>Старый — договор</mark> й"),
        ('"old treaty"~3', "a treaty, an old one", "a <mark>treaty</mark>, an <mark>old</mark> one"),
    ],
)
def test_words_and_phrases_are_marked_where_they_stand(query, text, marked):
    assert mark(text, parse_query(query).query) == marked
    assert mark(text + TWO_LETTERS, parse_query(query).query) == marked + TWO_LETTERS


@given(
    st.text(st.sampled_from("aAb b1_-’.\n\x1c\u00a0éЁйﬁ"), max_size=40),
    st.sampled_from(["a", "b OR ab", '"a b"', '"a a a"', "a*", "aa~1", '"b a" -ab', "a.b"]),
)
def test_plain_text_is_marked_as_any_other(text, query):
    words = make_finder(parse_query(query).query)
    assert words.spans(text) == words.spans(text + TWO_LETTERS)


@given(
    st.text(st.sampled_from("aAb b1_-’.éЁй"), max_size=40),
    st.sampled_from(["a", "b OR ab", '"a b"', '"a a a"', "a*", "aa~1", '"b a" -ab']),
)
def test_words_known_beforehand_are_marked_the_same(text, query):
    words = frozenset(tokenize(text))
    assert make_finder(parse_query(query).query, words=words).spans(text) == make_finder(
        parse_query(query).query
    ).spans(text)


def test_an_excerpt_holds_the_stretch_with_most_finds():
    text = f"{'word ' * 200}canal {'word ' * 200}canal canal {'word ' * 200}"
    shown = excerpt(text, make_finder(parse_query("canal").query))
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert shown.count("<mark>canal</mark>") == 2
