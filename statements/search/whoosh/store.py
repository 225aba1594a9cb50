"""The folder of the index: one writer at a time, any number of readers, each on the generation it opened.

A generation is a table of contents (Whoosh's) that names segments. Segments are written under new names beside the old
ones and become part of the index when a new table of contents is renamed into place; whatever no table names is swept
by the next writer. A process killed at any moment therefore leaves the old generation or the new one.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, EmptyIndexError, IndexError, IndexVersionError, clean_files
from whoosh.reading import IndexReader

from statements.search import analysis
from statements.search.results import SearchUnavailable

from .arrays import DamagedIndex
from .building import SegmentBuilder
from .codec import EXTENSION, ArraySegment, open_segment, reader_over
from .generation import Generation

NAME = "MAIN"
FORMAT = 2  # raised when the files or the schema change: indexes of another format are stale
LOCK_WAIT = 120.0  # seconds
_DAMAGE = (OSError, IndexError, IndexVersionError, DamagedIndex, pickle.UnpicklingError, EOFError, KeyError, ValueError,
           AttributeError, ImportError, AssertionError, TypeError, MemoryError)  # fmt: skip


class IndexLocked(RuntimeError):
    """Another process has been writing for longer than `LOCK_WAIT`."""


_stores: dict[tuple[Path, str], Store] = {}
_stores_lock = threading.Lock()


def store_at(folder: str | os.PathLike, name: str = NAME) -> Store:
    """The store of an index in a folder, one a process: threads share its generation."""
    path = Path(folder).resolve()
    with _stores_lock:
        return _stores.setdefault((path, name), Store(path, name))


class Store:
    """One index of a folder, which may hold several under different names, each with its own writer."""

    def __init__(self, folder: str | os.PathLike, name: str = NAME) -> None:
        self.folder, self.name = Path(folder), name
        self._lock = threading.RLock()
        self._current: Generation | None = None
        self._segments: list[ArraySegment] = []
        self._schema: Schema | None = None

    # Reading

    def generation(self) -> Generation:
        """The latest generation, kept open between calls. Raises SearchUnavailable."""
        number = self.latest()
        current = self._current
        if current is not None and current.number == number:
            return current
        with self._lock:
            for _ in range(3):
                try:
                    return self._open()
                except FileNotFoundError:
                    # Swept between reading the table and opening its segments: there is a newer one.
                    continue
                except _DAMAGE as error:
                    missing = isinstance(error.__cause__, FileNotFoundError)
                    if missing and self.latest() != number:
                        number = self.latest()
                        continue
                    raise SearchUnavailable(f"The index cannot be read: {error}") from error
            raise SearchUnavailable("The index is changing too fast to be read.")

    def latest(self) -> int:
        """The number of the latest generation; -1 where there is none. Costs one look at the folder."""
        latest = -1
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    name = entry.name
                    if name.startswith(f"_{self.name}_") and name.endswith(".toc"):
                        digits = name[len(self.name) + 2 : -4]
                        latest = max(latest, int(digits) if digits.isdigit() else -1)
        except OSError:
            return -1
        return latest

    def _open(self) -> Generation:
        toc = self._read_toc()
        if toc is None:
            self._current = None  # numbers begin anew with the next index
            raise SearchUnavailable("There is no index.")
        current = self._current
        if current is not None and current.number == toc.generation:
            return current
        segments = [open_segment(self.folder, entry.segment_id()) for entry in toc.segments]
        for segment in segments:
            if segment.analysis != analysis.VERSION:
                raise SearchUnavailable("The index was built by another release.")
        generation = Generation(toc.generation, segments, [sorted(entry.deleted) for entry in toc.segments], current)
        self._segments, self._schema, self._current = toc.segments, toc.schema, generation
        generation.whoosh_reader = lambda: reader_over(
            FileStorage(str(self.folder)), toc.schema, toc.segments, toc.generation
        )
        return generation

    def _read_toc(self) -> TOC | None:
        if self.latest() < 0:
            return None
        try:
            toc = TOC.read(FileStorage(str(self.folder)), self.name)
        except EmptyIndexError:
            return None
        if getattr(toc.schema, "chancery_format", None) != FORMAT:
            raise DamagedIndex("the index was built by another release")
        return toc

    def reader(self) -> IndexReader:
        """Whoosh's own reader of the latest generation."""
        generation = self.generation()
        return generation.once("reader", generation.whoosh_reader)

    # Writing

    @contextmanager
    def writing(self, schema: Schema, *, afresh: bool = False) -> Iterator[Writing]:
        """Yield the one writer; leaving the block commits, an exception leaves the index as it was.

        `afresh` starts from nothing: what was there goes when the new generation is in place.
        Raises IndexLocked, OSError.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with _exclusively(self.folder / f"{self.name}.lock"):
            toc = None
            try:
                toc = self._read_toc()
            except _DAMAGE:
                if not afresh:
                    raise
            kept = [] if afresh or toc is None else toc.segments
            writing = Writing(self.folder, schema, kept, self.name)
            writing.changed = afresh or toc is None
            try:
                yield writing
                writing.commit(max(self.latest(), toc.generation if toc else 0) + 1)
            except BaseException:
                writing.abandon()
                raise

    def clear(self, schema: Schema) -> None:
        """Make the index an empty one."""
        with self.writing(schema, afresh=True):
            pass


class Writing:
    """The next generation, while it is being written."""

    def __init__(self, folder: Path, schema: Schema, segments: list[ArraySegment], name: str = NAME) -> None:
        self.folder, self.name, self.segments, self.changed = folder, name, list(segments), False
        self._schema = schema
        self._written: list[Path] = []

    def add(self, builder: SegmentBuilder) -> None:
        """Write what `builder` holds as a new segment."""
        if not len(builder):
            return
        entry = ArraySegment(self.name, len(builder))
        path = self.folder / f"{entry.segment_id()}{EXTENSION}"
        self._written.append(path)
        builder.write(path)
        self.segments.append(entry)
        self.changed = True

    def delete(self, keys: Iterable[str]) -> int:
        """Mark the documents of these keys as deleted; returns how many there were."""
        wanted = sorted({key.encode() for key in keys})
        count = 0
        for entry in self.segments:
            reader = open_segment(self.folder, entry.segment_id()).field("id")
            for key in wanted:
                place = -1 if reader is None else reader.terms.find(key)
                if place < 0:
                    continue
                gone = set(reader.postings(place)[0].tolist()) - entry.deleted
                entry.deleted |= gone
                count += len(gone)
        self.changed = self.changed or count > 0
        return count

    def replace(self, merged: list[ArraySegment], entry: ArraySegment) -> None:
        """Let `entry`, written already, take the place of `merged`."""
        self.segments = [segment for segment in self.segments if segment not in merged] + [entry] * (entry.count > 0)
        self.changed = True

    def new_path(self, entry: ArraySegment) -> Path:
        path = self.folder / f"{entry.segment_id()}{EXTENSION}"
        self._written.append(path)
        return path

    def commit(self, number: int) -> None:
        if not self.changed:
            return
        self.segments = [entry for entry in self.segments if entry.doc_count()]
        schema = self._schema.copy()
        schema.chancery_format = FORMAT
        storage = FileStorage(str(self.folder))
        TOC(schema, self.segments, number).write(storage, self.name)
        _sync(self.folder)
        clean_files(storage, self.name, number, self.segments)
        self._written = []

    def abandon(self) -> None:
        for path in self._written:
            path.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _exclusively(path: Path) -> Iterator[None]:
    """Hold the lock of `path`; the kernel lets go of it when the process ends, however it ends."""
    with path.open("w") as file:
        until = time.monotonic() + LOCK_WAIT
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise IndexLocked("The index is being written by another process.") from None
                time.sleep(0.02)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
