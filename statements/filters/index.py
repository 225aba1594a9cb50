"""A selection answered by the index: the search request of an address, and the facets of its results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict

from statements import dates
from statements.search.contract.requests import MAX_FACET_VALUES as MAX_COUNTED
from statements.search.contract.requests import SearchRequest, Sort
from statements.search.contract.results import FacetCount, Results
from statements.search.language import Any, Dates, Node, Not, QueryError, join_all, parse_query
from statements.search.name_resolution import resolve_names

from .page_links import Facet, Option, PageAddress
from .record_names import RecordNames
from .selection import Selection, canonical_parameters, parse_filters
from .vocabulary import BY_NAME, DATE_FILTERS, FILTERS, SCOPE_LABELS, SHOW_LABELS, Filter, Period

MAX_LISTED = 2_000  # values of a facet that is listed whole
_MAX_PAGE_DIGITS = 8
_E = TypeVar("_E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class ParsedSearch:
    """`query` is what was typed, with codes for names; `request` asks for it within the `selection`. `problems` are
    faults of the query, `notices` everything else that the page says."""

    request: SearchRequest
    query: Node
    selection: Selection
    problems: tuple[QueryError, ...]
    notices: tuple[str, ...]

    @property
    def messages(self) -> tuple[str, ...]:
        return (*(problem.reason for problem in self.problems), *self.notices)


def parse_search(parameters: QueryDict) -> ParsedSearch:
    """Parse an address. Never raises: what cannot be used is left out, with a notice."""
    parameters = canonical_parameters(parameters)
    # PostgreSQL takes no NUL.
    text = parameters.get("q", "").replace("\x00", " ").strip()
    reading = parse_query(text)
    resolved = resolve_names(reading.query)
    selection, problems = parse_filters(parameters, keep_unknown=True)
    request = SearchRequest(
        text=text,
        query=resolved.query,
        scope=_choice(parameters.get("scope"), SCOPE_LABELS),
        show=_choice(parameters.get("show"), SHOW_LABELS),
        sort=selection.sort or Sort.RELEVANCE,
        page=_page(parameters.get("page", "")),
        max_facet_values=MAX_LISTED if parameters.get("more") in BY_NAME else MAX_COUNTED,
    )
    notices = (*resolved.notices, *(problem.message for problem in problems))
    return ParsedSearch(
        restrict_request(request, selection), resolved.query, selection, tuple(reading.problems), notices
    )


def _choice(text: str | None, choices: Mapping[_E, str]) -> _E:
    """One of the choices; anything else is the first."""
    return next((each for each in choices if each == text), next(iter(choices)))


def _page(text: str) -> int:
    text = text.strip()
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= _MAX_PAGE_DIGITS else 1


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


SHOWN_FIRST = 8
# In the order of the page. Years have the chart, and dates a form.
FACET_ORDER = (
    "country", "speaker", "about", "topic", "kind", "publisher", "language", "treaty", "event", "interpreted"
)  # fmt: skip
_FACET_FILTERS = tuple(sorted((f for f in FILTERS if f.name in FACET_ORDER), key=lambda f: FACET_ORDER.index(f.name)))


def build_facets(results: Results, address: PageAddress, names: RecordNames) -> list[Facet]:
    listed = {filter: counts for filter in _FACET_FILTERS if (counts := _listed_counts(filter, results, address))}
    names.look_up((filter.name, [each.code for each in counts]) for filter, counts in listed.items())
    return [_build_facet(filter, counts, results, address, names) for filter, counts in listed.items()]


def _listed_counts(filter: Filter, results: Results, address: PageAddress) -> Sequence[FacetCount]:
    """The values that the page lists, in its order; none where the facet would narrow nothing."""
    counts = results.facets.get(filter.facet, ())
    if len(counts) == 1 and counts[0].count == results.statements and not counts[0].selected:
        return ()
    if filter.name != address.expanded_facet:
        counts = tuple(each for place, each in enumerate(counts) if place < MAX_COUNTED or each.selected)
    if filter.name == "topic":
        return counts
    return [each for each in counts if each.selected] + [each for each in counts if not each.selected]


def _build_facet(
    filter: Filter, counts: Sequence[FacetCount], results: Results, address: PageAddress, names: RecordNames
) -> Facet:
    labels = names.names(filter.name, [each.code for each in counts])
    if filter.name == "topic":
        options = _topic_tree(counts, labels, address)
        first = len(options)
    else:
        options = [
            Option(labels[each.code], each.count, address.facet_url(filter.name, each.code), each.selected)
            for each in counts
        ]
        first = max(SHOWN_FIRST, sum(option.selected for option in options))
    hidden = max(0, results.distinct[filter.facet] - len(counts))
    is_open = filter.name == address.expanded_facet
    can_expand = hidden and not is_open and len(counts) + hidden <= MAX_LISTED
    more_url = address.replacing("more", filter.name) if can_expand else ""
    return Facet(filter.name, filter.title, tuple(options[:first]), tuple(options[first:]), hidden, more_url, is_open)


def _topic_tree(counts: Sequence[FacetCount], labels: Mapping[str, str], address: PageAddress) -> list[Option]:
    """Topics under their parents; below the first level only those of a chosen branch."""
    chosen = [each.code for each in counts if each.selected]
    options = []
    for each in sorted(counts, key=lambda each: each.code):
        parent = each.code.rpartition("/")[0]
        if parent and not any(
            code == parent or code.startswith(f"{parent}/") or parent.startswith(f"{code}/") for code in chosen
        ):
            continue
        url = address.facet_url("topic", each.code)
        options.append(Option(labels[each.code], each.count, url, each.selected, each.code.count("/")))
    return options
