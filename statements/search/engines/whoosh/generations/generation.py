"""One state of the index: its segments side by side, documents numbered through. Immutable, shared between threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from statements.search.engines.whoosh.evaluation.weighting import K1, B
from statements.search.engines.whoosh.segments.builder import BODY, NO_NUMBER
from statements.search.engines.whoosh.segments.segment import Segment
from statements.search.engines.whoosh.segments.token_stream import GAP

from .document_sets import Docs
from .facets import Facet, facet_over
from .passages import Passages
from .segment_cache import Make, SegmentCache

POSTINGS_BYTES = 64 << 20  # decoded postings that are kept

T = TypeVar("T")


class Generation:
    """`segments` with, for each, the documents deleted from it. What `before` knew of the same segments is kept."""

    def __init__(
        self,
        number: int,
        segments: Sequence[Segment],
        deleted: Sequence[Sequence[int]],
        before: Generation | None = None,
    ) -> None:
        self.number = number
        self.segments = list(segments)
        self.offsets = np.cumsum([0, *(segment.count for segment in segments)]).tolist()
        self.count = self.offsets[-1]
        self.live = self._live(deleted)
        self.live_count = self.count if self.live is None else int(self.live.sum())
        shared = 0 if before is None else _shared(before.segments, self.segments)
        self.cache = _heir(before and before.cache, len(self.segments), shared, POSTINGS_BYTES)
        self._columns = _heir(before and before._columns, len(self.segments), shared, None)
        self.whoosh_reader: Callable[[], Any] = lambda: None  # set by the store, which knows the schema
        self._lock = threading.RLock()  # what is made once may need what else is made once
        self._once: dict[Any, Any] = {}

    def _live(self, deleted: Sequence[Sequence[int]]) -> np.ndarray | None:
        if not any(len(gone) for gone in deleted):
            return None
        live = np.ones(self.count, bool)
        for offset, gone in zip(self.offsets, deleted, strict=False):
            live[np.fromiter(gone, np.int64, len(gone)) + offset] = False
        return live

    def once(self, key: Any, make: Callable[[], T]) -> T:
        """`make()`, kept as long as the generation."""
        found = self._once.get(key)
        if found is None:
            with self._lock:
                found = self._once.get(key)
                if found is None:
                    found = self._once[key] = make()
        return found

    def column(self, key: Any, make: Make[np.ndarray]) -> np.ndarray:
        """What there is one of a document, a passage or the like: kept, and extended by the next generation."""
        found = self._once.get(key)
        if found is None:
            found = self._once[key] = self._columns.get(key, make)
        return found

    def joined(
        self, known: np.ndarray | None, shared: int, column: Callable[[Segment], np.ndarray], ends: Sequence[int]
    ) -> np.ndarray:
        """The segments' columns one after the other; `known` is right up to `ends[shared]`."""
        parts = [known[: ends[shared]]] if known is not None and shared else []
        parts += [column(segment) for segment in self.segments[shared:]]
        return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.zeros(0, np.int64)

    @cached_property
    def languages(self) -> list[str]:
        return sorted({language for segment in self.segments for language in segment.languages})

    # Documents

    @cached_property
    def everything(self) -> Docs:
        """All documents that are not deleted."""
        return Docs(self.count, mask=np.ones(self.count, bool) if self.live is None else self.live)

    @property
    def all_ids(self) -> np.ndarray:
        return self.everything.ids

    def only_live(self, ids: np.ndarray) -> np.ndarray:
        return ids if self.live is None else ids.compress(self.live.take(ids))

    def locate(self, document: int) -> tuple[Segment, int]:
        place = int(np.searchsorted(self.offsets, document, side="right")) - 1
        return self.segments[place], document - self.offsets[place]

    def stored(self, document: int) -> dict[str, Any]:
        segment, local = self.locate(document)
        return segment.stored(local)

    def key(self, document: int) -> str:
        segment, local = self.locate(document)
        return segment.keys[local].decode()

    # Columns

    def numbers(self, field: str) -> np.ndarray:
        """A sortable column; NO_NUMBER where a document has none."""

        def of_segment(segment: Segment) -> np.ndarray:
            numbers = segment.numbers(field)
            return np.full(segment.count, NO_NUMBER, np.int64) if numbers is None else numbers

        return self.column(
            ("numbers", field), lambda known, shared: self.joined(known, shared, of_segment, self.offsets)
        )

    def lengths(self, field: str) -> np.ndarray:
        """Tokens of `field` in each document."""

        def of_segment(segment: Segment) -> np.ndarray:
            lengths = segment.lengths(field)
            return np.zeros(segment.count, np.uint32) if lengths is None else lengths

        return self.column(
            ("lengths", field), lambda known, shared: self.joined(known, shared, of_segment, self.offsets)
        )

    def norms(self, field: str, dtype: type[np.floating] = np.float64) -> np.ndarray:
        """What BM25 adds to a frequency below the line: K1 · ((1 − B) + B · length / mean length)."""

        def make() -> np.ndarray:
            total = sum(segment.total_length(field) for segment in self.segments)
            mean = total / self.count if total else 1.0
            return (K1 * ((1 - B) + B * self.lengths(field) / mean)).astype(dtype)

        return self.once(("norms", field, dtype), make)

    def by_number(self, *fields: str) -> np.ndarray:
        """All documents in ascending order of the first of these columns, then of the next."""

        def make(known: np.ndarray | None, shared: int) -> np.ndarray:
            # What is in order already is sorted in no time.
            ordered = np.zeros(0, np.int32) if known is None else known.compress(known < self.offsets[shared])
            docs = np.concatenate((ordered, np.arange(len(ordered), self.count, dtype=np.int32)))
            return docs.take(np.lexsort([self.numbers(field).take(docs) for field in reversed(fields)]))

        return self.column(("by", *fields), make)

    def ranks(self, *fields: str) -> np.ndarray:
        """The place of each document in `by_number(*fields)`."""

        def make() -> np.ndarray:
            ranks = np.empty(self.count, np.int32)
            ranks[self.by_number(*fields)] = np.arange(self.count, dtype=np.int32)
            return ranks

        return self.once(("ranks", *fields), make)

    # Places: positions numbered through all documents

    def starts(self, field: str) -> np.ndarray:
        """The place at which each document's text begins; one more at the end. No two texts touch."""

        def make(known: np.ndarray | None, shared: int) -> np.ndarray:
            begun = np.zeros(1, np.int64) if known is None else known[: self.offsets[shared] + 1]
            sizes = [_extents(segment, field) for segment in self.segments[shared if known is not None else 0 :]]
            rest = int(begun[-1]) + np.cumsum(np.concatenate(sizes)) if sizes else np.zeros(0, np.int64)
            starts = np.concatenate((begun, rest))
            return starts.astype(np.int32) if starts[-1] < _SHORT else starts

        return self.column(("starts", field), make)

    def documents_at(self, field: str, places: np.ndarray) -> np.ndarray:
        """The document in which each of `places` lies."""
        starts = self.starts(field)
        if len(places) < _LOOKED_UP:
            return starts.searchsorted(places, side="right") - 1
        shift, first = self.once(("blocks", field), lambda: _first_documents(starts))
        docs = first.take(places >> shift)
        late = (starts.take(docs + 1) <= places).nonzero()[0]
        for _ in range(_STEPS):
            if not len(late):
                return docs
            docs[late] += 1
            late = late.compress(starts.take(docs.take(late) + 1) <= places.take(late))
        docs[late] = starts.searchsorted(places.take(late), side="right") - 1
        return docs

    @cached_property
    def passages(self) -> Passages:
        return Passages(self)

    # Codes

    def facet(self, field: str) -> Facet:
        return self._columns.get(
            ("facet", field), lambda known, shared: facet_over(self.segments, field, known, shared)
        )

    def counts(self, field: str, mask: np.ndarray) -> np.ndarray:
        """How many documents of `mask` (a bool a document) carry each value of `facet(field).values`."""
        return self.facet(field).counts(Docs(self.count, mask=mask))


_SHORT = 2**31 - 2**16  # places are short numbers up to here: what is added to one must not go beyond
_LOOKED_UP = 1_000  # so few places are bisected for
_STEPS = 8  # that a document is looked for from the first of a block on before it is bisected for


def _first_documents(starts: np.ndarray) -> tuple[int, np.ndarray]:
    """Places in blocks of 2 ** shift, some to a document: the shift, and the document in which each block begins."""
    mean = int(starts[-1]) // max(1, len(starts) - 1)
    shift = max(0, mean.bit_length() - 3)
    blocks = (starts[:-1].astype(np.int64) + (1 << shift) - 1) >> shift
    first = np.cumsum(np.bincount(blocks, minlength=(int(starts[-1]) >> shift) + 1)) - 1
    return shift, np.minimum(first, len(starts) - 2)


def _extents(segment: Segment, field: str) -> np.ndarray:
    """How many positions each document takes: its tokens, what is left free between passages, and one at the end."""
    lengths = segment.lengths(field)
    extents = np.ones(segment.count, np.int64) if lengths is None else lengths.astype(np.int64) + 1
    return extents + GAP * np.diff(segment.arrays["passage.ptr"].astype(np.int64)) if field == BODY else extents


def _shared(some: list[Segment], others: list[Segment]) -> int:
    """How many leading segments are the same."""
    for place, (one, other) in enumerate(zip(some, others, strict=False)):
        if one is not other:
            return place
    return min(len(some), len(others))


def _heir(before: SegmentCache | None, segments: int, shared: int, limit: int | None) -> SegmentCache:
    return SegmentCache(segments, limit) if before is None else before.heir(segments, shared)
