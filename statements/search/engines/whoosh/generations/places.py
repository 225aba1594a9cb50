"""Places: positions of a field numbered through all documents, so that one number tells document and position."""

from __future__ import annotations

import numpy as np

from statements.search.engines.whoosh.segments.builder import BODY
from statements.search.engines.whoosh.segments.segment import Segment
from statements.search.engines.whoosh.segments.token_stream import GAP

from .segment_set import SegmentSet

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
