"""Segments side by side, their documents numbered through, and what is worked out from all of them.

Columns and other values are kept between queries and handed on from one generation to the next.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from statements.search.engines.whoosh.segments.builder import NO_NUMBER
from statements.search.engines.whoosh.segments.segment import Segment


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


T = TypeVar("T")


# Makes a value from what an earlier generation knew and the number of leading segments for which that still holds;
# from (None, 0) where nothing is known.
Make = Callable[[T | None, int], T]


@dataclass(slots=True)
class _Entry:
    value: Any
    size: int
    holds_for: int | None  # leading segments; None: all of them


class SegmentCache:
    """Values worked out from a row of segments. Safe under threads.

    Segments never change, so what was worked out from those that two generations share is extended and not made again.
    """

    def __init__(self, segments: int, max_bytes: int | None) -> None:
        """Beyond `max_bytes` the least recently used values are dropped; None keeps all of them."""
        self._segments, self._max_bytes = segments, max_bytes
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Make[T], measure: Callable[[T], int] = lambda _: 0) -> T:
        """The value of `key`, made or extended by `make` where it has to be; `measure` tells its bytes."""
        entry = self._entries.get(key)
        if entry is not None and entry.holds_for is None:
            with self._lock, suppress(KeyError):  # another thread may have dropped it just now
                self._entries.move_to_end(key)
            return entry.value
        value = make(None, 0) if entry is None else make(entry.value, entry.holds_for or 0)
        self._keep(key, _Entry(value, measure(value), None))
        return value

    def _keep(self, key: Hashable, entry: _Entry) -> None:
        with self._lock:
            before = self._entries.pop(key, None)
            self._bytes -= before.size if before else 0
            if self._max_bytes is not None and entry.size > self._max_bytes // 2:
                return
            self._entries[key] = entry
            self._bytes += entry.size
            while self._max_bytes is not None and self._bytes > self._max_bytes:
                _, dropped = self._entries.popitem(last=False)
                self._bytes -= dropped.size

    def make_successor(self, segments: int, shared: int) -> SegmentCache:
        """The cache of a generation of `segments` segments, of which the leading `shared` are those of this one."""
        successor = SegmentCache(segments, self._max_bytes)
        if not shared:
            return successor
        with self._lock:
            for key, entry in self._entries.items():
                known = self._segments if entry.holds_for is None else entry.holds_for
                successor._entries[key] = _Entry(entry.value, entry.size, min(known, shared))
            successor._bytes = self._bytes
        return successor


# Decoded postings that are kept: those of some thousand words at 10,000 documents, a small part of the 500 MB that a
# web process may take (docs/measurements.md).
MAX_POSTINGS_BYTES = 64 << 20


class SegmentSet:
    """The part of a generation on which its columns, places, passages and facets stand. Knows nothing of deletions.

    `offsets[i]` is the number of the first document of segment i; `offsets[-1]`, or `count`, is one past the last.
    """

    def __init__(self, segments: Sequence[Segment], before: SegmentSet | None = None) -> None:
        """What `before` knew of the leading segments that both have is taken over."""
        self.segments = list(segments)
        self.offsets: list[int] = np.cumsum([0, *(segment.count for segment in segments)]).tolist()
        self.count = self.offsets[-1]
        if before is None:
            self.postings_cache = SegmentCache(len(self.segments), MAX_POSTINGS_BYTES)
            self._columns = SegmentCache(len(self.segments), None)
        else:
            shared = _count_shared(before.segments, self.segments)
            self.postings_cache = before.postings_cache.make_successor(len(self.segments), shared)
            self._columns = before._columns.make_successor(len(self.segments), shared)
        self._lock = threading.RLock()  # what is made once may need something else that is made once
        self._once: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """`make()`, kept as long as the generation and not handed on."""
        value = self._once.get(key)
        if value is None:
            with self._lock:
                value = self._once.get(key)
                if value is None:
                    value = self._once[key] = make()
        return value

    def column(self, key: Hashable, make: Make[np.ndarray]) -> np.ndarray:
        """An array with an item per document, passage or the like: kept, and extended by the next generation."""
        column = self._once.get(key)
        if column is None:
            column = self._once[key] = self._columns.get(key, make)
        return column

    def handed_on(self, key: Hashable, make: Make[T]) -> T:
        """Any other value that the next generation extends."""
        return self._columns.get(key, make)

    def joined_column(
        self, key: Hashable, read: Callable[[Segment, int], np.ndarray], ends: Sequence[int] | None = None
    ) -> np.ndarray:
        """The arrays that `read` gives for each segment and its place, one after the other.

        `ends[i]`: how many items the segments before the i-th have; by default, one per document.
        """
        bounds = self.offsets if ends is None else ends

        def make(known: np.ndarray | None, shared: int) -> np.ndarray:
            parts = [known[: bounds[shared]]] if known is not None and shared else []
            parts += [read(segment, place) for place, segment in enumerate(self.segments) if place >= shared]
            return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.zeros(0, np.int32)

        return self.column(key, make)


def _count_shared(some: Sequence[Segment], others: Sequence[Segment]) -> int:
    """How many leading segments are the same."""
    for place, (one, other) in enumerate(zip(some, others, strict=False)):
        if one is not other:
            return place
    return min(len(some), len(others))
