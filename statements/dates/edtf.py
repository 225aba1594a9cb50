"""EDTF dates, levels 0 and 1: parse them and bound them by two real dates.

Source: Extended Date/Time Format specification, Library of Congress, 4 February 2019. What we decided beyond it:

* Years run from 1 to 9999, the range of `datetime.date`. A time of day is not part of a date here.
* `X` widens: `194X` is 1940-01-01 to 1949-12-31, `19XX` is 1900 to 1999, `2024-06-XX` is all of June.
* `~`, `?` and `%` widen nothing. They say how sure somebody was, and a padded bound would file "about 1949" in 1948.
* Seasons are the northern meteorological ones: spring is March to May; winter 1949 is December 1949 to February 1950.
* Intervals span from the first day of their start to the last day of their end. An open end (`..`) or an unknown one
  (nothing) has no bound: None.

The parser is our own because imports parse tens of thousands of dates: the `edtf` package (pyparsing) takes about a
thousand times longer and refuses `../1991`. The tests hold the two against each other.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

MAX_LENGTH = 96  # characters; no date anybody means is longer, and it keeps pasted pages out of the patterns


class InvalidDate(ValueError):
    """The text is not a date we can hold. Its message is a sentence for the editor, saying what to type instead."""


class Precision(StrEnum):
    """How finely a date is known. A span is an interval, whatever its ends are."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
class EDTFDate:
    """One parsed date. `text` is canonical EDTF; `earliest` and `latest` are its first and last possible day.

    `earliest` or `latest` is None where an interval is open or unknown at that end, never both.
    """

    text: str
    earliest: date | None
    latest: date | None
    precision: Precision
    approximate: bool = False
    uncertain: bool = False

    def __str__(self) -> str:
        return self.text

    @property
    def year(self) -> int | None:
        """The year it is filed under: that of its start. None when the start is not known to the year."""
        if self.earliest is None or self.precision in (Precision.DECADE, Precision.CENTURY):
            return None
        if self.precision is Precision.SPAN and parse(self.text.partition("/")[0]).year is None:
            return None
        return self.earliest.year

    def covers(self, day: date) -> bool:
        """Whether the day lies within the bounds; an end that is None is no bound."""
        return (self.earliest is None or self.earliest <= day) and (self.latest is None or day <= self.latest)


SINGLE_DATE = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?(?P<mark>[~?%]?)"
)
EXAMPLES = "2024-06-19, 2024-06, 2024, 1949~ (about), 1949? (uncertain), 194X (1940s), 1950/1953, ../1991 or 1991/.."
_SEASONS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 2)}
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@lru_cache(maxsize=32_768)
def parse(text: str) -> EDTFDate:
    """Parse EDTF (level 0 without times, level 1 within the years 1-9999). Raises InvalidDate."""
    canonical = text.strip().replace("x", "X")
    if "/" not in canonical:
        return _parse_single(canonical)
    if len(canonical) > MAX_LENGTH:
        raise InvalidDate(f"This is too long for a date. Type it like {EXAMPLES}.")
    start, _, end = canonical.partition("/")
    return _parse_interval(start.strip(), end.strip())


def parse_or_none(text: str) -> EDTFDate | None:
    """Parse EDTF; None for "" and for text that is not a date we can hold."""
    try:
        return parse(text) if text else None
    except InvalidDate:
        return None


def from_day(day: date) -> EDTFDate:
    """The EDTF date of one real day; the time of a datetime is dropped."""
    return parse(day.date().isoformat() if isinstance(day, datetime) else day.isoformat())


def split_single(text: str) -> tuple[str, str | None, str | None, str]:
    """Split one EDTF date into year, month, day and mark as written. Raises InvalidDate."""
    found = SINGLE_DATE.fullmatch(text)
    if found is None:
        raise InvalidDate(_explain_refusal(text))
    year, month, day, mark = found.groups()
    return year, month, day, mark


def _parse_single(text: str) -> EDTFDate:
    year, month, day, mark = split_single(text)
    marks = (mark in ("~", "%"), mark in ("?", "%")) if mark else (False, False)
    if "X" in year:
        if month:
            raise InvalidDate(f"“{text}” has a month in an unknown year. Type the decade or century alone: {year}.")
        return _parse_decade_or_century(text, year, marks)
    if year == "0000":
        raise InvalidDate("There is no year 0 here. Type a year from 0001 to 9999, with four digits.")
    number = int(year)
    if month is None or month == "XX":
        if day not in (None, "XX"):
            raise InvalidDate(f"“{text}” has a day in an unknown month. Type the year alone: {year}.")
        return EDTFDate(text, date(number, 1, 1), date(number, 12, 31), Precision.YEAR, *marks)
    if month in _SEASONS and day is None:
        return _parse_season(text, number, month, marks)
    return _parse_month_or_day(text, number, month, day, marks)


def _parse_month_or_day(text: str, year: int, month: str, day: str | None, marks: tuple[bool, bool]) -> EDTFDate:
    if not "01" <= month <= "12":
        raise InvalidDate(
            f"“{text}” has no month {month}: months are 01 to 12 (21 to 24 for spring to winter, without a day). "
            f"Type the year alone if the month is not known: {year:04d}."
        )
    if day is None or day == "XX":
        last = monthrange(year, int(month))[1]
        return EDTFDate(text, date(year, int(month), 1), date(year, int(month), last), Precision.MONTH, *marks)
    try:
        exact = date(year, int(month), int(day))
    except ValueError:
        raise InvalidDate(
            f"“{text}” does not exist: {MONTH_NAMES[int(month) - 1]} {year} has "
            f"{monthrange(year, int(month))[1]} days. Type {year:04d}-{month} if the day is not known."
        ) from None
    return EDTFDate(text, exact, exact, Precision.DAY, *marks)


def _parse_decade_or_century(text: str, year: str, marks: tuple[bool, bool]) -> EDTFDate:
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    precision = Precision.CENTURY if year.endswith("XX") else Precision.DECADE
    return EDTFDate(text, date(max(first, 1), 1, 1), date(last, 12, 31), precision, *marks)


def _parse_season(text: str, year: int, season: str, marks: tuple[bool, bool]) -> EDTFDate:
    first, last = _SEASONS[season]
    end_year = year + 1 if last < first else year
    if end_year > date.max.year:
        return EDTFDate(text, date(year, first, 1), date.max, Precision.SEASON, *marks)
    end = date(end_year, last, monthrange(end_year, last)[1])
    return EDTFDate(text, date(year, first, 1), end, Precision.SEASON, *marks)


def _parse_interval(start: str, end: str) -> EDTFDate:
    if start in ("", "..") and end in ("", ".."):
        raise InvalidDate("An interval needs a date at one end at least: ../1991 is until 1991, 1991/.. since 1991.")
    begins = None if start in ("", "..") else _parse_single(start)
    ends = None if end in ("", "..") else _parse_single(end)
    if begins is not None and ends is not None:
        if begins.text == ends.text:
            return begins
        if _is_after(begins.earliest, ends.latest) or _is_after(begins.latest, ends.latest):
            raise InvalidDate(f"The interval runs backwards: {start} is after {end}. Put the earlier date first.")
    known = [part for part in (begins, ends) if part is not None]
    return EDTFDate(
        f"{start}/{end}",
        begins.earliest if begins else None,
        ends.latest if ends else None,
        Precision.SPAN,
        any(part.approximate for part in known),
        any(part.uncertain for part in known),
    )


def _is_after(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one > other


def _explain_refusal(text: str) -> str:
    shown = text if len(text) <= 30 else f"{text[:30]}…"
    if not text:
        return f"There is no date here. Type it like {EXAMPLES}."
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]", text):
        return f"“{shown}” has a time of day. Type the day alone: {text[:10]}."
    if re.match(r"-[0-9]|Y-?[0-9]{5}|[0-9]{5,}", text):
        return f"“{shown}” is outside the years 0001 to 9999. Type a year with four digits."
    if re.fullmatch(r"[0-9]{1,3}[~?%]?", text):
        return f"“{shown}” is too short for a year. Type it with four digits, like {text.rstrip('~?%'):0>4}."
    return f"“{shown}” is not a date we can read. Type it like {EXAMPLES}."
