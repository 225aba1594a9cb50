"""One state of the index: its segments side by side, documents numbered through. Immutable, shared between threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from .building import NO_NUMBER
from .segment import Segment
from .weighting import K1, B

CACHE_BYTES = 96 << 20

T = TypeVar("T")


class ByteCache:
    """Least recently used values, bounded by the bytes that their arrays take. Safe under threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held: OrderedDict[Any, tuple[Any, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Any, make: Callable[[], T], size: Callable[[T], int]) -> T:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key][0]
        value = make()
        taken = size(value)
        with self._lock:
            if key not in self._held and taken < self._limit // 2:
                self._held[key] = (value, taken)
                self._bytes += taken
                while self._bytes > self._limit:
                    _, (_, freed) = self._held.popitem(last=False)
                    self._bytes -= freed
        return value


@dataclass(frozen=True, slots=True)
class Facet:
    """A code field's values over all segments: global ordinals, and each segment's ordinal -> global one."""

    values: list[str]
    mappings: list[np.ndarray | None]


class Generation:
    """`segments` with, for each, the documents deleted from it."""

    def __init__(self, number: int, segments: Sequence[Segment], deleted: Sequence[Sequence[int]]) -> None:
        self.number = number
        self.segments = list(segments)
        self.offsets = np.cumsum([0, *(segment.count for segment in segments)]).tolist()
        self.count = self.offsets[-1]
        self.live = self._live(deleted)
        self.live_count = self.count if self.live is None else int(self.live.sum())
        self.cache = ByteCache(CACHE_BYTES)
        self.whoosh_reader: Callable[[], Any] = lambda: None  # set by the store, which knows the schema
        self._lock = threading.RLock()  # what is made once may need what else is made once
        self._columns: dict[Any, Any] = {}

    def _live(self, deleted: Sequence[Sequence[int]]) -> np.ndarray | None:
        if not any(len(gone) for gone in deleted):
            return None
        live = np.ones(self.count, bool)
        for offset, gone in zip(self.offsets, deleted, strict=False):
            live[np.fromiter(gone, np.int64, len(gone)) + offset] = False
        return live

    def once(self, key: Any, make: Callable[[], T]) -> T:
        """`make()`, kept as long as the generation. For what is of the size of a column, and few."""
        found = self._columns.get(key)
        if found is None:
            with self._lock:
                found = self._columns.get(key)
                if found is None:
                    found = self._columns[key] = make()
        return found

    @cached_property
    def languages(self) -> list[str]:
        return sorted({language for segment in self.segments for language in segment.languages})

    @property
    def all_ids(self) -> np.ndarray:
        return self.once("all", lambda: np.flatnonzero(self._live_mask()).astype(np.int32))

    def _live_mask(self) -> np.ndarray:
        return np.ones(self.count, bool) if self.live is None else self.live

    def only_live(self, ids: np.ndarray) -> np.ndarray:
        return ids if self.live is None else ids[self.live[ids]]

    def lengths(self, field: str) -> np.ndarray:
        """Tokens of `field` in each document."""
        return self.once(("lengths", field), lambda: self._joined(lambda segment: segment.lengths(field), np.uint32, 0))

    def norms(self, field: str) -> np.ndarray:
        """What BM25F adds to a frequency below the line: K1 · ((1 − B) + B · length / mean length)."""

        def make() -> np.ndarray:
            total = sum(segment.total_length(field) for segment in self.segments)
            mean = total / self.count if total else 1.0
            return K1 * ((1 - B) + B * self.lengths(field).astype(np.float64) / mean)

        return self.once(("norms", field), make)

    def numbers(self, field: str) -> np.ndarray:
        """A sortable column; NO_NUMBER where a document has none."""
        return self.once(
            ("numbers", field), lambda: self._joined(lambda segment: segment.numbers(field), np.int64, NO_NUMBER)
        )

    def _joined(self, column: Callable[[Segment], np.ndarray | None], dtype: type, missing: int) -> np.ndarray:
        parts = []
        for segment in self.segments:
            part = column(segment)
            parts.append(np.full(segment.count, missing, dtype) if part is None else part)
        if len(parts) == 1:
            return parts[0]
        return np.concatenate(parts) if parts else np.zeros(0, dtype)

    def locate(self, document: int) -> tuple[Segment, int]:
        place = int(np.searchsorted(self.offsets, document, side="right")) - 1
        return self.segments[place], document - self.offsets[place]

    def stored(self, document: int) -> dict[str, Any]:
        segment, local = self.locate(document)
        return segment.stored(local)

    def key(self, document: int) -> str:
        segment, local = self.locate(document)
        return segment.keys[local].decode()

    def facet(self, field: str) -> Facet:
        return self.once(("facet", field), lambda: self._facet(field))

    def _facet(self, field: str) -> Facet:
        readers = [segment.field(field) for segment in self.segments]
        lists = [
            [] if reader is None else [reader.terms[place] for place in range(len(reader.terms))] for reader in readers
        ]
        values = lists[0] if len(lists) == 1 else sorted(set().union(*lists)) if lists else []
        places = {value: place for place, value in enumerate(values)}
        mappings: list[np.ndarray | None] = []
        for terms, reader in zip(lists, readers, strict=True):
            same = len(lists) == 1 or reader is None
            mappings.append(None if same else np.array([places[term] for term in terms], np.int64))
        return Facet([value.decode(errors="replace") for value in values], mappings)

    def counts(self, field: str, mask: np.ndarray) -> np.ndarray:
        """How many documents of `mask` (a bool a document) carry each value of `facet(field).values`."""
        facet = self.facet(field)
        counts = np.zeros(len(facet.values), np.int64)
        for segment, offset, mapping in zip(self.segments, self.offsets, facet.mappings, strict=False):
            if segment.field(field) is None:
                continue
            here = mask[offset : offset + segment.count]
            ordinals = segment.arrays[f"{field}.ord"][here[segment.arrays[f"{field}.doc"]]]
            if mapping is not None:
                ordinals = mapping[ordinals]
            counts += np.bincount(ordinals, minlength=len(counts))
        return counts

    @cached_property
    def passages(self) -> Passages:
        return Passages(self)


class Passages:
    """All passages of a generation numbered through, in order of document and position."""

    def __init__(self, generation: Generation) -> None:
        starts, orders, voices, docs, speakers, parties, interpreted = [], [], [], [], [], [], []
        first_voice = 0
        speaker_facet, party_facet = generation.facet("speaker"), generation.facet("country")
        for place, (segment, offset) in enumerate(zip(generation.segments, generation.offsets, strict=False)):
            arrays = segment.arrays
            counts = np.diff(arrays["passage.ptr"].astype(np.int64))
            docs.append(np.repeat(np.arange(segment.count, dtype=np.int64) + offset, counts))
            starts.append(arrays["passage.start"].astype(np.int64))
            orders.append(arrays["passage.order"])
            voice = arrays["passage.voice"].astype(np.int64)
            voices.append(np.where(voice >= 0, voice + first_voice, -1))
            first_voice += len(arrays["voice.speaker"])
            speakers.append(_global(arrays["voice.speaker"], speaker_facet.mappings[place]))
            parties.append(_global(arrays["voice.party"], party_facet.mappings[place]))
            interpreted.append(arrays["voice.interpreted"].astype(bool))
        self.docs = _cat(docs, np.int64)
        self.keys = (self.docs << 32) | _cat(starts, np.int64)
        self.orders = _cat(orders, np.uint32)
        self.voices = _cat(voices, np.int64)
        self.speakers = _cat(speakers, np.int64)
        self.parties = _cat(parties, np.int64)
        self.interpreted = _cat(interpreted, bool)
        self.voice_docs = np.zeros(first_voice, np.int64)
        spoken = self.voices >= 0
        self.voice_docs[self.voices[spoken]] = self.docs[spoken]

    def of(self, keys: np.ndarray) -> np.ndarray:
        """The passage in which each position key lies."""
        return np.searchsorted(self.keys, keys, side="right") - 1


def _global(ordinals: np.ndarray, mapping: np.ndarray | None) -> np.ndarray:
    ordinals = ordinals.astype(np.int64)
    if mapping is None or not len(mapping):
        return ordinals
    return np.where(ordinals >= 0, mapping[np.maximum(ordinals, 0)], -1)


def _cat(parts: list[np.ndarray], dtype: type) -> np.ndarray:
    return np.concatenate(parts).astype(dtype, copy=False) if parts else np.zeros(0, dtype)
