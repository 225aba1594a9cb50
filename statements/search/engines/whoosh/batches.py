"""Changes to an index, collected and written: to the index in use, or to a new one that takes its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from statements.search.contract.documents import Document

from .schema import SCHEMA
from .segments.builder import SegmentBuilder
from .segments.codec import ArraySegment
from .segments.segment import open_segment
from .segments.vocabulary import Vocabulary
from .storage.index_build import MAX_SEGMENT_TOKENS, IndexBuild
from .storage.index_writer import IndexWriter
from .storage.store import Store
from .storage.upkeep import merge_small_segments, start_background_merge


class UpdateBatch:
    """Documents are collected without the writer's lock, which is held for the moment in which they are written.

    What has MAX_SEGMENT_TOKENS tokens is written at once, so that memory stays bounded. Parts are written under the
    lock, which the batch holds from the first part writer on: the next writer would sweep their files away.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._builder = SegmentBuilder()
        self._deleted: list[str] = []
        self._lock = ExitStack()
        self._writer: IndexWriter | None = None
        self._before: list[ArraySegment] = []

    def __enter__(self) -> UpdateBatch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        if error is not None:
            return self._lock.__exit__(kind, error, trace)
        with self._lock:
            writer = self._locked()
            self._write(writer)
            more = merge_small_segments(writer)
        if more:
            start_background_merge(self._store)
        return None

    def add(self, document: Document) -> None:
        self._builder.add(document)
        if self._builder.size > MAX_SEGMENT_TOKENS:
            if self._writer is not None:
                self._write(self._writer)
            else:
                with self._store.open_writer(SCHEMA) as writer:
                    self._write(writer)

    def delete(self, keys: Iterable[str]) -> None:
        self._deleted += keys

    def part_writer(self) -> SegmentWriter:
        return SegmentWriter.for_writer(self._locked())

    def take(self, part: ArraySegment) -> None:
        writer = self._locked()
        if self._before:
            keys = open_segment(writer.folder, part.segment_id()).keys.all()
            writer.delete([key.decode() for key in keys], self._before)
        writer.add_segment(part)

    def _locked(self) -> IndexWriter:
        if self._writer is None:
            self._writer = self._lock.enter_context(self._store.open_writer(SCHEMA))
            self._before = list(self._writer.segments)
        return self._writer

    def _write(self, writer: IndexWriter) -> None:
        writer.delete([*self._builder.keys, *self._deleted])
        writer.add(self._builder)
        self._builder, self._deleted = SegmentBuilder(), []


class RebuildBatch:
    """A new index. `finish` brings it into one segment."""

    def __init__(self, writer: IndexWriter) -> None:
        self._build = IndexBuild(writer)

    def add(self, document: Document) -> None:
        self._build.add(document)

    def delete(self, keys: Iterable[str]) -> None:
        """There was nothing before a rebuild."""

    def part_writer(self) -> SegmentWriter:
        return SegmentWriter.for_writer(self._build.writer)

    def take(self, part: ArraySegment) -> None:
        self._build.writer.add_segment(part)

    def finish(self) -> None:
        self._build.finish()


# Of a process that writes parts: the words it has met already.
_vocabulary: list[Vocabulary] = []


@dataclass(frozen=True, slots=True)
class SegmentWriter:
    """Writes whole segments into the folder of the index. They belong to it once the batch takes them."""

    folder: Path
    name: str

    @classmethod
    def for_writer(cls, writer: IndexWriter) -> SegmentWriter:
        return cls(writer.folder, writer.name)

    def write(self, documents: Iterable[Document]) -> Sequence[ArraySegment]:
        build = IndexBuild(IndexWriter(self.folder, self.name, SCHEMA, [], changed=False), *_vocabulary)
        for document in documents:
            build.add(document)
        build.flush()
        _vocabulary[:] = [build.vocabulary]
        return build.writer.segments
