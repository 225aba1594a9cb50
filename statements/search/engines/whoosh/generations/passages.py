"""All passages and speeches of a generation, numbered through in order of document and position."""

from __future__ import annotations

import numpy as np

from statements.search.engines.whoosh.segments.builder import BODY
from statements.search.engines.whoosh.segments.segment import Segment

from .facets import Facets
from .places import Places
from .segment_set import SegmentSet
from .sorted_arrays import expand_ranges


class Passages:
    """Columns by passage or by speech. Each is read when first needed; a page of results needs a few rows of some."""

    def __init__(self, segments: SegmentSet, places: Places, facets: Facets) -> None:
        self._segments, self._places, self._facets = segments, places, facets
        arrays = [segment.arrays for segment in segments.segments]
        self._ends: list[int] = np.cumsum([0, *(len(each["passage.order"]) for each in arrays)]).tolist()
        self._speech_ends: list[int] = np.cumsum([0, *(len(each["voice.speaker"]) for each in arrays)]).tolist()

    def __len__(self) -> int:
        return self._ends[-1]

    @property
    def ends(self) -> list[int]:
        """How many passages the segments before the i-th have; all of them at the end."""
        return self._ends

    # By passage

    @property
    def orders(self) -> np.ndarray:
        """uint16 or uint32 by passage: the paragraph's order in its statement; 0 for the title."""
        return self._segments.joined_column(
            "passage orders", lambda segment, _: segment.arrays["passage.order"], self._ends
        )

    @property
    def speeches(self) -> np.ndarray:
        """int32 by passage: the number of the speech in which it stands, or -1."""

        def read(segment: Segment, place: int) -> np.ndarray:
            speeches, first = segment.arrays["passage.voice"], self._speech_ends[place]
            return np.where(speeches >= 0, speeches + np.int32(first), np.int32(-1)) if first else speeches

        return self._segments.joined_column("passage speeches", read, self._ends)

    @property
    def docs(self) -> np.ndarray:
        """int32 by passage: its document."""
        return self._owners("passage", self._ends)

    @property
    def starts(self) -> np.ndarray:
        """By passage, ascending: the place at which it begins, of the dtype of `Places.starts`."""

        def read(segment: Segment, place: int) -> np.ndarray:
            first = self._segments.offsets[place]
            begin = self._places.starts(BODY)[first : first + segment.count]
            return np.repeat(begin, _count_by_document(segment, "passage")) + segment.arrays["passage.start"].astype(
                begin.dtype
            )

        return self._segments.joined_column("passage starts", read, self._ends)

    def at(self, places: np.ndarray) -> np.ndarray:
        """int64: the passage in which each of the ascending `places` lies."""
        starts = self.starts
        if len(places) < len(starts):
            return starts.searchsorted(places, side="right") - 1
        ends = np.append(places.searchsorted(starts), len(places))
        return np.repeat(np.arange(len(starts)), np.diff(ends))

    def in_documents(self, docs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of the passages of the ascending `docs`, three arrays of one length: their numbers, the places at which they
        begin, and where in `docs` the document of each stands."""
        ends = self._segments.joined_column(
            "passage ends", self._read_ends, [offset + 1 for offset in self._segments.offsets]
        )
        first, sizes = ends.take(docs), ends.take(docs + 1) - ends.take(docs)
        numbers = expand_ranges(first, sizes)
        within = self._segments.joined_column(
            "passage offsets", lambda segment, _: segment.arrays["passage.start"], self._ends
        )
        owners = np.repeat(np.arange(len(docs)), sizes)
        begin = self._places.starts(BODY).take(docs)
        return numbers, begin.take(owners) + within.take(numbers).astype(begin.dtype), owners

    def _read_ends(self, segment: Segment, place: int) -> np.ndarray:
        ends = segment.arrays["passage.ptr"]
        return ends if place == 0 else ends[1:] + np.uint32(self._ends[place])

    # By speech

    @property
    def speech_docs(self) -> np.ndarray:
        """int32 by speech: its document."""
        return self._owners("voice", self._speech_ends)

    @property
    def speakers(self) -> np.ndarray:
        """int32 by speech: the number of its value in the facet `speaker`; -1 where nobody is known."""
        return self._codes("voice.speaker", "speaker")

    @property
    def parties(self) -> np.ndarray:
        """int32 by speech: the number of its value in the facet `country`; -1 where none is known."""
        return self._codes("voice.party", "country")

    @property
    def interpreted(self) -> np.ndarray:
        """uint8 by speech: 1 where an interpreter spoke."""
        return self._segments.joined_column(
            "interpreted", lambda segment, _: segment.arrays["voice.interpreted"], self._speech_ends
        )

    def _codes(self, array: str, field: str) -> np.ndarray:
        mappings = self._facets.get(field).mappings

        def read(segment: Segment, place: int) -> np.ndarray:
            own, mapping = segment.arrays[array], mappings[place]
            if mapping is None or not len(mapping):
                return own
            return np.where(own >= 0, mapping.take(np.maximum(own, 0)), -1).astype(np.int32)

        return self._segments.joined_column(array, read, self._speech_ends)

    def _owners(self, unit: str, ends: list[int]) -> np.ndarray:
        def read(segment: Segment, place: int) -> np.ndarray:
            first = self._segments.offsets[place]
            docs = np.arange(first, first + segment.count, dtype=np.int32)
            return np.repeat(docs, _count_by_document(segment, unit))

        return self._segments.joined_column((unit, "docs"), read, ends)


def _count_by_document(segment: Segment, unit: str) -> np.ndarray:
    """int64: how many passages or speeches (`unit`: "passage", "voice") each document of the segment has."""
    return np.diff(segment.arrays[f"{unit}.ptr"].astype(np.int64))
