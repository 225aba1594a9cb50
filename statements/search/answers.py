"""A request -> the answer that page, JSON and CSV show: hits of the search or, without any, of any of its words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from statements.search.contract.engine import Engine
from statements.search.contract.requests import Scope, SearchRequest, Show
from statements.search.contract.results import Results
from statements.search.engine import get_engine
from statements.search.language.any_word_fallback import find_fallback


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """`results` answer `request`, which where `is_fallback` asks for any of the words of the search."""

    request: SearchRequest
    results: Results
    is_fallback: bool = False

    @property
    def hit_count(self) -> int:
        """Hits of the search itself."""
        return 0 if self.is_fallback else self.results.total


def answer_search(request: SearchRequest, by: Engine | None = None) -> SearchAnswer:
    """Search for all the words, and for any of them where no statement has them all. Raises SearchUnavailable.

    There is no fallback within a speech or paragraph: a whole statement may well have all the words.
    """
    by = by or get_engine()
    results = by.search(request)
    if results.total or request.scope != Scope.STATEMENT or request.show != Show.STATEMENTS:
        return SearchAnswer(request, results)
    query = find_fallback(request.text, request.query)
    nearest = by.search(replace(request, query=query)) if query else results
    if not nearest.total or query is None:
        return SearchAnswer(request, results)
    return SearchAnswer(replace(request, query=query), nearest, is_fallback=True)
