"""The worker: takes a waiting job, runs it, and keeps its progress and report in the database."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from statements.ingest.reading.read_records import ReaderDied
from statements.models import Job, JobEntry
from statements.models.job import JobKind, JobState
from statements.publishing import duplicates
from statements.search.indexing.queue import defer_indexing
from statements.trouble import find_trouble

from . import uploads
from .reports import StoredEntry, StoredReport, complete_entries, count_outcomes
from .tasks import UNFINISHED, TaskContext
from .upload_tasks import TASKS

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 5
# A worker without a heartbeat for so many seconds is taken for dead.
MAX_SILENCE = 45
MAX_TRIES = 3
SECONDS_BETWEEN_SAVES = 1
SECONDS_BETWEEN_LOOKS = 2


class JobLost(Exception):
    """Another worker has taken the job over: nothing more may be written for it."""


class Heartbeat:
    """Records every few seconds that the worker is alive, and learns whether it is to stop. A thread with a connection
    of its own, since a single record may take long."""

    def __init__(self, job: Job):
        self._job, self._over = job, threading.Event()
        self.stop = False
        self._thread = threading.Thread(target=self._run, name=f"heartbeat of job {job.pk}", daemon=True)

    def __enter__(self) -> Heartbeat:
        # A database in memory belongs to one thread: there each record is a heartbeat.
        if not _is_in_memory():
            self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def should_stop(self) -> bool:
        return self.stop

    def beat(self) -> None:
        row = _own_row(self._job)
        if not row.update(seen_at=timezone.now()) or row.filter(stop_asked=True).exists():
            self.stop = True

    def _run(self) -> None:
        try:
            while not self._over.wait(HEARTBEAT_SECONDS):
                try:
                    self.beat()
                except (DatabaseError, InterfaceError) as error:
                    logger.warning("The heartbeat of job %s could not be written: %s", self._job.pk, error)
                    connection.close()
        finally:
            connection.close()


class Silences:
    """Which workers show no heartbeat, seen from here, by ``clock`` in seconds. By the time of day every worker would
    be dead for a moment when that is set forward, and a dead one alive for as long as it is set back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since: dict[int, tuple[tuple[str, datetime | None], float]] = {}

    def lasts(self, job: Job) -> bool:
        """Whether the job has no worker, or one without a heartbeat since a look more than MAX_SILENCE ago."""
        now, heartbeat = self._clock(), (job.worker, job.seen_at)
        before, since = self._since.get(job.pk, (None, now))
        if before != heartbeat:
            self._since[job.pk] = (heartbeat, now)
            since = now
        return job.seen_at is None or now - since > MAX_SILENCE


def run_jobs(*, wait: bool = True) -> int:
    """Run jobs until none is left; returns how many. ``wait``: also for those of a worker that may be dead."""
    uploads.delete_leftovers()
    done, silences = 0, Silences()
    while True:
        with claim_job(silences) as job:
            if job is not None:
                run_job(job)
        if job is not None:
            done += 1
        elif wait and Job.objects.filter(state__in=UNFINISHED).exists():
            time.sleep(SECONDS_BETWEEN_LOOKS)
            close_old_connections()
        else:
            _compare_queued()
            return done


def _compare_queued() -> None:
    """What was added by an import that ended early, or could not write at its end, is compared with the others now."""
    if queued := duplicates.read_queued_comparisons():
        logger.info("Comparing %s statements that are yet to be compared with the others.", f"{len(queued):,}")
        for _ in duplicates.store_all_duplicates(queued):
            pass


@contextmanager
def claim_job(silences: Silences | None = None) -> Iterator[Job | None]:
    """The next job that no worker has, by a compare-and-set that one worker wins; it is held for the block.

    A worker of this machine is known to be dead once its job can be held. One of another machine, or one that hangs,
    is taken for dead after a while of silence, as ``silences`` tells.
    """
    silences = silences or Silences()
    for job in Job.objects.filter(state__in=UNFINISHED).order_by("pk"):
        with uploads.hold(job) as held:
            if (held or silences.lasts(job)) and _take(job):
                yield job
                return
    yield None


def _take(job: Job) -> bool:
    me = f"{socket.gethostname()[:40]}:{os.getpid()}:{time.monotonic_ns() % 10**9}"
    taken = Job.objects.filter(pk=job.pk, worker=job.worker, state=job.state).update(
        worker=me, state=JobState.RUNNING, seen_at=timezone.now(), tries=F("tries") + 1
    )
    if taken:
        job.refresh_from_db()
    return bool(taken)


def run_job(job: Job) -> None:
    """Run a claimed job to its end. What goes wrong is written to the job, in words."""
    if job.tries > MAX_TRIES:
        end_job(job, JobState.FAILED, problem=f"The worker ended {MAX_TRIES} times while it worked on this.")
        return
    report = open_report(job)
    try:
        with Heartbeat(job) as heartbeat, defer_indexing():
            call_task(job, report, heartbeat)
    except JobLost:
        logger.warning("The job “%s” was taken over by another worker; this one leaves it.", job)
    except uploads.UploadRefused as refusal:
        end_job(job, JobState.FAILED, report, problem=str(refusal))
    except (OSError, ReaderDied) as error:
        trouble = find_trouble(error)
        reason = f"{trouble.sentence} Upload it again once that is mended." if trouble else str(error)
        end_job(job, JobState.FAILED, report, problem=f"It could not be read to its end ({reason}).")
    else:
        end_job(job, JobState.STOPPED if report.interrupted else JobState.DONE, report)


def open_report(job: Job) -> StoredReport:
    """The report of a claimed job, with what its earlier workers have written."""

    def store(entry: StoredEntry) -> None:
        # Locked, so that no other worker takes the job before what this one is writing is committed.
        if not _own_row(job).select_for_update().values_list("pk").first():
            raise JobLost
        JobEntry.objects.create(job=job, entry=entry)

    kept = job.kept_entries.values_list("entry", flat=True)
    return StoredReport(
        dry_run=bool(job.options.get("dry_run")), root=uploads.get_folder(job), kept=kept, store=store
    )  # fmt: skip


def call_task(job: Job, report: StoredReport, heartbeat: Heartbeat) -> None:
    saved = time.monotonic()

    def save_progress(position: int) -> None:
        nonlocal saved
        if time.monotonic() - saved < SECONDS_BETWEEN_SAVES:
            return
        saved = time.monotonic()
        heartbeat.beat()
        _own_row(job).update(position=position, **_report_fields(job, report.entries))

    TASKS[JobKind(job.kind)].call(TaskContext(job, report, heartbeat.should_stop, save_progress))


def end_job(job: Job, state: JobState, report: StoredReport | None = None, *, problem: str = "") -> None:
    """Write how a job ended, unless another worker has taken it over, and delete its upload."""
    with transaction.atomic():
        entries = report.entries if report is not None else job.entries
        # What was kept and not reported: by a worker that died, or by this one after its last report.
        entries = complete_entries(entries, job.kept_entries.values_list("entry", flat=True))
        fields = _report_fields(job, entries)
        over = _own_row(job).update(state=state, problem=problem, ended_at=timezone.now(), **fields)
        if over:
            job.kept_entries.all().delete()
    if over:
        uploads.delete(job)


def _own_row(job: Job) -> QuerySet[Job]:
    """The row of the job as long as this worker has it: one that was taken for dead writes nothing any more."""
    return Job.objects.filter(pk=job.pk, worker=job.worker)


def _report_fields(job: Job, entries: list[StoredEntry]) -> dict[str, object]:
    job.entries = entries
    return {"done": len(entries), "counts": count_outcomes(entries), "report": job.report}


def _is_in_memory() -> bool:
    # Only SQLite's connection has the method.
    return connection.vendor == "sqlite" and bool(getattr(connection, "is_in_memory_db")())  # noqa: B009
