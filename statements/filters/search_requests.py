"""The one form behind the results page, feeds, exports and the API: address -> search request. It never refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict

from statements.search.contract.requests import MAX_FACET_VALUES as MAX_COUNTED
from statements.search.contract.requests import SearchRequest, Sort
from statements.search.language import Node, QueryError, parse_query
from statements.search.name_resolution import resolve_names

from .index import restrict_request
from .parameters import canonical_parameters
from .selection import Selection, parse_filters
from .vocabulary import BY_NAME, SCOPE_LABELS, SHOW_LABELS

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
