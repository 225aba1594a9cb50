"""What is kept between queries: bounded in bytes, and handed on from one generation of the index to the next."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
# Makes a value, given what an earlier generation knew and for how many leading segments that holds; or (None, 0).
Make = Callable[[T | None, int], T]


@dataclass(slots=True)
class _Kept:
    value: Any
    size: int
    holds_for: int | None  # leading segments; None: all of them


class SegmentCache:
    """Values that are worked out from all segments. Safe under threads.

    Beyond `limit` bytes the least recently used ones are dropped; None keeps everything.

    Segments never change: what was worked out from those that two generations share is extended, not made again.
    """

    def __init__(self, segments: int, limit: int | None) -> None:
        self._segments, self._limit = segments, limit
        self._held: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Make[T], size: Callable[[T], int] = lambda _: 0) -> T:
        kept = self._held.get(key)
        if kept is not None and kept.holds_for is None:
            with self._lock, suppress(KeyError):  # dropped by another thread this very moment
                self._held.move_to_end(key)
            return kept.value
        value = make(None, 0) if kept is None else make(kept.value, kept.holds_for)
        self._keep(key, _Kept(value, size(value), None))
        return value

    def _keep(self, key: Hashable, kept: _Kept) -> None:
        with self._lock:
            before = self._held.pop(key, None)
            self._bytes -= before.size if before else 0
            if self._limit is not None and kept.size > self._limit // 2:
                return
            self._held[key] = kept
            self._bytes += kept.size
            while self._limit is not None and self._bytes > self._limit:
                _, dropped = self._held.popitem(last=False)
                self._bytes -= dropped.size

    def heir(self, segments: int, shared: int) -> SegmentCache:
        """The cache of a generation of `segments` segments, of which the leading `shared` are those of this one."""
        heir = SegmentCache(segments, self._limit)
        if not shared:
            return heir
        with self._lock:
            for key, kept in self._held.items():
                known = self._segments if kept.holds_for is None else kept.holds_for
                heir._held[key] = _Kept(kept.value, kept.size, min(known, shared))
            heir._bytes = self._bytes
        return heir
