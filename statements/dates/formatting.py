"""Dates in English words: "19 June 2024", "about 1949", "1950–1953"."""

from __future__ import annotations

from .edtf import MONTH_NAMES, EDTFDate, parse, split_single

_SEASON_NAMES = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}


def format_date(when: EDTFDate | str, language: str = "en") -> str:
    """Format a date in words: "19 June 2024", "about 1949", "1950–1953", "until 1991". A string is parsed first.

    English is the only language of the pages; another raises ValueError.
    """
    if language != "en":
        raise ValueError(f"dates are formatted in English only, not in {language!r}")
    text = (parse(when) if isinstance(when, str) else when).text
    if "/" not in text:
        return _format_single(text)
    start, _, end = text.partition("/")
    if start == "..":
        return f"until {_format_single(end)}"
    if end == "..":
        return f"since {_format_single(start)}"
    if not start:
        return f"an unknown date to {_format_single(end)}"
    if not end:
        return f"{_format_single(start)} to an unknown date"
    return _format_span(start, end)


def _format_single(text: str) -> str:
    year, month, day, mark = split_single(text)
    words = _format_year(year)
    if month in _SEASON_NAMES:
        words = f"{_SEASON_NAMES[month]} {words}"
        if month == "24" and year != "9999":
            words += f"–{int(year) + 1}"
    elif month and month != "XX":
        words = f"{MONTH_NAMES[int(month) - 1]} {words}"
        if day and day != "XX":
            words = f"{int(day)} {words}"
    if mark in ("~", "%"):
        words = f"about {words}"
    if mark in ("?", "%"):
        words = f"{words} (uncertain)"
    return words


def _format_year(year: str) -> str:
    if year.endswith("XX"):
        return _format_ordinal(int(year[:2]) + 1) + " century"
    if year.endswith("X"):
        # "1900s" alone is a decade to some and a century to others.
        return f"{_format_year(year[:3] + '0')}s" + (" (decade)" if year[2] == "0" else "")
    return str(int(year)) if year >= "1000" else f"AD {int(year)}"


def _format_ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _format_span(start: str, end: str) -> str:
    first, last = _format_single(start), _format_single(end)
    plain = (start + end).replace("-", "").isdigit()
    seasons = "2" in (start[5:6], end[5:6])
    if len(start) != len(end) or seasons or not plain:
        return f"{first} – {last}"
    if len(start) == 4:
        return f"{first}–{last}"
    if start[:4] != end[:4]:
        return f"{first} – {last}"
    year = _format_year(start[:4])
    if len(start) == 7:
        return f"{first.removesuffix(f' {year}')}–{last}"
    if start[:7] == end[:7]:
        return f"{first.split(' ', 1)[0]}–{last}"
    return f"{first.removesuffix(f' {year}')} – {last}"
