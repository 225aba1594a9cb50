"""Dates as people type them: words and figures in every form that is understood, and the messages for what is not."""

import pytest

from statements.dates import EXAMPLES, MAX_LENGTH, InvalidDate, parse_typed

UNREADABLE = f"is not a date we can read. Type it like {EXAMPLES}."
NO_YEAR = f"has no year. Type it like {EXAMPLES}."

UNDERSTOOD = {
    "months, short and long": [
        ("January 1949", "1949-01"), ("jan 1949", "1949-01"), ("February 1949", "1949-02"), ("Feb. 1949", "1949-02"),
        ("March 1949", "1949-03"), ("mar 1949", "1949-03"), ("APRIL 1949", "1949-04"), ("apr. 1949", "1949-04"),
        ("May 1949", "1949-05"), ("June 1949", "1949-06"), ("jun 1949", "1949-06"), ("July 1949", "1949-07"),
        ("jul. 1949", "1949-07"), ("August 1949", "1949-08"), ("aug 1949", "1949-08"), ("September 1949", "1949-09"),
        ("sep 1949", "1949-09"), ("sept 1949", "1949-09"), ("October 1949", "1949-10"), ("oct 1949", "1949-10"),
        ("November 1949", "1949-11"), ("nov 1949", "1949-11"), ("December 1949", "1949-12"), ("Dec 1949", "1949-12"),
    ],
    "seasons": [
        ("spring 1949", "1949-21"), ("summer 1949", "1949-22"), ("autumn of 1949", "1949-23"),
        ("Fall 1949", "1949-23"), ("winter 1949", "1949-24"), ("winter of 1949-1950", "1949-24"),
        ("winter 1949/50", "1949-24"), ("winter 1999-00", "1999-24"), ("winter AD 99-100", "0099-24"),
        ("winter 1949 - 50", "1949-24"),
    ],
    "days": [
        ("1 June 1949", "1949-06-01"), ("1st of June 1949", "1949-06-01"), ("2nd June, 1949", "1949-06-02"),
        ("3rd June of 1949", "1949-06-03"), ("June 4th, 1949", "1949-06-04"), ("June 4 1949", "1949-06-04"),
        ("June, 1949", "1949-06"), ("7 June AD 987", "0987-06-07"), ("June AD 987", "0987-06"),
        ("June 7 AD 87", "0087-06-07"),
    ],
    "weekdays are passed over": [
        ("Mon, 5 June 2024", "2024-06-05"), ("Monday 5 June 2024", "2024-06-05"), ("Tues. 5 June 2024", "2024-06-05"),
        ("tuesday 5 June 2024", "2024-06-05"), ("Wed 5 June 2024", "2024-06-05"), ("Thurs 5 June 2024", "2024-06-05"),
        ("Thu 5 June 2024", "2024-06-05"), ("Friday, 5 June 2024", "2024-06-05"), ("Sat 5 June 2024", "2024-06-05"),
        ("Sun. 5 June 2024", "2024-06-05"),
    ],
    "about and uncertain": [
        ("about 1949", "1949~"), ("around 1949", "1949~"), ("approximately 1949", "1949~"), ("approx 1949", "1949~"),
        ("approx. 1949", "1949~"), ("circa 1949", "1949~"), ("ca 1949", "1949~"), ("ca. 1949", "1949~"),
        ("c. 1949", "1949~"), ("~1949", "1949~"), ("~ 1949", "1949~"), ("about June 1949", "1949-06~"),
        ("about 1949~", "1949~"), ("about 1949?", "1949%"), ("1949~ (?)", "1949%"), ("1949 uncertain", "1949?"),
        ("1949, uncertain", "1949?"), ("1949 (uncertain)", "1949?"), ("1949 ( ? )", "1949?"), ("1949? (?)", "1949?"),
        ("about 1949 (?)", "1949%"), ("about 1949%", "1949%"), ("1949% (?)", "1949%"), ("ABOUT 1949", "1949~"),
        ("about the 1940s", "194X~"), ("the 1940s (?)", "194X?"),
        ("about 194X", "194X~"), ("about 194x", "194X~"),
    ],
    "figures": [
        ("1.6.1949", "1949-06-01"), ("01.06.1949", "1949-06-01"), ("1. 6. 1949", "1949-06-01"),
        ("30.11.1949", "1949-11-30"), ("1949.6.1", "1949-06-01"), ("1949/06/01", "1949-06-01"),
        ("1949-6-1", "1949-06-01"), ("1949-06-01 14:30", "1949-06-01"),
        ("1949-06-01T14:30:00+02:00", "1949-06-01"), ("1949-06-01t10z", "1949-06-01"),
    ],
    "early years, decades and centuries": [
        ("AD 7", "0007"), ("ad 87", "0087"), ("AD 987", "0987"), ("1940s", "194X"), ("1940's", "194X"),
        ("40s", "004X"), ("0s", "000X"), ("AD 980s", "098X"), ("AD 980s (decade)", "098X"),
        ("1900s (decade)", "190X"), ("the 1900s (decade)", "190X"), ("1st century", "00XX"), ("2nd century", "01XX"),
        ("3rd century", "02XX"), ("the 19th Century", "18XX"), ("100th century", "99XX"),
    ],
    "open ends": [
        ("until 1991", "../1991"), ("till 1991", "../1991"), ("up to 1991", "../1991"), ("to 1991", "../1991"),
        ("- 1991", "../1991"), ("UNTIL June 1991", "../1991-06"), ("since 1991", "1991/.."), ("from 1991", "1991/.."),
        ("1991 onward", "1991/.."), ("June 1991 onwards", "1991-06/.."), ("1991-", "1991/.."), ("1991 -", "1991/.."),
        ("1991-now", "1991/.."), ("1991 - present", "1991/.."), ("1991 to date", "1991/.."), ("1991 to now", "1991/.."),
        ("1991 to the present", "1991/.."), ("1991 to an unknown date", "1991/"),
        ("An unknown date to June 1991", "/1991-06"), ("an unknown date to 1991", "/1991"),
    ],
    "both ends": [
        ("Between 1 and 3 June 1950", "1950-06-01/1950-06-03"), ("between June and July 1950", "1950-06/1950-07"),
        ("1950 until 1953", "1950/1953"), ("1950 till 1953", "1950/1953"), ("From 1950 to 1953", "1950/1953"),
        ("1950 - 1953", "1950/1953"), ("1950-1953", "1950/1953"), ("1950/53", "1950/1953"),
        ("2001-13", "2001/2013"), ("2001–25", "2001/2025"), ("AD 87-91", "0087/0091"), ("AD 87 to 101", "0087/0101"),
        ("18th-19th June 2024", "2024-06-18/2024-06-19"), ("June 18th–19th, 2024", "2024-06-18/2024-06-19"),
        ("June 18 - 19 2024", "2024-06-18/2024-06-19"), ("June-July 2024", "2024-06/2024-07"),
        ("30 June 2023 to 2 July 2024", "2023-06-30/2024-07-02"), ("5 June - 7 June AD 87", "0087-06-05/0087-06-07"),
        ("December 2023-January 2024", "2023-12/2024-01"), ("spring-summer 1949", "1949-21/1949-22"),
        ("1940s-1950s", "194X/195X"), ("19th century - 20th century", "18XX/19XX"), ("1949?-1950", "1949?/1950"),
        ("c. 1949 - c. 1951", "1949~/1951~"), ("18‒19 June 2024", "2024-06-18/2024-06-19"),
        ("18—19 June 2024", "2024-06-18/2024-06-19"), ("18−19 June 2024", "2024-06-18/2024-06-19"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("typed", "canonical"), [pair for pairs in UNDERSTOOD.values() for pair in pairs])
def test_every_form_of_a_date_is_understood(typed, canonical):
    assert parse_typed(typed).text == canonical


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1/2/24", "“1/2/24” has a short year. Type it like 19 June 2024 or 2024-06-19."),
        ("0/0/2024", "“0/0/2024” is no day of any month. Type it like 19 June 2024 or 2024-06-19."),
        ("32/12/2024", "“32/12/2024” is no day of any month. Type it like 19 June 2024 or 2024-06-19."),
        ("13/13/2024", "“13/13/2024” is no day of any month. Type it like 19 June 2024 or 2024-06-19."),
        ("0/12/2024", "“0/12/2024” is no day of any month. Type it like 19 June 2024 or 2024-06-19."),
        (
            "1/2/2024",
            "“1/2/2024” has day and month as numbers, which are read in either order. "
            "Type 2024-01-02 or 2024-02-01, or write the month as a word.",
        ),
        (
            "12/31/1999",
            "“12/31/1999” has day and month as numbers, which are read in either order. "
            "Type 1999-12-31, or write the month as a word.",
        ),
        (
            "10-10-2024",
            "“10-10-2024” has day and month as numbers, which are read in either order. "
            "Type 2024-10-10, or write the month as a word.",
        ),
        ("2024–06", "“2024–06” can be a month or two years. Type 2024-06 or 2024/…."),
        ("2001–05", "“2001–05” can be a month or two years. Type 2001-05 or 2001/2005."),
        ("2001/24", "“2001/24” can be a month or two years. Type 2001-24 or 2001/2024."),
        ("2001 — 02", "“2001 — 02” can be a month or two years. Type 2001-02 or 2001/2002."),
        ("2001–01", "“2001–01” can be a month or two years. Type 2001-01 or 2001/…."),
        ("1900s", "“1900s” can be a decade or a century. Type 190X for the decade or 19XX for the century."),
        ("00s", "“00s” can be a decade or a century. Type 000X for the decade or 00XX for the century."),
        ("19 June", "“19 June” has no year. Add it: 19 June 2024, June 2024."),
        ("june 19th", "“june 19th” has no year. Add it: 19 June 2024, June 2024."),
        ("Sept", "“Sept” has no year. Add it: 19 June 2024, June 2024."),
        ("19 June 24", "“19 June 24” has no year. Add it: 19 June 2024, June 2024."),
        ("last year", f"“last year” {NO_YEAR}"),
        ("в июне", f"“в июне” {NO_YEAR}"),
        ("19 Foo", f"“19 Foo” {UNREADABLE}"),
        ("Foo 1949", f"“Foo 1949” {UNREADABLE}"),
        ("5 spring 1949", f"“5 spring 1949” {UNREADABLE}"),
        ("winter 1949-51", f"“winter 1949-51” {UNREADABLE}"),
        ("winter 1949-5", f"“winter 1949-5” {UNREADABLE}"),
        ("winter 1949-150", f"“winter 1949-150” {UNREADABLE}"),
        ("0th century", f"“0th century” {UNREADABLE}"),
        ("101st century", f"“101st century” {UNREADABLE}"),
        ("AD 1987", f"“AD 1987” {UNREADABLE}"),
        ("1950–3", f"“1950–3” {UNREADABLE}"),
        ("2001–00", f"“2001–00” {UNREADABLE}"),
        ("June 18-19", f"“June 18-19” {UNREADABLE}"),
        ("c 1949", f"“c 1949” {UNREADABLE}"),
        ("31 June 2024", "“2024-06-31” does not exist: June 2024 has 30 days. Type 2024-06 if the day is not known."),
        ("", f"There is no date here. Type it like {EXAMPLES}."),
    ],
)
def test_what_is_not_understood_is_refused_with_a_whole_sentence(typed, message):
    with pytest.raises(InvalidDate) as refused:
        parse_typed(typed)
    assert str(refused.value) == message


def test_a_typed_date_may_be_as_long_as_a_date_and_no_longer():
    text = "1950 to 1953".replace("1950", "00001950")
    with pytest.raises(InvalidDate) as refused:
        parse_typed(text + "0" * (MAX_LENGTH - len(text)))
    assert "too long" not in str(refused.value)
    with pytest.raises(InvalidDate) as refused:
        parse_typed(text + "0" * (MAX_LENGTH + 1 - len(text)))
    assert str(refused.value) == f"This is too long for a date. Type it like {EXAMPLES}."


def test_white_space_of_any_kind_is_one_space():
    assert parse_typed("  19\tJune\n2024 ").text == "2024-06-19"
