"""Every fault of a query: its name, its place, the whole sentence, and the query that is used instead."""

from __future__ import annotations

import pytest

from statements.search.language import MAX_CLAUSES, MAX_LENGTH, Word, errors, parse_query
from statements.search.language.date_spans import parse_dates
from statements.search.language.vocabulary import FIELDS, MAX_DEPTH, MAX_DISTANCE

DANGLING = "{} has nothing to work on; in quotation marks it is a word."
NEVER_CLOSED = "This bracket is never closed."
EMPTY_BRACKETS = "There is nothing between these brackets."
NO_OPENING = "This closing bracket has no opening one."
TITLE_WORDS = "After title: stand words of the title, without a space."
WEIGHT = "After ^ stands a weight from 0.01 to 100, as in treaty^2."
NOT_UNDERSTOOD = "“{}” is not understood: write word~1 for a spelling like it, word^2 to weigh it more."
OUT_OF_RANGE = "~{} is out of range: give a number of {} from 1 to {}."
AS_IT_STANDS = "There is no field “{}”. In quotation marks it is looked for as it stands."


def missing_value(field: str) -> str:
    return f"After {field}: stands {FIELDS[field]}, without a space."


@pytest.mark.parametrize(
    ("typed", "faults", "corrected"),
    [
        ('a1 "b1 c1', [(errors.UnclosedQuote, 3, 9, "This quotation mark is never closed.")], 'a1 "b1 c1"'),
        ('"…"~3', [(errors.EmptyPhrase, 0, 5, "There is nothing between the quotation marks.")], ""),
        (
            "((a1 b1",
            [(errors.UnclosedBracket, 0, 1, NEVER_CLOSED), (errors.UnclosedBracket, 1, 2, NEVER_CLOSED)],
            "a1 b1",
        ),
        ("a1) b1", [(errors.StrayBracket, 2, 3, NO_OPENING)], "a1 b1"),
        ("))", [(errors.StrayBracket, 0, 1, NO_OPENING), (errors.StrayBracket, 1, 2, NO_OPENING)], ""),
        ("-)", [(errors.StrayBracket, 1, 2, NO_OPENING)], ""),
        ("a1 () b1", [(errors.StrayBracket, 3, 4, EMPTY_BRACKETS)], "a1 b1"),
        ("NOT ()", [(errors.StrayBracket, 4, 5, EMPTY_BRACKETS)], ""),
        ("(", [(errors.UnclosedBracket, 0, 1, NEVER_CLOSED), (errors.StrayBracket, 0, 1, EMPTY_BRACKETS)], ""),
        ("OR a1", [(errors.DanglingOperator, 0, 2, DANGLING.format("OR"))], "a1"),
        ("a1 OR", [(errors.DanglingOperator, 3, 5, DANGLING.format("OR"))], "a1"),
        (
            "a1 OR OR b1",
            [
                (errors.DanglingOperator, 3, 5, DANGLING.format("OR")),
                (errors.DanglingOperator, 6, 8, DANGLING.format("OR")),
            ],
            "a1 OR b1",
        ),
        ("(OR a1)", [(errors.DanglingOperator, 1, 3, DANGLING.format("OR"))], "a1"),
        (
            "a1 OR ()",
            [(errors.DanglingOperator, 3, 5, DANGLING.format("OR")), (errors.StrayBracket, 6, 7, EMPTY_BRACKETS)],
            "a1",
        ),
        ("AND a1", [(errors.DanglingOperator, 0, 3, DANGLING.format("AND"))], "a1"),
        ("a1 AND", [(errors.DanglingOperator, 3, 6, DANGLING.format("AND"))], "a1"),
        ("a1 AND AND b1", [(errors.DanglingOperator, 7, 10, DANGLING.format("AND"))], "a1 b1"),
        ("a1 AND OR b1", [(errors.DanglingOperator, 3, 6, DANGLING.format("AND"))], "a1 OR b1"),
        ("NOT", [(errors.DanglingOperator, 0, 3, DANGLING.format("NOT"))], ""),
        ("a1 NOT", [(errors.DanglingOperator, 3, 6, DANGLING.format("NOT"))], "a1"),
        ("a1 NOT OR b1", [(errors.DanglingOperator, 3, 6, DANGLING.format("NOT"))], "a1 OR b1"),
        ("a1 NOT AND b1", [(errors.DanglingOperator, 3, 6, DANGLING.format("NOT"))], "a1 b1"),
        (
            "(NOT) a1",
            [(errors.StrayBracket, 0, 1, EMPTY_BRACKETS), (errors.DanglingOperator, 1, 4, DANGLING.format("NOT"))],
            "a1",
        ),
        (
            "contry:russia",
            [(errors.UnknownField, 0, 7, "There is no field “contry:”. Did you mean country:?")],
            "country:russia",
        ),
        (
            "a1 Speker:kim x",
            [(errors.UnknownField, 3, 10, "There is no field “Speker:”. Did you mean speaker:?")],
            "a1 speaker:kim x",
        ),
        ("war:peace", [(errors.UnknownField, 0, 4, AS_IT_STANDS.format("war:"))], "war peace"),
        (
            "a:b:c",
            [
                (errors.UnknownField, 0, 2, AS_IT_STANDS.format("a:")),
                (errors.UnknownField, 2, 4, AS_IT_STANDS.format("b:")),
            ],
            "a b c",
        ),
        (
            f"{'w' * 50}:a1",
            [(errors.UnknownField, 0, 51, AS_IT_STANDS.format(f"{'w' * 40}:"))],
            f"{'w' * 50} a1",
        ),
        ("lang: en", [(errors.MissingValue, 0, 5, missing_value("lang"))], "en"),
        ('speaker:""', [(errors.MissingValue, 0, 10, missing_value("speaker"))], ""),
        ("country:()", [(errors.MissingValue, 0, 10, missing_value("country"))], ""),
        ("date:..", [(errors.MissingValue, 0, 7, missing_value("date"))], ""),
        ("title:", [(errors.MissingValue, 0, 6, "After title: stands words of the title, without a space.")], ""),
        ("title: a1", [(errors.MissingValue, 0, 6, "After title: stands words of the title, without a space.")], "a1"),
        ("title:-a1", [(errors.MissingValue, 0, 6, TITLE_WORDS)], "-a1"),
        ("title:)", [(errors.MissingValue, 0, 6, TITLE_WORDS), (errors.StrayBracket, 6, 7, NO_OPENING)], ""),
        ("title:(a1", [(errors.UnclosedBracket, 6, 7, NEVER_CLOSED)], "title:a1"),
        ("country:(russia OR", [(errors.UnclosedBracket, 8, 18, NEVER_CLOSED)], "country:russia"),
        ("interpreted:maybe", [(errors.BadValue, 0, 17, "interpreted: takes yes or no.")], ""),
        ("interpreted:yes,no", [(errors.BadValue, 0, 18, "interpreted: takes yes or no.")], ""),
        (
            "date:1989,32",
            [(errors.BadDate, 0, 12, "“32” is too short for a year. Type it with four digits, like 0032.")],
            "date:1989",
        ),
        ("date:>9999", [(errors.BadDate, 0, 10, "There is nothing before the year 1 or after 9999.")], ""),
        ("date:<0001", [(errors.BadDate, 0, 10, "There is nothing before the year 1 or after 9999.")], ""),
        ("date:>1989/1990", [(errors.BadDate, 0, 15, "Compare with a single date: >=2014-03.")], ""),
        (
            'date:"1989/1991..1995"',
            [
                (
                    errors.BadDate,
                    0,
                    22,
                    "“1989/1991” is a span of dates already; write one date on each side of the dots.",
                )
            ],
            "",
        ),
        ('"a1 b1"~0', [(errors.BadDistance, 0, 9, OUT_OF_RANGE.format("0", "words", 50))], '"a1 b1"~1'),
        ('"a1 b1"~51', [(errors.BadDistance, 0, 10, OUT_OF_RANGE.format("51", "words", 50))], '"a1 b1"~50'),
        (
            '"x y"~123456789',
            [(errors.BadDistance, 0, 15, OUT_OF_RANGE.format("123456", "words", 50))],
            '"x y"~50',
        ),
        ("missle~0", [(errors.BadDistance, 0, 8, OUT_OF_RANGE.format("0", "letters", 2))], "missle~1"),
        ("missle~3", [(errors.BadDistance, 0, 8, OUT_OF_RANGE.format("3", "letters", 2))], "missle~2"),
        ("a1^0", [(errors.BadBoost, 0, 4, WEIGHT)], "a1"),
        ("a1^100.01", [(errors.BadBoost, 0, 9, WEIGHT)], "a1"),
        ("a1^.", [(errors.BadBoost, 0, 4, WEIGHT)], "a1"),
        ("(a1 b1)^0", [(errors.BadBoost, 7, 9, WEIGHT)], "a1 b1"),
        ("a1^2b", [(errors.BadBoost, 0, 5, NOT_UNDERSTOOD.format("^2b"))], "a1^2 b^2"),
        ("a1~x", [(errors.BadDistance, 0, 4, NOT_UNDERSTOOD.format("~x"))], "a1~1 x~1"),
        ("a1~1~2", [(errors.BadDistance, 0, 6, NOT_UNDERSTOOD.format("~1~2"))], "a1~1 2~1"),
        (
            "a1^x",
            [(errors.BadBoost, 0, 4, WEIGHT), (errors.BadBoost, 0, 4, NOT_UNDERSTOOD.format("^x"))],
            "a1 x",
        ),
        ("a* b1", [(errors.TooWide, 0, 2, "“a*” would match nearly every word: give at least two letters.")], "a b1"),
        ("?X?", [(errors.TooWide, 0, 3, "“?X?” would match nearly every word: give at least two letters.")], "X"),
        ("-lang: a1", [(errors.MissingValue, 1, 6, missing_value("lang"))], "-a1"),
        ("-interpreted:maybe a1", [(errors.BadValue, 1, 18, "interpreted: takes yes or no.")], "-a1"),
        ("?a", [(errors.TooWide, 0, 2, "“?a” would match nearly every word: give at least two letters.")], "a"),
    ],
)
def test_each_fault_is_named_placed_and_explained(typed: str, faults, corrected: str) -> None:
    problems = parse_query(typed).problems
    assert [(type(problem), problem.start, problem.end, problem.reason) for problem in problems] == faults
    assert problems[0].corrected == corrected


def test_a_query_is_cut_at_the_limit_of_its_length() -> None:
    fits = "a" * (MAX_LENGTH - 3) + " b1"
    assert (MAX_LENGTH, parse_query(fits).problems) == (1_000, ())
    [problem] = parse_query(fits + "c").problems
    assert (problem.start, problem.end) == (MAX_LENGTH, MAX_LENGTH + 1)
    assert problem.reason == "A query may have 1,000 characters; the rest was left out."
    assert parse_query(fits + "c").query == parse_query(fits).query


def test_a_query_is_cut_at_the_limit_of_its_words() -> None:
    words = [f"w{number}" for number in range(MAX_CLAUSES)]
    assert (MAX_CLAUSES, parse_query(" ".join(words)).problems) == (64, ())
    typed = " ".join([*words, "one", "more"])
    [problem] = parse_query(typed).problems
    assert problem.reason == "A query may have 64 words, phrases and fields; the rest was left out."
    assert (problem.start, problem.end) == (typed.index("one"), len(typed))
    assert parse_query(typed).query == parse_query(" ".join(words)).query


def test_brackets_are_cut_at_the_limit_of_their_depth() -> None:
    assert (MAX_DEPTH, MAX_DISTANCE) == (20, 50)
    assert parse_query("(" * 20 + "a1" + ")" * 20).problems == ()
    parsed = parse_query("b1 " + "(" * 21 + "a1 (c1)" + ")" * 21 + " d1")
    assert [(problem.reason, problem.start) for problem in parsed.problems][-1] == (
        "Brackets go at most 20 deep; the inner ones were ignored.", 23,
    )  # fmt: skip
    assert parsed.query.parts == (Word("b1"), Word("d1"))


def test_the_depth_of_brackets_is_counted_anew_after_each_that_is_closed() -> None:
    deep = "(" * 21 + "a1" + ")" * 21
    for before in ("(b1) " * 5, f"{deep} " * 5):
        assert errors.TooDeep in [type(problem) for problem in parse_query(before + deep).problems]
    assert errors.TooDeep not in [type(problem) for problem in parse_query("(b1) " * 30).problems]
    again = [problem for problem in parse_query(f"{deep} {deep}").problems if isinstance(problem, errors.TooDeep)]
    assert len(again) == 2
    assert parse_query(f"{deep} " + "(" * 20 + "a1" + ")" * 20).query == Word("a1")


def test_problems_come_in_the_order_of_their_places() -> None:
    problems = parse_query('a1) contry:x "b1').problems
    assert [type(problem) for problem in problems] == [errors.StrayBracket, errors.UnknownField, errors.UnclosedQuote]


def test_two_dots_alone_are_no_span_of_dates() -> None:
    message = "Give a date on one side of the two dots at least: 1989..1991, 1989.. or ..1991."
    assert parse_dates(("..",)) == (None, message)


def test_a_span_within_a_span_is_shown_by_its_first_thirty_characters() -> None:
    span, reason = parse_dates(("between 1 June 1950 and 3 July 1953..1995",))
    assert span is None
    assert reason == (
        "“between 1 June 1950 and 3 July” is a span of dates already; write one date on each side of the dots."
    )


def test_every_field_tells_what_it_takes() -> None:
    assert FIELDS == {
        "speaker": "the person speaking",
        "by": "who speaks: a person, a country or an organisation",
        "country": "the country or organisation spoken for",
        "about": "the country or organisation spoken of",
        "treaty": "a treaty named in the statement",
        "topic": "a topic it is filed under",
        "place": "where the words were said",
        "event": "the talks, visit or session",
        "publisher": "who published the transcript",
        "kind": "the kind of statement: speech, interview, press_conference …",
        "lang": "the language of the text: en, fr …",
        "year": "the year: 1989 or 1989..1991",
        "date": "the date: 2014-03-18, 1989..1991 or >=2014-03",
        "title": "words of the title",
        "interpreted": "yes or no: whether an interpreter's words are in it",
    }
