"""Columns of a generation: a number per document, and the documents in the order of such numbers."""

from __future__ import annotations

import numpy as np

from statements.search.engines.whoosh.segments.builder import NO_NUMBER
from statements.search.engines.whoosh.segments.segment import Segment

from .segment_set import SegmentSet


class Columns:
    """Every array has an item per document of the generation, deleted ones included."""

    def __init__(self, segments: SegmentSet) -> None:
        self._segments = segments

    def numbers(self, field: str) -> np.ndarray:
        """int64: the sortable numbers of a field; NO_NUMBER where a document has none."""

        def read(segment: Segment, place: int) -> np.ndarray:
            numbers = segment.numbers(field)
            return np.full(segment.count, NO_NUMBER, np.int64) if numbers is None else numbers

        return self._segments.joined_column(("numbers", field), read)

    def lengths(self, field: str) -> np.ndarray:
        """uint32: the tokens of a text field."""

        def read(segment: Segment, place: int) -> np.ndarray:
            lengths = segment.lengths(field)
            return np.zeros(segment.count, np.uint32) if lengths is None else lengths

        return self._segments.joined_column(("lengths", field), read)

    def order_by(self, *fields: str) -> np.ndarray:
        """int32: all documents in ascending order of the first of these columns, then of the next."""

        def make(known: np.ndarray | None, shared: int) -> np.ndarray:
            # What is in order already is sorted quickly.
            offsets, count = self._segments.offsets, self._segments.count
            ordered = np.zeros(0, np.int32) if known is None else known.compress(known < offsets[shared])
            docs = np.concatenate((ordered, np.arange(len(ordered), count, dtype=np.int32)))
            return docs.take(np.lexsort([self.numbers(field).take(docs) for field in reversed(fields)]))

        return self._segments.column(("order", *fields), make)

    def ranks(self, *fields: str) -> np.ndarray:
        """int32: where each document stands in `order_by(*fields)`."""

        def make() -> np.ndarray:
            ranks = np.empty(self._segments.count, np.int32)
            ranks[self.order_by(*fields)] = np.arange(self._segments.count, dtype=np.int32)
            return ranks

        return self._segments.once(("ranks", *fields), make)
