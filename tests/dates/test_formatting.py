"""Dates in English words: every month and season, ordinals, and both ends of intervals."""

import pytest

from statements.dates import EDTFDate, format_date, parse

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@pytest.mark.parametrize(("number", "name"), list(enumerate(MONTHS, start=1)))
def test_months_have_their_english_names(number, name):
    assert format_date(f"1949-{number:02d}") == f"{name} 1949"
    assert format_date(f"1949-{number:02d}-07") == f"7 {name} 1949"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1949-21", "spring 1949"),
        ("1949-22", "summer 1949"),
        ("1949-23", "autumn 1949"),
        ("1949-24", "winter 1949–1950"),
        ("9998-24", "winter 9998–9999"),
        ("9999-24", "winter 9999"),
        ("1949-24~", "about winter 1949–1950"),
    ],
)
def test_seasons_are_named_and_winter_has_both_its_years(text, words):
    assert format_date(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("00XX", "1st century"),
        ("01XX", "2nd century"),
        ("02XX", "3rd century"),
        ("03XX", "4th century"),
        ("09XX", "10th century"),
        ("10XX", "11th century"),
        ("11XX", "12th century"),
        ("12XX", "13th century"),
        ("13XX", "14th century"),
        ("20XX", "21st century"),
        ("21XX", "22nd century"),
        ("22XX", "23rd century"),
        ("99XX", "100th century"),
    ],
)
def test_centuries_have_the_ending_that_english_gives_their_number(text, words):
    assert format_date(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0999", "AD 999"),
        ("1000", "1000"),
        ("0007-06-09", "9 June AD 7"),
        ("098X", "AD 980s"),
        ("200X", "2000s (decade)"),
        ("201X", "2010s"),
        ("194X?", "1940s (uncertain)"),
        ("19XX~", "about 20th century"),
        ("2024-06-19%", "about 19 June 2024 (uncertain)"),
        ("2024-XX-XX", "2024"),
    ],
)
def test_early_years_decades_and_marks(text, words):
    assert format_date(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("../2024-06-19", "until 19 June 2024"),
        ("2024-06-19/..", "since 19 June 2024"),
        ("/1991", "an unknown date to 1991"),
        ("1991/", "1991 to an unknown date"),
        ("2024-06-01/2024-06-30", "1–30 June 2024"),
        ("2024-05-31/2024-06-01", "31 May – 1 June 2024"),
        ("2023-06-18/2024-06-18", "18 June 2023 – 18 June 2024"),
        ("2023-12/2024-01", "December 2023 – January 2024"),
        ("1950/1953-07", "1950 – July 1953"),
        ("1949-23/1950-21", "autumn 1949 – spring 1950"),
        ("1949-21/1949-23", "spring 1949 – autumn 1949"),
        ("1949-06/1949-23", "June 1949 – autumn 1949"),
        ("1949-21/1949-10", "spring 1949 – October 1949"),
        ("194X/195X", "1940s – 1950s"),
        ("1950/1953?", "1950 – 1953 (uncertain)"),
        ("0987-06-01/0987-06-02", "1–2 June AD 987"),
        ("0987-06/0987-07", "June–July AD 987"),
        ("2024-12-18/2024-12-19", "18–19 December 2024"),
    ],
)
def test_intervals_say_once_what_both_ends_share(text, words):
    assert format_date(text) == words


def test_a_date_that_is_parsed_already_is_formatted_as_it_is():
    parsed = parse("1949~")
    assert isinstance(parsed, EDTFDate)
    assert format_date(parsed) == format_date("1949~", "en") == "about 1949"


def test_another_language_is_refused_by_name():
    with pytest.raises(ValueError, match="^dates are formatted in English only, not in 'fr'$"):
        format_date("2024", "fr")
