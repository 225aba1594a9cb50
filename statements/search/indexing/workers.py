"""Statements -> segments in several processes, each with connections of its own to the database.

Processes are spawned, not forked: they inherit no lock, no connection and no thread. Each writes whole segments into
the folder of the index, which belong to it once the one who holds the writer's lock takes them. A process that is
killed fails the work; when the one that started them ends, however it ends, so do they.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection as waiting
from pathlib import Path

import django
from django.apps import apps
from django.db import connections
from django.db.models import Model

from statements.search.engines.whoosh.segments.codec import ArraySegment
from statements.search.engines.whoosh.segments.vocabulary import Vocabulary
from statements.search.engines.whoosh.storage.index_build import Build
from statements.search.engines.whoosh.storage.index_writer import Writing
from statements.text.batches import batches

from .index_writing import IndexNotWritten, documents_of

LOT = 1_000  # records that a process is given at a time
BATCH = 200  # records read at a time
MOST_WORKERS = 4  # unless more are asked for: each takes some 300 MB
WORTH_IT = 2_000  # records from which on processes that take a second to start are worth it


def sensible_workers() -> int:
    """How many processes to use where nobody says: as many as the machine has processors, within reason."""
    free = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(free, MOST_WORKERS)


def can_be_read_elsewhere() -> bool:
    """Whether other processes see the database: a SQLite database in memory is this one's alone."""
    names = (connection.settings_dict["NAME"] for connection in connections.all(initialized_only=False))
    return not any(":memory:" in str(name) or "mode=memory" in str(name) for name in names)


class Workers:
    """Processes that index, started when there is the first work for them; leaving the block ends them."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *error: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def segments_of(
        self, model: type[Model], pks: Sequence[int], using: str, writing: Writing
    ) -> Iterator[tuple[ArraySegment, int]]:
        """Yield segments with the documents of these records, as they are written, and how many records are done.

        Raises IndexNotWritten where a process is killed, and whatever went wrong in one.
        """
        done = 0
        try:
            work = {
                self._ready().submit(_written, model._meta.label, lot, using, str(writing.folder), writing.name): lot
                for lot in batches(pks, LOT)
            }
            for future in as_completed(work):
                done += len(work[future])
                for segment in future.result():
                    yield segment, done
        except BrokenProcessPool as error:
            raise IndexNotWritten(
                "A process that was indexing ended before its work was done: killed, or out of memory. "
                "The index stays as it was."
            ) from error

    def _ready(self) -> ProcessPoolExecutor:
        if self._pool is None:
            databases = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
            spawning = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.count, spawning, initializer=_begin, initargs=(databases,))
        return self._pool


# In a process of its own


_vocabulary: list[Vocabulary] = []


def _begin(databases: dict[str, str]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    django.setup()
    for alias, name in databases.items():
        connections[alias].settings_dict["NAME"] = name


def _end_with_parent() -> None:
    waiting.wait([multiprocessing.parent_process().sentinel])
    os._exit(1)


def _written(model: str, pks: Sequence[int], using: str, folder: str, name: str) -> list[ArraySegment]:
    """Index these records; returns the segments that were written."""
    from haystack import connections as engines

    backend = engines[using].get_backend()
    index = engines[using].get_unified_index().get_index(apps.get_model(model))
    build = Build(Writing(Path(folder), name, backend.ready_schema, [], changed=False), *_vocabulary)
    for document in documents_of(backend, index, pks, BATCH, using):
        build.add(document)
    build.flush()
    _vocabulary[:] = [build.vocabulary]
    return build.writing.segments
