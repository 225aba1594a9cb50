"""Documents written in several processes, each with connections of its own to the database.

Processes are spawned, not forked: they inherit no lock, no connection and no thread. A process that is killed fails
the work; when the one that started them ends, in whatever way, so do they.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection as waiting
from typing import TYPE_CHECKING, Any

import django
from django.apps import apps
from django.db import connections

from statements.search.contract.engine import PartWriter
from statements.search.contract.errors import IndexNotWritten
from statements.text.batches import batches

if TYPE_CHECKING:  # its models can be imported only when Django is set up, which the processes do themselves
    from .documents import DocumentSource

BATCH = 1_000  # records that a process is given at a time
MAX_WORKERS = 4  # unless more are asked for: each takes some 300 MB
MIN_RECORDS = 2_000  # fewer are not worth processes that take a second to start


def choose_worker_count() -> int:
    """As many as the machine has processors, up to MAX_WORKERS."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(processors, MAX_WORKERS)


def is_database_shared() -> bool:
    """Whether other processes see the database: a SQLite database in memory belongs to this one."""
    names = (connection.settings_dict["NAME"] for connection in connections.all(initialized_only=False))
    return not any(":memory:" in str(name) or "mode=memory" in str(name) for name in names)


class Workers:
    """Processes that are started when there is the first work for them and end with the block.

    Without a `count` the number of processors decides, and few records are indexed by this process itself.
    """

    def __init__(self, count: int = 0) -> None:
        self.count = count or choose_worker_count()
        self._min_records = 1 if count else MIN_RECORDS
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *error: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def are_worthwhile(self, records: int) -> bool:
        return self.count > 1 and records >= self._min_records and is_database_shared()

    def write_parts(
        self, source: DocumentSource[Any], pks: Sequence[int], writer: PartWriter
    ) -> Iterator[tuple[Any, int]]:
        """Yield parts with the documents of these records, as they are written, and how many records are done.

        Raises IndexNotWritten where a process is killed, and whatever went wrong in one.
        """
        done = 0
        try:
            work = {
                self._start().submit(_write_part, source.label, batch, writer): batch for batch in batches(pks, BATCH)
            }
            for future in as_completed(work):
                done += len(work[future])
                for part in future.result():
                    yield part, done
        except BrokenProcessPool as error:
            raise IndexNotWritten(
                "A process that was indexing ended before its work was done: killed, or out of memory. "
                "The index stays as it was."
            ) from error

    def _start(self) -> ProcessPoolExecutor:
        if self._pool is None:
            databases = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
            spawning = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.count, spawning, initializer=_begin, initargs=(databases,))
        return self._pool


# In a process of its own


def _begin(databases: dict[str, str]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    django.setup()
    for alias, name in databases.items():
        connections[alias].settings_dict["NAME"] = name


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None, "only spawned processes wait for their parent"
    waiting.wait([parent.sentinel])
    os._exit(1)


def _write_part(label: str, pks: Sequence[int], writer: PartWriter) -> Sequence[Any]:
    from .documents import SOURCES

    return writer.write(SOURCES[apps.get_model(label)].documents_for(pks))
