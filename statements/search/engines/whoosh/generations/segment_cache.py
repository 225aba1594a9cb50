"""Values worked out from all segments: kept between queries and handed on from one generation to the next."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

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
