"""Matching within a smaller whole than the statement: the same speech, or the same passage.

A unit is a speech or a passage, numbered through the generation. A query is evaluated on sets of units: words by where
they stand, codes of the speaker by the speech, everything else by the statement.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from whoosh import query as wq

from statements.search.engines.whoosh.generations.document_sets import DocumentSet, intersect_sorted, unique_sorted
from statements.search.engines.whoosh.segments.builder import BODY

from .matching import Matcher
from .phrases import locate
from .queries import CodeQuery, PhraseQuery, ProximityQuery, TextQuery, WordQuery

Unit = Literal["speech", "passage"]


class UnitMatcher:
    """Evaluates on units of one kind, in documents that can match at all."""

    def __init__(self, matcher: Matcher, unit: Unit) -> None:
        self.generation = matcher.generation
        self.passages = self.generation.passages
        self.matcher = matcher
        self.of_speeches = unit == "speech"
        self.allowed = self.generation.everything
        self._places: dict[wq.Query, np.ndarray] = {}

    def match(self, query: wq.Query, allowed: DocumentSet) -> np.ndarray:
        """The units that match in the documents `allowed`: numbers, ascending."""
        self.allowed, self._places = allowed & self.matcher.documents(_relax(query)), {}
        return self.units(query)

    def places(self, query: TextQuery) -> np.ndarray:
        """The places of `query` (see `locate`) in the documents that can match."""
        places = self._places.get(query)
        if places is None:
            everywhere = self.matcher.places.get(query)
            if everywhere is None:
                places = locate(self.generation, query, self.allowed.ids)
            else:
                docs = self.generation.places.documents_at(query.fieldname, everywhere)
                places = everywhere.compress(self.allowed.mask.take(docs))
            self._places[query] = places
        return places

    def units(self, query: wq.Query) -> np.ndarray:
        """The units that match: numbers, ascending."""
        return _MATCHES.get(type(query), _match_statements)(self, query)

    @property
    def docs(self) -> np.ndarray:
        """int32 by unit: its document."""
        return self.passages.speech_docs if self.of_speeches else self.passages.docs

    def documents_of(self, units: np.ndarray) -> DocumentSet:
        return DocumentSet(self.generation.count, unique_sorted(self.docs.take(units)))

    def all_in(self, docs: DocumentSet) -> np.ndarray:
        """The units of those of `docs` that can match: numbers, ascending."""
        return (docs & self.allowed).mask.take(self.docs).nonzero()[0]

    def mark_speeches(
        self, field: str, values: tuple[str, ...], speeches: np.ndarray | None = None
    ) -> np.ndarray | None:
        """bool for each speech of the generation, or each of `speeches`: whether its `field` has one of `values`.

        None for a field that only statements have.
        """
        if field == "interpreted":
            return np.isin(self.passages.interpreted, [value == "yes" for value in values])
        if field not in ("speaker", "country"):
            return None
        column = self.passages.speakers if field == "speaker" else self.passages.parties
        known = self.generation.facet(field).values
        wanted = np.zeros(len(known) + 1, bool)  # the last is of those who are not known, -1
        wanted[[known.find(value.encode()) for value in values]] = True
        wanted[-1] = False
        return wanted.take(column if speeches is None else column.take(speeches), mode="wrap")


def _match_statements(units: UnitMatcher, query: wq.Query) -> np.ndarray:
    """All units of the statements that match."""
    return units.all_in(units.matcher.documents(query))


def _match_text(units: UnitMatcher, query: TextQuery) -> np.ndarray:
    if query.fieldname != BODY:
        return _match_statements(units, query)
    passages = unique_sorted(units.passages.at(units.places(query)))
    if not units.of_speeches:
        return passages
    speeches = unique_sorted(units.passages.speeches.take(passages))
    return unique_sorted(np.sort(speeches.compress(speeches >= 0)))


def _match_all(units: UnitMatcher, query: wq.And) -> np.ndarray:
    wanted = [part for part in query.subqueries if not isinstance(part, wq.Not)]
    found = sorted(map(units.units, wanted), key=len)
    matching = found[0] if found else units.all_in(units.allowed)
    for other in found[1:]:
        matching = intersect_sorted(matching, other)
    for part in query.subqueries:
        if isinstance(part, wq.Not):
            matching = np.setdiff1d(matching, units.units(part.query), assume_unique=True)
    return matching


def _match_any(units: UnitMatcher, query: wq.Or) -> np.ndarray:
    parts = [units.units(part) for part in query.subqueries]
    return unique_sorted(np.sort(np.concatenate(parts), kind="stable")) if parts else np.zeros(0, np.int64)


def _match_not(units: UnitMatcher, query: wq.Not) -> np.ndarray:
    return np.setdiff1d(units.all_in(units.allowed), units.units(query.query), assume_unique=True)


def _match_codes(units: UnitMatcher, query: CodeQuery) -> np.ndarray:
    marked = units.mark_speeches(query.fieldname, query.values)
    if marked is None:
        return _match_statements(units, query)
    if not units.of_speeches:
        speeches = units.passages.speeches
        marked = (speeches >= 0) & (marked.take(speeches, mode="clip") if len(marked) else False)
    return (marked & units.allowed.mask.take(units.docs)).nonzero()[0]


_MATCHES: dict[type, Callable[[UnitMatcher, wq.Query], np.ndarray]] = {
    WordQuery: _match_text,
    PhraseQuery: _match_text,
    ProximityQuery: _match_text,
    wq.And: _match_all,
    wq.Or: _match_any,
    wq.Not: _match_not,
    CodeQuery: _match_codes,
}


def _relax(query: wq.Query) -> wq.Query:
    """`query` without what may be true of a part and not of the whole: a statement may have a word that the passage
    must not have, and an interpreter's words beside the speaker's own."""
    if isinstance(query, wq.Not) or (isinstance(query, CodeQuery) and query.fieldname == "interpreted"):
        return wq.Every()
    if isinstance(query, wq.And | wq.Or):
        return type(query)([_relax(part) for part in query.subqueries])
    return query
