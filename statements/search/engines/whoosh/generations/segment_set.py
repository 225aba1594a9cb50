"""Segments side by side, their documents numbered through, and what is worked out from all of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

import numpy as np

from statements.search.engines.whoosh.segments.segment import Segment

from .segment_cache import Make, SegmentCache

# Decoded postings that are kept: those of some thousand words at 10,000 documents, a small part of the 500 MB that a
# web process may take (docs/measurements.md).
MAX_POSTINGS_BYTES = 64 << 20

T = TypeVar("T")


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
