"""The query language: what is understood, how it is printed back and said, and what is told of faults."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statements.search.language import (
    MAX_CLAUSES,
    MAX_LENGTH,
    All,
    Any,
    Dates,
    Everything,
    Field,
    Fuzzy,
    Not,
    Pattern,
    Phrase,
    QueryError,
    Title,
    Word,
    describe_query,
    errors,
    format_query,
    parse_query,
    parse_strictly,
)
from tests.search.engines.whoosh.corpora import queries

A, B, C = Word("a1"), Word("b1"), Word("c1")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", Everything()),
        ("*", Everything()),
        ("a1 b1", All((A, B))),
        ("a1 AND b1", All((A, B))),
        ("a1 OR b1 c1", Any((A, All((B, C))))),
        ("(a1 OR b1) c1", All((Any((A, B)), C))),
        ("a1 -b1", All((A, Not(B)))),
        ("a1 NOT (b1 c1)", All((A, Not(All((B, C)))))),
        ("NOT NOT a1", A),
        ('"sovereign equality"', Phrase("sovereign equality")),
        ("“sovereign equality”", Phrase("sovereign equality")),
        ('"arms race"~5', Phrase("arms race", 5)),
        ("negotiat*", Pattern("negotiat*")),
        ("w?r", Pattern("w?r")),
        ("missle~1", Fuzzy("missle", 1)),
        ("missle~", Fuzzy("missle", 1)),
        ("treaty^2.5", Word("treaty", 2.5)),
        ("(a1 b1)^2", All((Word("a1", 2.0), Word("b1", 2.0)))),
        ("peace-keeping", Word("peace-keeping")),
        ("Why did they leave?", All((Word("Why"), Word("did"), Word("they"), Word("leave")))),
        ("or and not", All((Word("or"), Word("and"), Word("not")))),
        ("speaker:castro", Field("speaker", ("castro",))),
        ('Speaker:"Kim Jong-un"', Field("speaker", ("Kim Jong-un",))),
        ('country:(russia OR "United States")', Field("country", ("russia", "United States"))),
        ("kind:speech,interview", Field("kind", ("speech", "interview"))),
        ("interpreted:Yes", Field("interpreted", ("yes",))),
        ("date:1989..1991", Dates("1989", "1991")),
        ("date:1991..1989", Dates("1989", "1991")),
        ("date:>=2014-03", Dates("2014-03", "")),
        ("date:<2014-03", Dates("", "2014-02-28")),
        ("date:..1991", Dates("", "1991")),
        ("year:1989", Dates("1989", "1989")),
        ('date:"19 June 2024"', Dates("2024-06-19", "2024-06-19")),
        ("title:peace", Title(Word("peace"))),
        ('title:(peace OR "cold war")', Title(Any((Word("peace"), Phrase("cold war"))))),
        ("12:30 http://example.org/a", All((Word("12:30"), Word("http://example.org/a")))),
        ("a1 – b1 & c1", All((A, B, C))),
    ],
)
def test_what_is_understood(typed: str, meant) -> None:
    assert parse_strictly(typed) == meant


@pytest.mark.parametrize(
    ("typed", "error", "place", "corrected"),
    [
        ('a1 "b1 c1', errors.UnclosedQuote, (3, 9), 'a1 "b1 c1"'),
        ('""', errors.EmptyPhrase, (0, 2), ""),
        ("(a1 b1", errors.UnclosedBracket, (0, 1), "a1 b1"),
        ("a1) b1", errors.StrayBracket, (2, 3), "a1 b1"),
        ("a1 () b1", errors.StrayBracket, (3, 4), "a1 b1"),
        ("a1 OR", errors.DanglingOperator, (3, 5), "a1"),
        ("AND a1", errors.DanglingOperator, (0, 3), "a1"),
        ("a1 AND OR b1", errors.DanglingOperator, (3, 6), "a1 OR b1"),
        ("contry:russia", errors.UnknownField, (0, 7), "country:russia"),
        ("war:peace", errors.UnknownField, (0, 4), "war peace"),
        ("lang:", errors.MissingValue, (0, 5), ""),
        ("title: a1", errors.MissingValue, (0, 6), "a1"),
        ("interpreted:maybe a1", errors.BadValue, (0, 17), "a1"),
        ("date:32 a1", errors.BadDate, (0, 7), "a1"),
        ('"a1 b1"~99', errors.BadDistance, (0, 10), '"a1 b1"~50'),
        ("missle~7", errors.BadDistance, (0, 8), "missle~2"),
        ("a1^1000", errors.BadBoost, (0, 7), "a1"),
        ("a* b1", errors.TooWide, (0, 2), "a b1"),
    ],
)
def test_a_fault_is_named_placed_and_corrected(typed: str, error, place, corrected: str) -> None:
    with pytest.raises(error) as raised:
        parse_strictly(typed)
    assert (raised.value.start, raised.value.end) == place
    assert raised.value.corrected == corrected
    assert raised.value.reason


def test_a_corrected_query_has_no_fault_left() -> None:
    problem = parse_query('((contry:russia "peace OR').problems[0]
    assert parse_query(
        parse_query(problem.corrected).problems[0].corrected
        if parse_query(problem.corrected).problems
        else problem.corrected
    )


def test_limits_are_told_and_the_beginning_is_used() -> None:
    long = parse_query("peace " * 300)
    assert any(isinstance(problem, errors.TooLong) and f"{MAX_LENGTH:,}" in problem.reason for problem in long.problems)
    many = parse_query(" ".join(f"w{number}" for number in range(100)))
    assert len(many.query.parts) == MAX_CLAUSES
    assert isinstance(many.problems[0], errors.TooManyClauses)
    deep = parse_query("(" * 400 + "peace" + ")" * 400)
    assert any(isinstance(problem, errors.TooDeep) for problem in deep.problems)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "all statements"),
        ('"multipolar world" by:russia date:1999..2007', "“multipolar world”, in statements by russia, 1999–2007"),
        ("peace OR war", "‘peace’ or ‘war’"),
        ("(peace OR war) -nuclear", "(‘peace’ or ‘war’) and not ‘nuclear’"),
        ('"arms race"~5', "‘arms’ and ‘race’ within 5 words of each other"),
        ("missle~1", "words spelled like ‘missle’ but for 1 letter"),
        ("title:peace since", "‘peace’ in the title and ‘since’"),
        ("date:2014-03..", "since March 2014"),
        ("interpreted:no", "not interpreted"),
    ],
)
def test_a_query_is_said_in_plain_words(typed: str, said: str) -> None:
    assert describe_query(parse_query(typed).query) == said


def test_codes_are_said_by_their_names() -> None:
    names = {"RUS": "Russia"}
    assert describe_query(Field("country", ("RUS",)), lambda field, code: names[code]) == "in statements by Russia"


pieces = st.sampled_from(
    ["OR", "AND", "NOT", "-", "(", ")", '"', "“", "~", "~2", "^2", "*", "?", "title:", "date:", "year:", "speaker:",
     "country:(", "1989..1991", ">=2014", "nato", "café", "w?r", "neg*", "x:", 'by:"a b"', ",", "北京", "don't",
     "e\u0301", " ", "\x00", "\u200d"]
)  # fmt: skip
typed_texts = st.one_of(
    st.text(max_size=60),
    st.lists(pieces, max_size=20).map("".join),
    st.lists(pieces, max_size=20).map(" ".join),
)


@settings(max_examples=600)
@given(typed_texts)
def test_nothing_typed_raises_anything_but_a_named_error_and_what_is_printed_reads_back(typed: str) -> None:
    reading = parse_query(typed)
    printed = format_query(reading.query)
    assert parse_query(printed).query == reading.query
    assert not parse_query(printed).problems
    assert describe_query(reading.query)
    for problem in reading.problems:
        assert 0 <= problem.start <= problem.end <= len(typed)
    try:
        parse_strictly(typed)
    except QueryError as error:
        assert error.reason


@settings(max_examples=300)
@given(queries)
def test_every_query_prints_as_text_that_means_the_same(query) -> None:
    assert parse_query(format_query(query)).query == query
