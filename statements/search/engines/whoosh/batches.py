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
from .segments.codec import ArraySegment, open_segment
from .segments.vocabulary import Vocabulary
from .storage.index_build import SEGMENT_TOKENS, Build
from .storage.index_writer import Writing
from .storage.store import Store
from .storage.upkeep import keep_few, merge_in_background


class UpdateBatch:
    """Documents are collected without the writer's lock, which is held for the moment in which they are written.

    What has `SEGMENT_TOKENS` tokens is written at once, so that memory stays bounded. Parts are written under the lock,
    which the batch holds from the first part writer on: the next writer would sweep their files away.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._builder = SegmentBuilder()
        self._deleted: list[str] = []
        self._lock = ExitStack()
        self._writing: Writing | None = None
        self._before: list[ArraySegment] = []

    def __enter__(self) -> UpdateBatch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        if error is not None:
            return self._lock.__exit__(kind, error, trace)
        with self._lock:
            writing = self._locked()
            self._write(writing)
            more = keep_few(writing)
        if more:
            merge_in_background(self._store)
        return None

    def add(self, document: Document) -> None:
        self._builder.add(document)
        if self._builder.size > SEGMENT_TOKENS:
            if self._writing is not None:
                self._write(self._writing)
            else:
                with self._store.writing(SCHEMA) as writing:
                    self._write(writing)

    def delete(self, keys: Iterable[str]) -> None:
        self._deleted += keys

    def part_writer(self) -> SegmentWriter:
        return SegmentWriter.for_writing(self._locked())

    def take(self, part: ArraySegment) -> None:
        writing = self._locked()
        if self._before:
            keys = open_segment(writing.folder, part.segment_id()).keys.all()
            writing.delete([key.decode() for key in keys], self._before)
        writing.take(part)

    def _locked(self) -> Writing:
        if self._writing is None:
            self._writing = self._lock.enter_context(self._store.writing(SCHEMA))
            self._before = list(self._writing.segments)
        return self._writing

    def _write(self, writing: Writing) -> None:
        writing.delete([*self._builder.keys, *self._deleted])
        writing.add(self._builder)
        self._builder, self._deleted = SegmentBuilder(), []


class RebuildBatch:
    """A new index. `finish` brings it into one segment."""

    def __init__(self, writing: Writing) -> None:
        self._build = Build(writing)

    def add(self, document: Document) -> None:
        self._build.add(document)

    def delete(self, keys: Iterable[str]) -> None:
        """There was nothing before a rebuild."""

    def part_writer(self) -> SegmentWriter:
        return SegmentWriter.for_writing(self._build.writing)

    def take(self, part: ArraySegment) -> None:
        self._build.writing.take(part)

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
    def for_writing(cls, writing: Writing) -> SegmentWriter:
        return cls(writing.folder, writing.name)

    def write(self, documents: Iterable[Document]) -> Sequence[ArraySegment]:
        build = Build(Writing(self.folder, self.name, SCHEMA, [], changed=False), *_vocabulary)
        for document in documents:
            build.add(document)
        build.flush()
        _vocabulary[:] = [build.vocabulary]
        return build.writing.segments
