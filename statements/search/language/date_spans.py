"""`date:` and `year:` values -> a span of dates: 2014, 1989..1991, >=2014-03, "19 June 2024"."""

from __future__ import annotations

import re
from datetime import timedelta

from statements import dates

from .nodes import Dates, Node, join_any

_COMPARED = re.compile(r"(>=|<=|>|<|≥|≤)\s*(.+)")


def parse_dates(values: tuple[str, ...]) -> tuple[Node | None, str]:
    """The span (several are alternatives) or None, and why a value was left out, or ""."""
    spans: list[Node] = []
    reason = ""
    for value in values:
        try:
            spans.append(_parse_span(value))
        except dates.InvalidDate as refusal:
            reason = str(refusal)
    return (join_any(spans) if spans else None), reason


def _parse_span(value: str) -> Dates:
    compared = _COMPARED.fullmatch(value)
    if compared:
        return _compare(compared[1], dates.parse_typed(compared[2]))
    if ".." in value:
        start, _, end = (part.strip() for part in value.partition(".."))
        if not start and not end:
            raise dates.InvalidDate("Give a date on one side of the two dots at least: 1989..1991, 1989.. or ..1991.")
        return _order(_parse_single(start), _parse_single(end))
    when = dates.parse_typed(value)
    if "/" in when.text:
        start, _, end = when.text.partition("/")
        return _order(start.strip("."), end.strip("."))
    return Dates(when.text, when.text)


def _parse_single(text: str) -> str:
    if not text:
        return ""
    when = dates.parse_typed(text)
    if "/" in when.text:
        raise dates.InvalidDate(f"“{text[:30]}” is a span of dates already; write one date on each side of the dots.")
    return when.text


def _order(start: str, end: str) -> Dates:
    if start and end:
        earliest, latest = dates.parse(start).earliest, dates.parse(end).latest
        if earliest and latest and earliest > latest:
            return Dates(end, start)
    return Dates(start, end)


def _compare(sign: str, when: dates.EDTFDate) -> Dates:
    earliest, latest = when.earliest, when.latest
    if "/" in when.text or earliest is None or latest is None:
        raise dates.InvalidDate("Compare with a single date: >=2014-03.")
    if sign in (">=", "≥"):
        return Dates(when.text, "")
    if sign in ("<=", "≤"):
        return Dates("", when.text)
    step = timedelta(days=1)
    try:
        return Dates((latest + step).isoformat(), "") if sign == ">" else Dates("", (earliest - step).isoformat())
    except OverflowError:
        raise dates.InvalidDate("There is nothing before the year 1 or after 9999.") from None
