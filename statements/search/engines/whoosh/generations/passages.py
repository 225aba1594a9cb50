"""All passages and speeches of a generation, numbered through in order of document and position."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import proxy

import numpy as np

from statements.search.engines.whoosh.segments.builder import BODY
from statements.search.engines.whoosh.segments.segment import Segment

from .facets import stretches

if TYPE_CHECKING:
    from .generation import Generation


class Passages:
    """Columns are read when they are asked for; a page of results needs a few rows of some of them."""

    def __init__(self, generation: Generation) -> None:
        # The generation keeps its passages. If they held it in turn, both would stay in memory until they are swept.
        self._generation = proxy(generation)
        segments = generation.segments
        self._firsts = np.cumsum([0, *(len(segment.arrays["passage.order"]) for segment in segments)]).tolist()
        self._first_voices = np.cumsum([0, *(len(segment.arrays["voice.speaker"]) for segment in segments)]).tolist()

    def __len__(self) -> int:
        return self._firsts[-1]

    # By passage

    @property
    def orders(self) -> np.ndarray:
        """The paragraph's order in its statement; 0 for the title."""
        return self._joined("orders", lambda segment, _: segment.arrays["passage.order"])

    @property
    def voices(self) -> np.ndarray:
        """The speech in which it stands, or -1."""

        def of_segment(segment: Segment, place: int) -> np.ndarray:
            voices, first = segment.arrays["passage.voice"], self._first_voices[place]
            return np.where(voices >= 0, voices + np.int32(first), np.int32(-1)) if first else voices

        return self._joined("voices", of_segment)

    @property
    def docs(self) -> np.ndarray:
        def of_segment(segment: Segment, place: int) -> np.ndarray:
            first = self._generation.offsets[place]
            return np.repeat(np.arange(first, first + segment.count, dtype=np.int32), _sizes(segment, "passage"))

        return self._joined("docs", of_segment)

    @property
    def starts(self) -> np.ndarray:
        """The place at which it begins."""

        def of_segment(segment: Segment, place: int) -> np.ndarray:
            first = self._generation.offsets[place]
            begin = self._generation.starts(BODY)[first : first + segment.count]
            return np.repeat(begin, _sizes(segment, "passage")) + segment.arrays["passage.start"].astype(begin.dtype)

        return self._joined("starts", of_segment)

    def of(self, places: np.ndarray) -> np.ndarray:
        """The passage in which each of the ascending `places` lies."""
        starts = self.starts
        if len(places) < len(starts):
            return starts.searchsorted(places, side="right") - 1
        ends = np.append(places.searchsorted(starts), len(places))
        return np.repeat(np.arange(len(starts)), np.diff(ends))

    def in_documents(self, docs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The passages of a few ascending documents: numbers, the places at which they begin, and for each its
        document's place in `docs`."""
        ends = self._joined("ends", self._ends_of, ends=[offset + 1 for offset in self._generation.offsets])
        first, sizes = ends.take(docs), ends.take(docs + 1) - ends.take(docs)
        numbers = stretches(first, sizes)
        within = self._joined("within", lambda segment, _: segment.arrays["passage.start"])
        owners = np.repeat(np.arange(len(docs)), sizes)
        begin = self._generation.starts(BODY).take(docs)
        return numbers, begin.take(owners) + within.take(numbers).astype(begin.dtype), owners

    def _ends_of(self, segment: Segment, place: int) -> np.ndarray:
        ends = segment.arrays["passage.ptr"]
        return ends if place == 0 else ends[1:] + np.uint32(self._firsts[place])

    # By speech

    @property
    def voice_docs(self) -> np.ndarray:
        def of_segment(segment: Segment, place: int) -> np.ndarray:
            first = self._generation.offsets[place]
            return np.repeat(np.arange(first, first + segment.count, dtype=np.int32), _sizes(segment, "voice"))

        return self._joined("voice docs", of_segment, ends=self._first_voices)

    @property
    def speakers(self) -> np.ndarray:
        """Numbers of the values of the facet `speaker`; -1 where nobody is known."""
        return self._codes("voice.speaker", "speaker")

    @property
    def parties(self) -> np.ndarray:
        """Numbers of the values of the facet `country`."""
        return self._codes("voice.party", "country")

    @property
    def interpreted(self) -> np.ndarray:
        return self._joined("interpreted", lambda segment, _: segment.arrays["voice.interpreted"], self._first_voices)

    def _codes(self, array: str, field: str) -> np.ndarray:
        mappings = self._generation.facet(field).mappings

        def of_segment(segment: Segment, place: int) -> np.ndarray:
            own, mapping = segment.arrays[array], mappings[place]
            if mapping is None or not len(mapping):
                return own
            return np.where(own >= 0, mapping.take(np.maximum(own, 0)), -1).astype(np.int32)

        return self._joined(array, of_segment, self._first_voices)

    def _joined(
        self, name: str, of_segment: Callable[[Segment, int], np.ndarray], ends: list[int] | None = None
    ) -> np.ndarray:
        """`ends[i]`: how many items the segments before the i-th have; of passages, if it is not said."""
        bounds = self._firsts if ends is None else ends
        segments = self._generation.segments

        def make(known: np.ndarray | None, shared: int) -> np.ndarray:
            parts = [] if known is None else [known[: bounds[shared]]]
            parts += [of_segment(segment, place) for place, segment in enumerate(segments) if place >= shared]
            return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.zeros(0, np.int32)

        return self._generation.column(("passages", name), make)


def _sizes(segment: Segment, unit: str) -> np.ndarray:
    """How many passages or voices each document has."""
    return np.diff(segment.arrays[f"{unit}.ptr"].astype(np.int64))
