"""The worker: takes a waiting job, carries it out, and keeps its progress and report in the database."""

from __future__ import annotations

import functools
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from statements.ingest.importing.fingerprints import Fingerprints
from statements.ingest.importing.importer import Importer, ImportOptions
from statements.ingest.matching.lookup_tables import LookupTables
from statements.ingest.reading import file_discovery
from statements.ingest.reading.read_records import ReaderDied, parse_record, read_files
from statements.ingest.report import Entry, Outcome, Report
from statements.ingest.restoring.own_exports import restore_tei_exports
from statements.models import Job, Publisher, Statement
from statements.models.job import JobKind, JobState
from statements.publishing import duplicates
from statements.search.indexing.queue import defer_indexing

from . import metadata, uploads

BEAT = 5  # seconds between two signs of life
LOST = timedelta(seconds=45)  # without one for so long, the worker is taken for dead
MOST_TRIES = 3
UNFINISHED = (JobState.WAITING, JobState.RUNNING)


class KeptReport(Report):
    """A report that keeps all its entries, to be stored with the job.

    A job that was begun anew meets what it had written before as “unchanged”: the first word about it stands.
    """

    def __init__(self, *, dry_run: bool, earlier: list[dict], root: Path):
        super().__init__(dry_run=dry_run)
        self._root = f"{root}/"
        self._earlier = {(one["file"], one["line"]): one for one in earlier}
        self.kept: list[dict] = []

    def add(self, entry: Entry, *, kind_of_reason: str = "") -> None:
        kept = {**asdict(entry), "file": entry.file.removeprefix(self._root), "warnings": list(entry.warnings)}
        before = self._earlier.get((kept["file"], kept["line"]))
        if before and entry.outcome is Outcome.UNCHANGED and before["outcome"] in ("added", "updated"):
            kept = before
        self.kept.append(kept)
        super().add(entry, kind_of_reason=kind_of_reason)


class Pulse:
    """Says every few seconds that the worker lives, and hears whether it is to stop. A thread with a connection of its
    own, since a single record may take long."""

    def __init__(self, job: Job):
        self._job, self._over = job, threading.Event()
        self.stop = False
        self._thread = threading.Thread(target=self._beat, name=f"pulse of job {job.pk}", daemon=True)

    def __enter__(self) -> Pulse:
        # A database in memory belongs to one thread: there each record is a beat.
        if not (connection.vendor == "sqlite" and connection.is_in_memory_db()):
            self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def __call__(self) -> bool:
        return self.stop

    def beat(self) -> None:
        mine = Job.objects.filter(pk=self._job.pk, worker=self._job.worker)
        if not mine.update(seen_at=timezone.now()) or mine.filter(stop_asked=True).exists():
            self.stop = True

    def _beat(self) -> None:
        try:
            while not self._over.wait(BEAT):
                self.beat()
        finally:
            connection.close()


def start_worker() -> None:
    """Start a process that carries out what waits, once the transaction is committed. It outlives this one."""
    transaction.on_commit(_spawn)


def _spawn() -> None:
    subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_jobs"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True, cwd=settings.BASE_DIR,
    )  # fmt: skip


def work(*, wait: bool = True) -> int:
    """Carry out jobs until none is left; returns how many. ``wait``: also for those of a worker that may be dead."""
    done = 0
    while True:
        job = claim()
        if job is not None:
            carry_out(job)
            done += 1
        elif wait and Job.objects.filter(state__in=UNFINISHED).exists():
            time.sleep(2)
            close_old_connections()
        else:
            return done


def claim() -> Job | None:
    """Take the next job that nobody works on, by a compare-and-set that one worker wins."""
    lost = timezone.now() - LOST
    free = Q(state=JobState.WAITING) | (Q(state=JobState.RUNNING) & (Q(seen_at=None) | Q(seen_at__lt=lost)))
    for job in Job.objects.filter(free).order_by("pk")[:5]:
        me = f"{socket.gethostname()[:40]}:{os.getpid()}:{time.monotonic_ns() % 10**9}"
        mine = Job.objects.filter(free, pk=job.pk, worker=job.worker).update(
            worker=me, state=JobState.RUNNING, seen_at=timezone.now(), tries=F("tries") + 1
        )
        if mine:
            job.refresh_from_db()
            return job
    return None


def carry_out(job: Job) -> None:
    """Do the whole of a job that is claimed. What goes wrong is told in the job, in words."""
    if job.tries > MOST_TRIES:
        _end(job, JobState.FAILED, problem=f"The worker ended {MOST_TRIES} times while it worked on this.")
        return
    report = KeptReport(dry_run=bool(job.options.get("dry_run")), earlier=job.entries, root=uploads.folder_of(job))
    try:
        with Pulse(job) as pulse, defer_indexing():
            _run(job, report, pulse)
            if not report.interrupted and not report.dry_run and job.kind == JobKind.STATEMENTS:
                _note_duplicates(report)
    except uploads.Refused as refusal:
        _end(job, JobState.FAILED, report, problem=str(refusal))
    except (OSError, ReaderDied) as error:
        _end(job, JobState.FAILED, report, problem=f"It could not be read to its end ({error}).")
    else:
        _end(job, JobState.STOPPED if report.interrupted else JobState.DONE, report)


def _run(job: Job, report: KeptReport, pulse: Pulse) -> None:
    place = uploads.files_of(job)
    if place.is_dir():
        report._root = f"{place}/"
    saved = time.monotonic()

    def progress(position: int = 0) -> None:
        nonlocal saved
        if time.monotonic() - saved < 1:
            return
        saved = time.monotonic()
        pulse.beat()
        _mine(job).update(done=len(report.kept), position=position, counts=_counts(report), report=_packed(job, report))

    if job.kind == JobKind.METADATA:
        metadata.run(
            place.read_bytes(), job.name, job.author, report, dry_run=report.dry_run,
            may_publish=bool(job.options.get("may_publish")), stop=pulse, progress=progress,
        )  # fmt: skip
        return
    publish = bool(job.options.get("publish"))
    publisher = Publisher.objects.filter(pk=job.options.get("publisher")).first()
    archive = LookupTables.load()
    if publisher:
        publisher = archive.publishers.find_or_create(publisher.name)
    found = restore_tei_exports(
        file_discovery.find_files([place]), report, pulse, publish=publish, dry_run=report.dry_run
    )
    if report.interrupted or not found:
        return
    read = functools.partial(
        parse_record, known_name=archive.speakers.is_known_name, known_party=archive.parties.is_known
    )
    importer = Importer(archive, ImportOptions(report.dry_run, publish, publisher), report, stop=pulse)
    importer.run(
        read_files(found, read, archive.scan, Fingerprints.load(), process=False),
        progress=lambda reading: progress(reading.bytes_read),
    )


def _note_duplicates(report: KeptReport) -> None:
    """Say of each statement that was added what it looks like."""
    added = {one["uid"]: one for one in report.kept if one["outcome"] == Outcome.ADDED and one["uid"]}
    pks = Statement.objects.filter(uid__in=added).values_list("pk", flat=True)
    for statement, pairs in duplicates.note_all(pks):
        for pair in pairs:
            other = pair.second if pair.first_id == statement.pk else pair.first
            added[statement.uid]["warnings"].append(f"“{other}” ({other.uid}) {duplicates.sentence(pair)}.")


def _end(job: Job, state: JobState, report: KeptReport | None = None, *, problem: str = "") -> None:
    kept = {} if report is None else {
        "done": len(report.kept), "counts": _counts(report), "report": _packed(job, report)
    }  # fmt: skip
    ended = _mine(job).update(state=state, problem=problem, ended_at=timezone.now(), **kept)
    if ended:
        uploads.forget(job)


def _mine(job: Job):
    """The row of the job as long as this worker has it: one that was taken for dead writes nothing any more."""
    return Job.objects.filter(pk=job.pk, worker=job.worker)


def _counts(report: KeptReport) -> dict[str, int]:
    counted = Counter(one["outcome"] for one in report.kept)
    return {outcome.value: counted[outcome.value] for outcome in Outcome}


def _packed(job: Job, report: KeptReport) -> bytes:
    job.entries = report.kept
    return job.report
