"""All places, passages and speeches of a generation, numbered through in order of document and position.

A place is a position of a field numbered through all documents, so that one number tells document and position.
"""

from __future__ import annotations

import numpy as np

from statements.search.engines.whoosh.generations.document_sets import expand_ranges
from statements.search.engines.whoosh.generations.facets import Facets
from statements.search.engines.whoosh.generations.segment_set import SegmentSet
from statements.search.engines.whoosh.segments.builder import BODY
from statements.search.engines.whoosh.segments.segment import Segment
from statements.search.engines.whoosh.segments.token_stream import GAP

# Places are int32 up to here: what a query adds to one (the width of a proximity) must not overflow.
_MAX_INT32_PLACE = 2**31 - 2**16
# So few places are bisected for. Measured over 10,000 documents: 300 places take 6 µs bisected and 9 µs by the table of
# blocks, 1,000 take 21 µs and 12 µs, 10,000 take 230 µs and 46 µs; the table has to be made first.
_MAX_BISECTED = 1_000
# Documents that are tried one after the other from the first of a block on. A block is an eighth to a quarter of a mean
# document, so that more of them begin in one only where many are very short; for those the place is bisected.
_MAX_STEPS = 8


class Places:
    """One position is left free after each document's text, so that no phrase reaches from one into the next."""

    def __init__(self, segments: SegmentSet) -> None:
        self._segments = segments

    def starts(self, field: str) -> np.ndarray:
        """The place at which each document's text begins, and one more at the end: ascending, documents + 1 items.

        int32, or int64 where the last place is beyond `_MAX_INT32_PLACE`; places are numbers of the same dtype.
        """

        def make(known: np.ndarray | None, shared: int) -> np.ndarray:
            segments, offsets = self._segments.segments, self._segments.offsets
            begun = np.zeros(1, np.int64) if known is None else known[: offsets[shared] + 1]
            sizes = [_extents(segment, field) for segment in segments[shared if known is not None else 0 :]]
            rest = int(begun[-1]) + np.cumsum(np.concatenate(sizes)) if sizes else np.zeros(0, np.int64)
            starts = np.concatenate((begun, rest))
            return starts.astype(np.int32) if starts[-1] < _MAX_INT32_PLACE else starts

        return self._segments.column(("starts", field), make)

    def documents_at(self, field: str, places: np.ndarray) -> np.ndarray:
        """The document in which each of `places` lies, in their order, as whole numbers."""
        starts = self.starts(field)
        if len(places) < _MAX_BISECTED:
            return starts.searchsorted(places, side="right") - 1
        shift, first = self._segments.once(("blocks", field), lambda: _first_documents(starts))
        docs = first.take(places >> shift)
        late = (starts.take(docs + 1) <= places).nonzero()[0]
        for _ in range(_MAX_STEPS):
            if not len(late):
                return docs
            docs[late] += 1
            late = late.compress(starts.take(docs.take(late) + 1) <= places.take(late))
        docs[late] = starts.searchsorted(places.take(late), side="right") - 1
        return docs


def _first_documents(starts: np.ndarray) -> tuple[int, np.ndarray]:
    """Places in blocks of 2 ** shift, some to a document: the shift, and the document in which each block begins."""
    mean = int(starts[-1]) // max(1, len(starts) - 1)
    shift = max(0, mean.bit_length() - 3)
    blocks = (starts[:-1].astype(np.int64) + (1 << shift) - 1) >> shift
    first = np.cumsum(np.bincount(blocks, minlength=(int(starts[-1]) >> shift) + 1)) - 1
    return shift, np.minimum(first, len(starts) - 2)


def _extents(segment: Segment, field: str) -> np.ndarray:
    """How many places each document takes: its tokens, the gaps between its passages, and one at the end."""
    lengths = segment.lengths(field)
    extents = np.ones(segment.count, np.int64) if lengths is None else lengths.astype(np.int64) + 1
    return extents + GAP * np.diff(segment.arrays["passage.ptr"].astype(np.int64)) if field == BODY else extents


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
