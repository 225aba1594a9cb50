"""A selection answered by the index: the filters of a search request."""

from __future__ import annotations

from dataclasses import replace

from statements import dates
from statements.search.contract.requests import SearchRequest
from statements.search.language import Any, Dates, Node, Not, join_all

from .period import Period
from .selection import Selection
from .vocabulary import BY_NAME, DATE_FILTERS

_NO_YEAR = "0"


def restrict_request(request: SearchRequest, selection: Selection) -> SearchRequest:
    """The request within the selection.

    The index knows between which days a statement lies: a `date` finds what lies within the period. (A list files a
    statement of several days under the first of them.)
    """
    filters = {
        BY_NAME[name].facet: codes for name, codes in selection.chosen.items() if name not in DATE_FILTERS
    }  # fmt: skip
    years, query = selection.codes("year"), request.query
    since, until = selection.code("since"), selection.code("until")
    if period := selection.period:
        if period.month is None or period.month == 0:
            years = _common_years(years, period.year)
        else:
            month_or_day = str(Period(period.year, period.month, period.day or None))
            since, until = _later(since, month_or_day), _earlier(until, month_or_day)
        if period.has_unknown_part:
            query = join_all([query, _not_in_a_known_part(period)])
    if years:
        filters["year"] = years
    return replace(request, query=query, filters=filters, since=since, until=until)


def _common_years(years: tuple[str, ...], year: int) -> tuple[str, ...]:
    return (str(year),) if not years or str(year) in years else (_NO_YEAR,)


def _later(since: str, period: str) -> str:
    return max(since or period, period, key=lambda text: str(dates.parse(text).earliest))


def _earlier(until: str, period: str) -> str:
    return min(until or period, period, key=lambda text: str(dates.parse(text).latest))


def _not_in_a_known_part(period: Period) -> Node:
    parts = [str(part) for part in period.siblings()]
    return Not(Any(tuple(Dates(part, part) for part in parts)))
