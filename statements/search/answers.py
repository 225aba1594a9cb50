"""A request -> the answer that page, JSON and CSV show: what was asked for or, where there is none, what comes near."""

from __future__ import annotations

from dataclasses import dataclass, replace

from statements.search.contract.engine import Engine
from statements.search.contract.requests import Scope, SearchRequest, Show
from statements.search.contract.results import Results
from statements.search.engine import get_engine
from statements.search.language.any_word_fallback import find_fallback


@dataclass(frozen=True, slots=True)
class Answer:
    """`request` is what `results` answer: the one that was asked or, where `loose`, one for any of its words."""

    request: SearchRequest
    results: Results
    loose: bool = False

    @property
    def found(self) -> int:
        """How many hits there are for what was asked."""
        return 0 if self.loose else self.results.total


def answer(request: SearchRequest, by: Engine | None = None) -> Answer:
    """Ask for all the words; where no statement holds them all, for any of them. Raises SearchUnavailable.

    Words that are wanted in one speech or paragraph may well stand together in a statement: there nothing is loosened.
    """
    by = by or get_engine()
    results = by.search(request)
    if results.total or request.scope != Scope.STATEMENT or request.show != Show.STATEMENTS:
        return Answer(request, results)
    query = find_fallback(request.text, request.query)
    near = by.search(replace(request, query=query)) if query else results
    return Answer(replace(request, query=query), near, loose=True) if near.total else Answer(request, results)
