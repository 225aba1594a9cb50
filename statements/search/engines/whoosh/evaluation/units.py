"""Matching within a smaller whole than the statement: the same speech, or the same passage.

A unit is a speech or a passage, numbered through the generation. A query is evaluated on sets of units: words by where
they stand, codes of the speaker by the speech, everything else by the statement.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from whoosh import query as wq

from statements.search.engines.whoosh.generations.document_sets import Docs, distinct, in_both
from statements.search.engines.whoosh.segments.builder import BODY

from .matching import Matching
from .phrases import finds_of
from .queries import Coded, Near, Row, Words

SPEECH, PASSAGE = "speech", "paragraph"


class UnitMatching:
    """Evaluates on units of one kind, in documents that can match at all."""

    def __init__(self, matching: Matching, kind: str) -> None:
        self.generation = matching.generation
        self.passages = self.generation.passages
        self.matching = matching
        self.of_speeches = kind == SPEECH
        self.allowed = self.generation.everything
        self._finds: dict[wq.Query, np.ndarray] = {}

    def match(self, query: wq.Query, allowed: Docs) -> np.ndarray:
        """Units that match, ascending, in the documents `allowed`."""
        self.allowed, self._finds = allowed & self.matching.found(_relaxed(query)), {}
        return self.units(query)

    def finds(self, leaf: Words | Row | Near) -> np.ndarray:
        """The places of the leaf in the documents that can match."""
        found = self._finds.get(leaf)
        if found is None:
            found = self.matching.finds.get(leaf)  # of phrases, in all documents
            if found is None:
                found = finds_of(self.generation, leaf, self.allowed.ids)
            else:
                docs = self.generation.documents_at(leaf.fieldname, found)
                found = found.compress(self.allowed.mask.take(docs))
            self._finds[leaf] = found
        return found

    def units(self, query: wq.Query) -> np.ndarray:
        return _UNITS.get(type(query), _of_statements)(self, query)

    @property
    def docs(self) -> np.ndarray:
        """The document of each unit."""
        return self.passages.voice_docs if self.of_speeches else self.passages.docs

    def docs_of(self, units: np.ndarray) -> Docs:
        return Docs(self.generation.count, distinct(self.docs.take(units)))

    def all_in(self, docs: Docs) -> np.ndarray:
        return (docs & self.allowed).mask.take(self.docs).nonzero()[0]

    def carried(self, field: str, values: tuple[str, ...], voices: np.ndarray | None = None) -> np.ndarray | None:
        """A bool for each speech (or each of `voices`): whether it is one of these speakers', countries' …

        None for what only statements have.
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
        return wanted.take(column if voices is None else column.take(voices), mode="wrap")


def _of_statements(units: UnitMatching, query: wq.Query) -> np.ndarray:
    """All units of the statements that match."""
    return units.all_in(units.matching.found(query))


def _of_words(units: UnitMatching, query: Words | Row | Near) -> np.ndarray:
    if query.fieldname != BODY:
        return _of_statements(units, query)
    passages = distinct(units.passages.of(units.finds(query)))
    if not units.of_speeches:
        return passages
    voices = distinct(units.passages.voices.take(passages))
    return distinct(np.sort(voices.compress(voices >= 0)))


def _all(units: UnitMatching, query: wq.And) -> np.ndarray:
    wanted = [part for part in query.subqueries if not isinstance(part, wq.Not)]
    found = sorted(map(units.units, wanted), key=len)
    matching = found[0] if found else units.all_in(units.allowed)
    for other in found[1:]:
        matching = in_both(matching, other)
    for part in query.subqueries:
        if isinstance(part, wq.Not):
            matching = np.setdiff1d(matching, units.units(part.query), assume_unique=True)
    return matching


def _any(units: UnitMatching, query: wq.Or) -> np.ndarray:
    parts = [units.units(part) for part in query.subqueries]
    return distinct(np.sort(np.concatenate(parts), kind="stable")) if parts else np.zeros(0, np.int64)


def _not(units: UnitMatching, query: wq.Not) -> np.ndarray:
    return np.setdiff1d(units.all_in(units.allowed), units.units(query.query), assume_unique=True)


def _coded(units: UnitMatching, query: Coded) -> np.ndarray:
    carried = units.carried(query.fieldname, query.values)
    if carried is None:
        return _of_statements(units, query)
    if not units.of_speeches:
        voices = units.passages.voices
        carried = (voices >= 0) & (carried.take(voices, mode="clip") if len(carried) else False)
    return (carried & units.allowed.mask.take(units.docs)).nonzero()[0]


_UNITS: dict[type, Callable[[UnitMatching, wq.Query], np.ndarray]] = {
    Words: _of_words,
    Row: _of_words,
    Near: _of_words,
    wq.And: _all,
    wq.Or: _any,
    wq.Not: _not,
    Coded: _coded,
}


def _relaxed(query: wq.Query) -> wq.Query:
    """`query` without what may be so of a part and not of the whole: a statement may hold a word that the passage must
    not, and an interpreter's words beside the speaker's own."""
    if isinstance(query, wq.Not) or (isinstance(query, Coded) and query.fieldname == "interpreted"):
        return wq.Every()
    if isinstance(query, wq.And | wq.Or):
        return type(query)([_relaxed(part) for part in query.subqueries])
    return query
