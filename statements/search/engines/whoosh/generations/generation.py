"""One state of the index, as queries see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from whoosh.reading import IndexReader

from statements.search.engines.whoosh.segments.segment import Segment

from .document_sets import DocumentSet
from .facets import Facet, Facets
from .passages import Passages, Places
from .segment_set import Columns, SegmentSet


class Generation:
    """Immutable and shared between threads. Its parts, each over all segments:

    - `segment_set`: the segments themselves, the numbers of their documents, and the caches;
    - `columns`: numbers by document (dates, lengths), and the orders that they give;
    - `places`: positions numbered through all documents;
    - `passages`: passages and speeches numbered through, and whose they are;
    - `facets`: codes by document.

    The generation itself knows which documents are deleted. No part refers to the generation, so that its memory is
    freed with the last reference to it.
    """

    def __init__(
        self,
        number: int,
        segments: Sequence[Segment],
        deleted: Sequence[Sequence[int]],
        before: Generation | None = None,
        open_reader: Callable[[], IndexReader] | None = None,
    ) -> None:
        """`deleted`: for each segment, its deleted documents. What `before` knew of the same segments is taken over.
        `open_reader` opens Whoosh's own reader of the same segments."""
        self.number = number
        self.segment_set: SegmentSet = SegmentSet(segments, before.segment_set if before else None)
        self.segments, self.offsets = self.segment_set.segments, self.segment_set.offsets
        self.count = self.segment_set.count
        self.postings_cache = self.segment_set.postings_cache
        self.columns = Columns(self.segment_set)
        self.places = Places(self.segment_set)
        self.facets = Facets(self.segment_set)
        self.live = self._mark_live(deleted)
        self.live_count = self.count if self.live is None else int(self.live.sum())
        self._open_reader = open_reader

    def _mark_live(self, deleted: Sequence[Sequence[int]]) -> np.ndarray | None:
        """bool by document: whether it is not deleted; None where none is."""
        if not any(len(gone) for gone in deleted):
            return None
        live = np.ones(self.count, bool)
        for offset, gone in zip(self.offsets, deleted, strict=False):
            live[np.fromiter(gone, np.int64, len(gone)) + offset] = False
        return live

    @cached_property
    def passages(self) -> Passages:
        return Passages(self.segment_set, self.places, self.facets)

    def facet(self, field: str) -> Facet:
        return self.facets.get(field)

    @cached_property
    def everything(self) -> DocumentSet:
        """All documents that are not deleted."""
        return DocumentSet(self.count, mask=np.ones(self.count, bool) if self.live is None else self.live)

    def drop_deleted(self, ids: np.ndarray) -> np.ndarray:
        return ids if self.live is None else ids.compress(self.live.take(ids))

    def stored(self, document: int) -> dict[str, Any]:
        """What the index keeps of a document for its result."""
        segment, local = self._locate(document)
        return segment.stored(local)

    def key(self, document: int) -> str:
        """The name under which a document is indexed."""
        segment, local = self._locate(document)
        return segment.keys[local].decode()

    def _locate(self, document: int) -> tuple[Segment, int]:
        place = int(np.searchsorted(self.offsets, document, side="right")) - 1
        return self.segments[place], document - self.offsets[place]

    def whoosh_reader(self) -> IndexReader:
        """Whoosh's own reader of this generation. Raises RuntimeError where it was opened without one."""
        if self._open_reader is None:
            raise RuntimeError("This generation was opened without Whoosh's reader.")
        return self.segment_set.once("whoosh reader", self._open_reader)
