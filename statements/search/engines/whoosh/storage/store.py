"""The folder of an index: one writer at a time, any number of readers, each on the generation it opened.

A generation is a table of contents that names segments. Segments are written under new names beside the old ones and
become part of the index when a new table of contents is renamed into place; the next writer removes whatever no table
names. A process killed at any moment therefore leaves the old generation or the new one.
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
from whoosh.index import IndexError, IndexVersionError
from whoosh.reading import IndexReader

from statements.search.contract.errors import SearchUnavailable
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.array_file import DamagedIndex
from statements.search.engines.whoosh.segments.codec import ArraySegment, open_whoosh_reader
from statements.search.engines.whoosh.segments.segment import open_segment
from statements.text import tokenization

from .index_writer import IndexWriter, file_lock, sweep
from .toc import find_latest, read_toc

NAME = "MAIN"
# Seconds to wait for the writer's lock. An update, which takes some 50 ms (docs/measurements.md), waits for others but
# not for a rebuild, which at its end follows the changes noted meanwhile. A rebuild waits for the longest merge.
WAIT_TO_UPDATE, WAIT_TO_REBUILD = 5.0, 120.0
WAIT_TO_SWEEP = 0.0  # a writer sweeps by itself
# What a missing, cut or foreign file may raise while it is read and unpickled.
_DAMAGE = (OSError, IndexError, IndexVersionError, DamagedIndex, pickle.UnpicklingError, EOFError, KeyError, ValueError,
           AttributeError, ImportError, AssertionError, TypeError, MemoryError)  # fmt: skip
_MAX_ATTEMPTS = 3  # to open a generation while writers replace one after the other

_stores: dict[tuple[Path, str], Store] = {}
_stores_lock = threading.Lock()


def open_store(folder: str | os.PathLike[str], name: str = NAME) -> Store:
    """The store of an index in a folder, one per process, so that threads share its generation."""
    path = Path(folder).resolve()
    with _stores_lock:
        return _stores.setdefault((path, name), Store(path, name))


class Store:
    """One index of a folder, which may hold several under different names, each with its own writer."""

    def __init__(self, folder: str | os.PathLike[str], name: str = NAME) -> None:
        self.folder, self.name = Path(folder), name
        self._lock = threading.RLock()
        self._current: Generation | None = None
        self._schema: Schema | None = None

    # Reading

    def generation(self) -> Generation:
        """The latest generation, kept open between calls. Raises SearchUnavailable."""
        number = self.latest_number()
        current = self._current
        if current is not None and current.number == number:
            return current
        with self._lock:
            for _ in range(_MAX_ATTEMPTS):
                try:
                    return self._open()
                except FileNotFoundError:
                    # Removed between reading the table and opening its segments: there is a newer one.
                    continue
                except _DAMAGE as error:
                    missing = isinstance(error.__cause__, FileNotFoundError)
                    if missing and self.latest_number() != number:
                        number = self.latest_number()
                        continue
                    raise SearchUnavailable(f"The index cannot be read: {error}") from error
            raise SearchUnavailable("The index is changing too fast to be read.")

    def latest_number(self) -> int:
        """The number of the latest generation; -1 where there is none. Costs one look at the folder."""
        return find_latest(self.folder, self.name)

    def _open(self) -> Generation:
        toc = read_toc(self.folder, self.name)
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
        storage = FileStorage(str(self.folder))
        generation = Generation(
            toc.generation,
            segments,
            [sorted(entry.deleted) for entry in toc.segments],
            current,
            lambda: open_whoosh_reader(storage, toc.schema, toc.segments, toc.generation),
        )
        self._schema, self._current = toc.schema, generation
        return generation

    def entries(self) -> list[ArraySegment]:
        """The segments of the latest generation, with what is deleted from each. Raises DamagedIndex."""
        toc = read_toc(self.folder, self.name)
        return list(toc.segments) if toc else []

    def schema(self) -> Schema:
        """Raises SearchUnavailable where there is no index."""
        self.generation()
        return self._schema

    def whoosh_reader(self) -> IndexReader:
        """Whoosh's own reader of the latest generation. Raises SearchUnavailable."""
        return self.generation().whoosh_reader()

    # Writing

    @contextmanager
    def open_writer(self, schema: Schema, *, rebuild: bool = False) -> Iterator[IndexWriter]:
        """Yield the one writer; leaving the block commits, an exception leaves the index as it was.

        `rebuild` starts from nothing: what was there goes when the new generation is in place.
        Raises IndexLocked, OSError.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with file_lock(self.folder / f"{self.name}.lock", WAIT_TO_REBUILD if rebuild else WAIT_TO_UPDATE):
            toc = None
            try:
                toc = read_toc(self.folder, self.name)
            except _DAMAGE:
                if not rebuild:
                    raise
            kept = [] if rebuild or toc is None else toc.segments
            writer = IndexWriter(self.folder, self.name, schema, kept, changed=rebuild or toc is None)
            self._sweep()
            try:
                yield writer
                writer.commit(max(self.latest_number(), toc.generation if toc else 0) + 1)
            except BaseException:
                self._sweep()
                raise

    def sweep(self) -> None:
        """Remove what killed writers left. Raises IndexLocked, OSError."""
        with file_lock(self.folder / f"{self.name}.lock", WAIT_TO_SWEEP):
            self._sweep()

    def _sweep(self) -> None:
        """Remove what a writer left that was killed, or failed."""
        try:
            toc = read_toc(self.folder, self.name)
        except _DAMAGE:
            return  # nobody knows what belongs to it
        number, segments = (toc.generation, toc.segments) if toc else (-1, [])
        sweep(self.folder, self.name, number, segments)

    def clear(self, schema: Schema) -> None:
        """Make the index an empty one."""
        with self.open_writer(schema, rebuild=True):
            pass
