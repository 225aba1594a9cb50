"""The folder of the index: one writer at a time, any number of readers, each on the generation it opened.

A generation is a table of contents (Whoosh's) that names segments. Segments are written under new names beside the old
ones and become part of the index when a new table of contents is renamed into place; whatever no table names is swept
by the next writer. A process killed at any moment therefore leaves the old generation or the new one.
"""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, EmptyIndexError, IndexError, IndexVersionError
from whoosh.reading import IndexReader

from statements.search.contract.errors import SearchUnavailable
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.array_file import DamagedIndex
from statements.search.engines.whoosh.segments.codec import ArraySegment, open_segment, reader_over
from statements.search.engines.whoosh.storage.file_lock import file_lock
from statements.text import tokenization

from .index_writer import FORMAT, Writing, sweep

NAME = "MAIN"
# Seconds to wait for the writer's lock. An update does not wait for a rebuild, which follows what it left at its end.
WAIT_TO_UPDATE, WAIT_TO_REBUILD = 5.0, 120.0
_DAMAGE = (OSError, IndexError, IndexVersionError, DamagedIndex, pickle.UnpicklingError, EOFError, KeyError, ValueError,
           AttributeError, ImportError, AssertionError, TypeError, MemoryError)  # fmt: skip


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
            if segment.analysis != tokenization.VERSION:
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

    def entries(self) -> list[ArraySegment]:
        """The segments of the latest generation, with what is deleted from each. Raises DamagedIndex."""
        toc = self._read_toc()
        return toc.segments if toc else []

    def schema(self) -> Schema:
        """Raises SearchUnavailable where there is no index."""
        self.generation()
        return self._schema

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
        with file_lock(self.folder / f"{self.name}.lock", WAIT_TO_REBUILD if afresh else WAIT_TO_UPDATE):
            toc = None
            try:
                toc = self._read_toc()
            except _DAMAGE:
                if not afresh:
                    raise
            kept = [] if afresh or toc is None else toc.segments
            writing = Writing(self.folder, self.name, schema, kept, changed=afresh or toc is None)
            self._sweep()
            try:
                yield writing
                writing.commit(max(self.latest(), toc.generation if toc else 0) + 1)
            except BaseException:
                self._sweep()
                raise

    def _sweep(self) -> None:
        """Remove what a writer left that was killed, or failed."""
        try:
            toc = self._read_toc()
        except _DAMAGE:
            return  # nobody knows what belongs to it
        number, segments = (toc.generation, toc.segments) if toc else (-1, [])
        sweep(self.folder, self.name, number, segments)

    def clear(self, schema: Schema) -> None:
        """Make the index an empty one."""
        with self.writing(schema, afresh=True):
            pass
