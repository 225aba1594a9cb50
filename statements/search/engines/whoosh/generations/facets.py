"""Fields of codes over all segments: their values numbered, and counted in sets of documents."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from statements.search.engines.whoosh.segments.segment import Blobs, Segment

from .document_sets import DocumentSet, expand_ranges
from .segment_set import SegmentSet


class FacetValues:
    """The different values, numbered from 0: those of the first segment that has the field, in order, then what later
    segments add. So a number stands for the same value for as long as that first segment is there.
    """

    def __init__(self, first: Blobs | None, added: list[bytes]) -> None:
        self._first, self._added = first, added
        self._read: dict[int, str] = {}
        self._known = 0 if first is None else len(first)
        self._places = {value: self._known + place for place, value in enumerate(added)}

    def __len__(self) -> int:
        return self._known + len(self._added)

    def __getitem__(self, place: int) -> str:
        value = self._read.get(place)
        if value is None:
            if not 0 <= place < len(self):
                raise IndexError(place)
            if self._first is not None and place < self._known:
                raw = self._first[place]
            else:
                raw = self._added[place - self._known]
            value = self._read[place] = raw.decode(errors="replace")
        return value

    def find(self, value: bytes) -> int:
        """The number of a value, or -1."""
        place = -1 if self._first is None else self._first.find(value)
        return place if place >= 0 else self._places.get(value, -1)

    def extend(self, terms: Blobs) -> tuple[FacetValues, np.ndarray]:
        """These values and those of `terms`, and the number of each of `terms` (int64)."""
        added, numbers = list(self._added), []
        for term in (terms[place] for place in range(len(terms))):
            place = self.find(term)
            if place < 0:
                place = self._known + len(added)
                added.append(term)
            numbers.append(place)
        return FacetValues(self._first, added), np.array(numbers, np.int64)

    @cached_property
    def ranks(self) -> np.ndarray | None:
        """float64 by value: numbers to sort the values by; None where they are in order as they stand."""
        if not self._added:
            return None
        ranks = np.arange(len(self), dtype=np.float64)
        for place, value in enumerate(sorted(self._added), start=1):
            before = 0 if self._first is None else self._first.first_at_least(value)
            ranks[self._places[value]] = before - 1 + place / (len(self._added) + 1)
        return ranks


class Facet:
    """One field. The values of document d are those numbered `ordinals[ends[d]:ends[d + 1]]`.

    `ordinals` is uint16 or uint32, `ends` uint32 with an item more than there are documents. `mappings[i]` is int64 and
    leads from an ordinal of segment i to the number of the value; None where the two are the same.
    """

    def __init__(
        self, values: FacetValues, first: int, mappings: list[np.ndarray | None], ordinals: np.ndarray, ends: np.ndarray
    ) -> None:
        self.values = values
        self.mappings = mappings
        self._first = first  # the segment that numbers the values
        self._ordinals, self._ends = ordinals, ends

    @cached_property
    def _sizes(self) -> np.ndarray:
        return np.diff(self._ends)

    @cached_property
    def _one_each(self) -> bool:
        """Whether every document has just one value, so that ordinals are a column."""
        return len(self._ordinals) == len(self._sizes) and bool((self._sizes == 1).all())

    @cached_property
    def _totals(self) -> np.ndarray:
        return np.bincount(self._ordinals, minlength=len(self.values))

    def counts(self, docs: DocumentSet) -> np.ndarray:
        """int64 by value: how many of `docs` carry it."""
        if len(docs) == docs.count:
            return self._totals
        if docs.is_dense and not self._one_each:
            weights = np.repeat(docs.mask, self._sizes)
            return np.bincount(self._ordinals, weights, len(self.values)).astype(np.int64)
        ids = docs.ids
        if self._one_each:
            return np.bincount(self._ordinals.take(ids), minlength=len(self.values))
        sizes = self._sizes.take(ids)
        return np.bincount(self._ordinals.take(expand_ranges(self._ends.take(ids), sizes)), minlength=len(self.values))

    def most_frequent(self, counts: np.ndarray, limit: int) -> list[int]:
        """Numbers of up to `limit` values that occur, the most frequent first, equally frequent ones by value."""
        present = counts.nonzero()[0]
        if self.values.ranks is None:
            return present.take(np.argsort(-counts.take(present), kind="stable")[:limit]).tolist()
        order = np.lexsort((self.values.ranks.take(present), -counts.take(present)))
        return present.take(order[:limit]).tolist()


class Facets:
    """The facets of a generation, each made when first needed and extended by the next generation."""

    def __init__(self, segments: SegmentSet) -> None:
        self._segments = segments

    def get(self, field: str) -> Facet:
        segments = self._segments.segments
        return self._segments.handed_on(
            ("facet", field), lambda known, shared: _build_facet(segments, field, known, shared)
        )


def _build_facet(segments: Sequence[Segment], field: str, known: Facet | None, shared: int) -> Facet:
    """`known`, of an earlier generation, holds for the leading `shared` segments."""
    if known is None or known._first >= shared:
        values, first = FacetValues(None, []), len(segments)
        mappings: list[np.ndarray | None] = []
        parts: list[np.ndarray] = []
        counts: list[np.ndarray] = []
    else:
        documents = sum(segment.count for segment in segments[:shared])
        values, first, mappings = known.values, known._first, known.mappings[:shared]
        parts, counts = [known._ordinals[: int(known._ends[documents])]], [known._sizes[:documents]]
    for place in range(len(mappings), len(segments)):
        segment, mapping = segments[place], None
        reader = segment.field(field)
        if reader is None:
            counts.append(np.zeros(segment.count, np.int64))
        else:
            ordinals = segment.arrays[f"{field}.ord"]
            if first == len(segments):
                values, first = FacetValues(reader.terms, []), place
            else:
                values, mapping = values.extend(reader.terms)
                ordinals = mapping.take(ordinals).astype(np.uint16 if len(values) < 65536 else np.uint32)
            parts.append(ordinals)
            counts.append(np.diff(segment.arrays[f"{field}.ptr"].astype(np.int64)))
        mappings.append(mapping)
    ordinals = parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.zeros(0, np.uint16)
    sizes = np.concatenate(counts) if counts else np.zeros(0, np.int64)
    ends = np.concatenate(([0], np.cumsum(sizes))).astype(np.uint32)
    return Facet(values, first, mappings, ordinals, ends)
