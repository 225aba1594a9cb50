"""A whole index being built: segment after segment under one vocabulary, then merged."""

from __future__ import annotations

from statements.search.contract.documents import Document
from statements.search.engines.whoosh.segments.builder import SegmentBuilder
from statements.search.engines.whoosh.segments.vocabulary import Vocabulary

from .index_writer import IndexWriter

# Tokens that a segment may hold before it is written: about 150 MB of working memory while it is. Building may take
# 600 MB, and takes 280 MB at 10,000 statements (docs/measurements.md).
MAX_SEGMENT_TOKENS = 3_000_000
# Words that a vocabulary holds before a new one is begun. 10,000 statements of the real corpora have 79,754 different
# words (counted in their index), so this bounds the memory of archives of many languages only.
MAX_VOCABULARY = 1_000_000


class IndexBuild:
    def __init__(self, writer: IndexWriter, vocabulary: Vocabulary | None = None) -> None:
        self.writer = writer
        self._builder = SegmentBuilder(vocabulary)

    @property
    def vocabulary(self) -> Vocabulary:
        """What the next build may share."""
        known = self._builder.vocabulary
        return known if len(known.words) < MAX_VOCABULARY else Vocabulary()

    def add(self, document: Document) -> None:
        self._builder.add(document)
        if self._builder.size >= MAX_SEGMENT_TOKENS:
            self.flush()

    def flush(self) -> None:
        """Write what was added since the last segment."""
        self.writer.add(self._builder)
        self._builder = SegmentBuilder(self.vocabulary)

    def finish(self) -> None:
        """Write the rest and merge everything into one segment."""
        self.flush()
        self.writer.merge(self.writer.segments)
