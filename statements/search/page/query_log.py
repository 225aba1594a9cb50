"""A private log of what is searched for, so that editors see what readers look for in vain."""

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
from django.db import DatabaseError, close_old_connections, connection
from django.db.models import Count, Max
from django.utils import timezone

from statements.models import AskedQuery
from statements.search.contract.results import SearchRequest

KEPT = timedelta(days=90)
_PRUNED_EVERY = 500  # queries
_PATIENCE = 20  # milliseconds that a line may wait for a writer of SQLite; then it is let go
_GATHERED = 2.0  # seconds that lines wait for others where a thread writes them
_waiting: SimpleQueue[AskedQuery] = SimpleQueue()
_writing = threading.Event()
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class InVain:
    """A query that found nothing: how often it was asked, and when last."""

    text: str
    times: int
    last: datetime


def note(request: SearchRequest, hits: int, milliseconds: float) -> None:
    """Log a search once, by its first page. Never raises for the database's sake: the page goes before its log."""
    filters = {name: list(codes) for name, codes in request.filters.items()}
    filters |= {name: [date] for name, date in (("since", request.since), ("until", request.until)) if date}
    if not settings.QUERY_LOG or request.page > 1 or not (request.text or filters):
        return
    asked = AskedQuery(text=request.text[:1000], filters=filters, hits=hits, milliseconds=round(milliseconds, 1))
    if _writing.is_set():
        _waiting.put(asked)
        return
    try:
        with _impatiently():
            _write([asked])
    except DatabaseError:
        _log.info("A query was not logged.", exc_info=True)


def write_in_the_background() -> None:
    """From here on a thread of this process writes the lines, those of a few seconds at once: for a server, whose
    readers then wait for no lock. `write_waiting` writes what is left at its end."""
    if not _writing.is_set():
        _writing.set()
        threading.Thread(target=_keep_writing, name="query log", daemon=True).start()


def _keep_writing() -> None:
    while True:
        first = _waiting.get()
        time.sleep(_GATHERED)
        _waiting.put(first)
        write_waiting()
        close_old_connections()


def write_waiting() -> None:
    """Never raises for the database's sake."""
    lines = []
    while not _waiting.empty():
        lines.append(_waiting.get())
    try:
        if lines:
            _write(lines)
    except DatabaseError:
        _log.info("%s queries were not logged.", len(lines), exc_info=True)


def _write(lines: list[AskedQuery]) -> None:
    AskedQuery.objects.bulk_create(lines)
    if any(asked.pk % _PRUNED_EVERY == 0 for asked in lines):
        prune()


def prune() -> int:
    """Delete what is older than `KEPT`; how many lines that were."""
    return AskedQuery.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()[0]


def asked_in_vain(most: int = 20) -> list[InVain]:
    """The queries without hits, those asked most often first."""
    rows = AskedQuery.objects.filter(hits=0).exclude(text="").order_by().values("text")
    counted = rows.annotate(times=Count("pk"), last=Max("asked_at")).order_by("-times", "-last")[:most]
    return [InVain(row["text"], row["times"], row["last"]) for row in counted]


@contextmanager
def _impatiently() -> Iterator[None]:
    """SQLite has one writer at a time: an import must not hold up a reader's page for the sake of its log."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
