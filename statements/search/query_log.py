"""A private log of searches, so that editors see which ones find nothing."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import SimpleQueue

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.db.models import Count, Max
from django.utils import timezone

from statements.models import AskedQuery
from statements.search.contract.requests import SearchRequest
from statements.serving.requests import count_search

KEEP_FOR = timedelta(days=90)
_PRUNE_EVERY = 500  # queries
_BUSY_TIMEOUT = 20  # milliseconds a line waits for SQLite's writer; after that it is dropped
_BATCH_SECONDS = 2.0  # how long the background writer gathers lines for one batch
_queue: SimpleQueue[AskedQuery] = SimpleQueue()
_background_writer = threading.Event()
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ZeroResultQuery:
    """A query without hits: how often it was searched for, and when last."""

    text: str
    times: int
    last: datetime


def log_search(request: SearchRequest, hits: int, milliseconds: float) -> None:
    """Log the first page of a search. A database error is logged and not raised: the page matters more."""
    if request.page == 1:
        count_search(hits)
    filters = {name: list(codes) for name, codes in request.filters.items()}
    filters |= {name: [date] for name, date in (("since", request.since), ("until", request.until)) if date}
    if not settings.QUERY_LOG or request.page > 1 or not (request.text or filters):
        return
    line = AskedQuery(text=request.text[:1000], filters=filters, hits=hits, milliseconds=round(milliseconds, 1))
    if _background_writer.is_set():
        _queue.put(line)
        return
    try:
        with _short_busy_timeout():
            _write_batch([line])
    except (DatabaseError, InterfaceError) as error:
        _log.info("A query was not logged: %s", error)


def start_background_writer() -> None:
    """Let a thread of this process write the lines in batches, so that no reader of a server waits for a lock.

    `flush_query_log` writes what is left when the process ends.
    """
    if not _background_writer.is_set():
        _background_writer.set()
        threading.Thread(target=_write_batches, name="query log", daemon=True).start()


def _write_batches() -> None:
    while True:
        first = _queue.get()
        time.sleep(_BATCH_SECONDS)
        _queue.put(first)
        flush_query_log()
        close_old_connections()


def flush_query_log() -> None:
    """Write the queued lines. A database error is logged and not raised."""
    lines = []
    while not _queue.empty():
        lines.append(_queue.get())
    try:
        if lines:
            _write_batch(lines)
    except (DatabaseError, InterfaceError) as error:
        _log.info("%s queries were not logged: %s", len(lines), error)


def _write_batch(lines: list[AskedQuery]) -> None:
    AskedQuery.objects.bulk_create(lines)
    if any(line.pk % _PRUNE_EVERY == 0 for line in lines):
        prune_query_log()


def prune_query_log() -> int:
    """Delete lines older than `KEEP_FOR` and return how many."""
    return AskedQuery.objects.filter(asked_at__lt=timezone.now() - KEEP_FOR).delete()[0]


def zero_result_queries(limit: int = 20) -> list[ZeroResultQuery]:
    """The queries without hits, the most frequent first."""
    rows = AskedQuery.objects.filter(hits=0).exclude(text="").order_by().values("text")
    counted = rows.annotate(times=Count("pk"), last=Max("asked_at")).order_by("-times", "-last")[:limit]
    return [ZeroResultQuery(row["text"], row["times"], row["last"]) for row in counted]


@contextmanager
def _short_busy_timeout() -> Iterator[None]:
    """SQLite has one writer at a time: an import must not delay a reader's page because of its log line."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
