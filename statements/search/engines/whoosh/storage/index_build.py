"""A rebuild under way: segment after segment under one vocabulary, then merged."""

from __future__ import annotations

from statements.search.contract.documents import Document
from statements.search.engines.whoosh.segments.builder import SegmentBuilder
from statements.search.engines.whoosh.segments.merging import merge_into_one
from statements.search.engines.whoosh.segments.vocabulary import Vocabulary

from .index_writer import Writing

SEGMENT_TOKENS = 3_000_000  # that a segment may hold before it is written: about 150 MB of working memory while it is
MOST_WORDS = 1_000_000  # that a vocabulary holds before a new one is begun


class Build:
    def __init__(self, writing: Writing, vocabulary: Vocabulary | None = None) -> None:
        self.writing = writing
        self._builder = SegmentBuilder(vocabulary)

    @property
    def vocabulary(self) -> Vocabulary:
        """What may be shared with the next build."""
        known = self._builder.vocabulary
        return known if len(known.words) < MOST_WORDS else Vocabulary()

    def add(self, document: Document) -> None:
        self._builder.add(document)
        if self._builder.size >= SEGMENT_TOKENS:
            self.flush()

    def flush(self) -> None:
        self.writing.add(self._builder)
        self._builder = SegmentBuilder(self.vocabulary)

    def finish(self) -> None:
        self.flush()
        merge_into_one(self.writing, self.writing.segments)
