"""The worker: takes a waiting job, runs it, and keeps its progress and report in the database."""

from __future__ import annotations

import os
import socket
import threading
import time
from datetime import timedelta

from django.db import close_old_connections, connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from statements.ingest.reading.read_records import ReaderDied
from statements.models import Job
from statements.models.job import JobKind, JobState
from statements.search.indexing.queue import defer_indexing

from . import uploads
from .reports import StoredReport
from .tasks import UNFINISHED, TaskContext
from .upload_tasks import TASKS

HEARTBEAT_SECONDS = 5
# A worker without a heartbeat for so long is taken for dead.
MAX_SILENCE = timedelta(seconds=45)
MAX_TRIES = 3
SECONDS_BETWEEN_SAVES = 1
SECONDS_BETWEEN_LOOKS = 2


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
                self.beat()
        finally:
            connection.close()


def run_jobs(*, wait: bool = True) -> int:
    """Run jobs until none is left; returns how many. ``wait``: also for those of a worker that may be dead."""
    done = 0
    while True:
        job = claim_job()
        if job is not None:
            run_job(job)
            done += 1
        elif wait and Job.objects.filter(state__in=UNFINISHED).exists():
            time.sleep(SECONDS_BETWEEN_LOOKS)
            close_old_connections()
        else:
            return done


def claim_job() -> Job | None:
    """Take the next job that no worker has, by a compare-and-set that one worker wins."""
    lost = timezone.now() - MAX_SILENCE
    free = Q(state=JobState.WAITING) | (Q(state=JobState.RUNNING) & (Q(seen_at=None) | Q(seen_at__lt=lost)))
    for job in Job.objects.filter(free).order_by("pk")[:5]:
        me = f"{socket.gethostname()[:40]}:{os.getpid()}:{time.monotonic_ns() % 10**9}"
        claimed = Job.objects.filter(free, pk=job.pk, worker=job.worker).update(
            worker=me, state=JobState.RUNNING, seen_at=timezone.now(), tries=F("tries") + 1
        )
        if claimed:
            job.refresh_from_db()
            return job
    return None


def run_job(job: Job) -> None:
    """Run a claimed job to its end. What goes wrong is written to the job, in words."""
    if job.tries > MAX_TRIES:
        end_job(job, JobState.FAILED, problem=f"The worker ended {MAX_TRIES} times while it worked on this.")
        return
    report = StoredReport(dry_run=bool(job.options.get("dry_run")), earlier=job.entries, root=uploads.get_folder(job))
    try:
        with Heartbeat(job) as heartbeat, defer_indexing():
            call_task(job, report, heartbeat)
    except uploads.UploadRefused as refusal:
        end_job(job, JobState.FAILED, report, problem=str(refusal))
    except (OSError, ReaderDied) as error:
        end_job(job, JobState.FAILED, report, problem=f"It could not be read to its end ({error}).")
    else:
        end_job(job, JobState.STOPPED if report.interrupted else JobState.DONE, report)


def call_task(job: Job, report: StoredReport, heartbeat: Heartbeat) -> None:
    saved = time.monotonic()

    def save_progress(position: int) -> None:
        nonlocal saved
        if time.monotonic() - saved < SECONDS_BETWEEN_SAVES:
            return
        saved = time.monotonic()
        heartbeat.beat()
        _own_row(job).update(position=position, **_report_fields(job, report))

    TASKS[JobKind(job.kind)].call(TaskContext(job, report, heartbeat.should_stop, save_progress))


def end_job(job: Job, state: JobState, report: StoredReport | None = None, *, problem: str = "") -> None:
    """Write how a job ended, unless another worker has taken it over, and delete its upload."""
    fields = _report_fields(job, report) if report is not None else {}
    if _own_row(job).update(state=state, problem=problem, ended_at=timezone.now(), **fields):
        uploads.delete(job)


def _own_row(job: Job) -> QuerySet[Job]:
    """The row of the job as long as this worker has it: one that was taken for dead writes nothing any more."""
    return Job.objects.filter(pk=job.pk, worker=job.worker)


def _report_fields(job: Job, report: StoredReport) -> dict[str, object]:
    job.entries = report.entries
    return {"done": len(report.entries), "counts": report.count_outcomes(), "report": job.report}


def _is_in_memory() -> bool:
    # Only SQLite's connection has the method.
    return connection.vendor == "sqlite" and bool(getattr(connection, "is_in_memory_db")())  # noqa: B009
