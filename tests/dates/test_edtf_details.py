"""EDTF dates at their edges: whole messages, limits of length and year, every season, open and equal ends."""

from datetime import date, datetime

import pytest

from statements import dates
from statements.dates import EXAMPLES, MAX_LENGTH, InvalidDate, Precision, parse, parse_or_none


def test_the_examples_of_the_messages_are_dates_themselves():
    assert EXAMPLES == (
        "2024-06-19, 2024-06, 2024, 1949~ (about), 1949? (uncertain), 194X (1940s), 1950/1953, ../1991 or 1991/.."
    )
    for example in ("2024-06-19", "2024-06", "2024", "1949~", "1949?", "194X", "1950/1953", "../1991", "1991/.."):
        assert str(parse(example)) == example


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"There is no date here. Type it like {EXAMPLES}."),
        ("2024-06-19T10:00", "“2024-06-19T10:00” has a time of day. Type the day alone: 2024-06-19."),
        ("2024-06-19 10:00", "“2024-06-19 10:00” has a time of day. Type the day alone: 2024-06-19."),
        ("-44", "“-44” is outside the years 0001 to 9999. Type a year with four digits."),
        ("Y-17000", "“Y-17000” is outside the years 0001 to 9999. Type a year with four digits."),
        ("12345", "“12345” is outside the years 0001 to 9999. Type a year with four digits."),
        ("7", "“7” is too short for a year. Type it with four digits, like 0007."),
        ("987~", "“987~” is too short for a year. Type it with four digits, like 0987."),
        ("49?", "“49?” is too short for a year. Type it with four digits, like 0049."),
        ("0000", "There is no year 0 here. Type a year from 0001 to 9999, with four digits."),
        ("194X-05", "“194X-05” has a month in an unknown year. Type the decade or century alone: 194X."),
        ("19XX-XX", "“19XX-XX” has a month in an unknown year. Type the decade or century alone: 19XX."),
        ("2024-XX-19", "“2024-XX-19” has a day in an unknown month. Type the year alone: 2024."),
        (
            "0024-13",
            "“0024-13” has no month 13: months are 01 to 12 (21 to 24 for spring to winter, without a day). "
            "Type the year alone if the month is not known: 0024.",
        ),
        (
            "2024-00",
            "“2024-00” has no month 00: months are 01 to 12 (21 to 24 for spring to winter, without a day). "
            "Type the year alone if the month is not known: 2024.",
        ),
        (
            "2024-21-01",
            "“2024-21-01” has no month 21: months are 01 to 12 (21 to 24 for spring to winter, without a day). "
            "Type the year alone if the month is not known: 2024.",
        ),
        ("0023-02-29", "“0023-02-29” does not exist: February 23 has 28 days. Type 0023-02 if the day is not known."),
        ("2024-12-32", "“2024-12-32” does not exist: December 2024 has 31 days. Type 2024-12 if the day is not known."),
        ("2024-01-00", "“2024-01-00” does not exist: January 2024 has 31 days. Type 2024-01 if the day is not known."),
        ("/", "An interval needs a date at one end at least: ../1991 is until 1991, 1991/.. since 1991."),
        ("../", "An interval needs a date at one end at least: ../1991 is until 1991, 1991/.. since 1991."),
        ("/..", "An interval needs a date at one end at least: ../1991 is until 1991, 1991/.. since 1991."),
        ("1953/1950", "The interval runs backwards: 1953 is after 1950. Put the earlier date first."),
        ("2024-06/2024-05-31", "The interval runs backwards: 2024-06 is after 2024-05-31. Put the earlier date first."),
        ("1950/1949-23", "The interval runs backwards: 1950 is after 1949-23. Put the earlier date first."),
        ("2024/2024-05", "The interval runs backwards: 2024 is after 2024-05. Put the earlier date first."),
        ("spring of 1949", f"“spring of 1949” is not a date we can read. Type it like {EXAMPLES}."),
    ],
)  # fmt: skip
def test_each_refusal_says_what_is_wrong_and_what_to_type(text, message):
    with pytest.raises(InvalidDate) as refused:
        parse(text)
    assert str(refused.value) == message


def test_a_refusal_shows_thirty_characters_of_a_long_text():
    with pytest.raises(InvalidDate, match=f"^“{'a' * 30}” is not"):
        parse("a" * 30)
    with pytest.raises(InvalidDate, match=f"^“{'a' * 30}…” is not"):
        parse("a" * 31)


def test_an_interval_may_be_as_long_as_a_date_and_no_longer():
    assert MAX_LENGTH == 96
    assert parse("1950/" + " " * (96 - 9) + "1953").text == "1950/1953"
    with pytest.raises(InvalidDate) as refused:
        parse("1950/" + " " * (97 - 9) + "1953")
    assert str(refused.value) == f"This is too long for a date. Type it like {EXAMPLES}."


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1949-21", date(1949, 3, 1), date(1949, 5, 31)),
        ("1949-22", date(1949, 6, 1), date(1949, 8, 31)),
        ("1949-23", date(1949, 9, 1), date(1949, 11, 30)),
        ("1949-24", date(1949, 12, 1), date(1950, 2, 28)),
        ("9998-24", date(9998, 12, 1), date(9999, 2, 28)),
        ("9999-23", date(9999, 9, 1), date(9999, 11, 30)),
        ("9999-24", date(9999, 12, 1), date(9999, 12, 31)),
        ("0001", date(1, 1, 1), date(1, 12, 31)),
        ("000X", date(1, 1, 1), date(9, 12, 31)),
        ("001X", date(10, 1, 1), date(19, 12, 31)),
        ("99XX", date(9900, 1, 1), date(9999, 12, 31)),
        ("2024-01", date(2024, 1, 1), date(2024, 1, 31)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-12-XX", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-XX", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_bounds_at_the_edges_of_seasons_decades_and_years(text, earliest, latest):
    parsed = parse(text)
    assert (parsed.earliest, parsed.latest, parsed.text) == (earliest, latest, text)


@pytest.mark.parametrize("mark", ["~", "?", "%"])
@pytest.mark.parametrize("text", ["2024-06-19", "2024-06", "2024", "1949-24", "9999-24", "194X", "19XX"])
def test_every_kind_of_date_keeps_its_mark(text, mark):
    parsed = parse(text + mark)
    assert (parsed.approximate, parsed.uncertain) == (mark in "~%", mark in "?%")
    assert (parse(text).approximate, parse(text).uncertain) == (False, False)


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [
        ("1950/1953~", True, False),
        ("1950?/1953", False, True),
        ("1950~/1953?", True, True),
        ("1950~/..", True, False),
        ("/1953?", False, True),
    ],
)
def test_an_interval_is_as_sure_as_both_its_ends(text, approximate, uncertain):
    assert (parse(text).approximate, parse(text).uncertain) == (approximate, uncertain)


def test_small_letters_and_spaces_are_brought_into_canonical_form():
    assert parse(" 194x ").text == "194X"
    assert parse("1950 / 1953").text == "1950/1953"
    assert parse(".. / 1953").text == "../1953"


def test_an_interval_between_equal_dates_is_that_date():
    assert parse("1950/1950") == parse("1950")
    assert parse("1950/1950").precision is Precision.YEAR
    assert parse("1950/1950~").precision is Precision.SPAN


def test_an_interval_may_end_within_its_first_part_if_it_does_not_run_backwards():
    assert parse("1950/1950-12").latest == date(1950, 12, 31)
    assert parse("1950-12/1950").earliest == date(1950, 12, 1)
    assert parse("2024-06-19/2024-06").earliest == date(2024, 6, 19)


@pytest.mark.parametrize(
    ("text", "year"), [("194X/1949", None), ("19XX/..", None), ("/1949", None), ("1949/", 1949), ("1949-24/1951", 1949)]
)
def test_an_interval_is_filed_under_the_year_of_its_start(text, year):
    assert parse(text).year == year


def test_a_date_covers_its_first_and_its_last_day_and_no_other():
    june = parse("2024-06")
    assert june.covers(date(2024, 6, 1))
    assert june.covers(date(2024, 6, 30))
    assert not june.covers(date(2024, 5, 31))
    assert not june.covers(date(2024, 7, 1))
    assert not parse("../1991").covers(date(1992, 1, 1))
    assert not parse("1991/..").covers(date(1990, 12, 31))


def test_what_is_no_date_is_none_where_that_is_asked_for():
    assert parse_or_none("1949~") == parse("1949~")
    assert parse_or_none("") is None
    assert parse_or_none("19 June") is None


def test_a_day_and_a_moment_are_the_same_date():
    assert dates.from_day(date(987, 6, 9)).text == "0987-06-09"
    assert dates.from_day(datetime(2024, 6, 19, 23, 59)).text == "2024-06-19"
