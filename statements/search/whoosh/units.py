"""Matching within a smaller whole than the statement: the same speech, or the same passage.

A unit is a speech or a passage, numbered through the generation. A query is evaluated on sets of units: words by where
they stand, codes of the speaker by the speech, everything else by the statement.
"""

from __future__ import annotations

from functools import singledispatchmethod

import numpy as np
from whoosh import query as wq

from .finds import finds_of
from .matching import Evaluation
from .queries import Coded, Near, Row, Spans, Words

SPEECH, PASSAGE = "speech", "paragraph"


class UnitEvaluation:
    """Evaluates on units of one kind, in documents that can match at all."""

    def __init__(self, evaluation: Evaluation, kind: str) -> None:
        self.generation = evaluation.generation
        self.passages = self.generation.passages
        self._evaluation = evaluation
        self._speech = kind == SPEECH
        self._docs = self.passages.voice_docs if self._speech else self.passages.docs

    def match(self, query: wq.Query, allowed: np.ndarray) -> np.ndarray:
        """Units that match, ascending, in documents of the mask `allowed`."""
        candidates = np.zeros(self.generation.count, bool)
        candidates[self._evaluation.match(_relaxed(query))] = True
        self._allowed = allowed & candidates
        return self._units(query)

    def docs_of(self, units: np.ndarray) -> np.ndarray:
        return np.unique(self._docs[units]).astype(np.int32)

    @property
    def _everything(self) -> np.ndarray:
        return np.flatnonzero(self._allowed[self._docs])

    @singledispatchmethod
    def _units(self, query: wq.Query) -> np.ndarray:
        return self._of_statements(query)

    def _of_statements(self, query: wq.Query) -> np.ndarray:
        """All units of the statements that match."""
        mask = np.zeros(self.generation.count, bool)
        mask[self._evaluation.match(query)] = True
        return np.flatnonzero((mask & self._allowed)[self._docs])

    @_units.register(Words)
    @_units.register(Row)
    @_units.register(Near)
    def _(self, query: Words | Row | Near) -> np.ndarray:
        if query.fieldname != "text":
            return self._of_statements(query)
        passages = np.unique(self.passages.of(finds_of(self.generation, query, self._allowed)))
        if not self._speech:
            return passages
        voices = np.unique(self.passages.voices[passages])
        return voices[voices >= 0]

    @_units.register
    def _(self, query: wq.And) -> np.ndarray:
        wanted = [part for part in query.subqueries if not isinstance(part, wq.Not)]
        found = sorted((self._units(part) for part in wanted), key=len)
        units = found[0] if found else self._everything
        for other in found[1:]:
            units = np.intersect1d(units, other, assume_unique=True)
        for part in query.subqueries:
            if isinstance(part, wq.Not):
                units = np.setdiff1d(units, self._units(part.query), assume_unique=True)
        return units

    @_units.register
    def _(self, query: wq.Or) -> np.ndarray:
        parts = [self._units(part) for part in query.subqueries]
        return np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.int64)

    @_units.register
    def _(self, query: wq.Not) -> np.ndarray:
        return np.setdiff1d(self._everything, self._units(query.query), assume_unique=True)

    @_units.register
    def _(self, query: Coded) -> np.ndarray:
        carried = self.carried(query.fieldname, query.values)
        if carried is None:
            return self._of_statements(query)
        if not self._speech:
            voices = self.passages.voices
            carried = np.where(voices >= 0, carried[np.maximum(voices, 0)] if len(carried) else False, False)
        return np.flatnonzero(carried & self._allowed[self._docs])

    @_units.register
    def _(self, query: Spans) -> np.ndarray:
        return np.flatnonzero((self._evaluation.spanned(query) & self._allowed)[self._docs])

    def carried(self, field: str, values: tuple[str, ...]) -> np.ndarray | None:
        """A bool a speech: whether it is one of these speakers', countries' …; None for what only statements have."""
        if field == "interpreted":
            return np.isin(self.passages.interpreted, [value == "yes" for value in values])
        column = {"speaker": self.passages.speakers, "country": self.passages.parties}.get(field)
        if column is None:
            return None
        known = self.generation.facet(field).values
        return np.isin(column, [place for place, value in enumerate(known) if value in values])


def _relaxed(query: wq.Query) -> wq.Query:
    """`query` without what may be so of a part and not of the whole: a statement may hold a word that the passage must
    not, and an interpreter's words beside the speaker's own."""
    if isinstance(query, wq.Not) or (isinstance(query, Coded) and query.fieldname == "interpreted"):
        return wq.Every()
    if isinstance(query, wq.And | wq.Or):
        return type(query)([_relaxed(part) for part in query.subqueries])
    return query
