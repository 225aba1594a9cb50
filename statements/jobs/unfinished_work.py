"""Work that a process left when it died is taken up while the archive is served.

A thread of the server looks every few seconds whether changes wait for the index, or jobs for a worker, that nobody
works on, and starts `manage.py run_jobs` for them. Of the server's processes one does so at a time.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import Error, close_old_connections

from statements.models import IndexChange, Job
from statements.search.contract.errors import IndexLocked
from statements.search.engine import get_engine
from statements.trouble import find_trouble

from . import tasks, uploads

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 2.0  # twice: what did not move between two looks has nobody who works on it
MAX_SECONDS_BETWEEN_STARTS = 300.0  # where starting a worker does not help: a disk is full, a file is damaged

Waiting = tuple[int, tuple[int, ...]]  # the newest change that waits for the index, and the jobs without a worker
NOTHING: Waiting = (0, ())


class Watch:
    """What waited at the last look, and when a worker was last started for it. ``clock`` tells seconds."""

    def __init__(
        self, start: Callable[[], None] = tasks.spawn_worker, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._start, self._clock = start, clock
        self._seen = self._started_for = NOTHING
        self._next_start = self._pause = 0.0

    def look(self) -> bool:
        """Start a worker for what has waited since the last look; returns whether one was started."""
        waiting, before = list_waiting(), self._seen
        self._seen = waiting
        if waiting == NOTHING or waiting != before:
            return False
        if waiting != self._started_for:
            self._pause, self._next_start = SECONDS_BETWEEN_LOOKS, 0.0
        if self._clock() < self._next_start:
            return False
        self._started_for = waiting
        self._pause = min(self._pause * 2, MAX_SECONDS_BETWEEN_STARTS)
        self._next_start = self._clock() + self._pause
        self._start()
        return True


def list_waiting() -> Waiting:
    newest = IndexChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if newest and _is_indexing():
        newest = 0
    return newest, tuple(job.pk for job in Job.objects.filter(state__in=tasks.UNFINISHED) if uploads.is_free(job))


def _is_indexing() -> bool:
    try:
        with get_engine().lock("queue", 0):
            return False
    except IndexLocked:
        return True


def start_watching() -> None:
    """For as long as the process lives."""
    threading.Thread(target=_watch, name="unfinished work", daemon=True).start()


def _watch() -> None:
    while True:
        try:
            with get_engine().lock("watch", 0):
                watch = Watch()
                while True:
                    watch.look()
                    close_old_connections()
                    time.sleep(SECONDS_BETWEEN_LOOKS)
        except IndexLocked:
            time.sleep(SECONDS_BETWEEN_LOOKS)  # another process watches
        except (Error, OSError) as error:
            # The database is away, or the disk is full: whoever needs them says so.
            logger.info("What waits could not be looked up: %s", find_trouble(error) or repr(error))
            close_old_connections()
            time.sleep(SECONDS_BETWEEN_LOOKS)
