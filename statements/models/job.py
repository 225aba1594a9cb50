from __future__ import annotations

import json
import zlib

from django.conf import settings
from django.db import models

from .vocabulary import Vocabulary


class JobKind(Vocabulary):
    STATEMENTS = "statements", "Transcripts: a .jsonl file, a zip of files, or one file.", "Transcripts"
    METADATA = "metadata", "A CSV that sets details of statements that are there.", "Metadata"


class JobState(Vocabulary):
    WAITING = "waiting", "Not begun yet.", "Waiting"
    RUNNING = "running", "Being worked on.", "Running"
    DONE = "done", "At its end; the report tells the fate of every record.", "Done"
    FAILED = "failed", "It could not be carried out; the reason is told.", "Failed"
    STOPPED = "stopped", "An editor stopped it between two records.", "Stopped"


class Job(models.Model):
    """Work in the background: an upload of many records, its progress and the report of what became of each.

    A worker takes a job by a compare-and-set of ``worker`` and shows by ``seen_at`` that it is alive. A job whose
    worker has died or was not seen for long is taken by another: every record is written in a transaction of its own,
    together with its entry in the report (`JobEntry`), so that beginning anew goes on where it stopped.
    """

    kind = models.CharField(max_length=12, choices=JobKind, default=JobKind.STATEMENTS)
    name = models.CharField(max_length=300, help_text="Of the file as it was uploaded.")
    path = models.CharField(max_length=300, editable=False, help_text="Of the file kept here, below the data folder.")
    size = models.PositiveBigIntegerField(default=0)
    options = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=8, choices=JobState, default=JobState.WAITING)
    stop_asked = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0, help_text="Records dealt with so far.")
    position = models.PositiveBigIntegerField(default=0, help_text="Bytes read so far.")
    problem = models.TextField(blank=True)
    counts = models.JSONField(default=dict, blank=True)
    report = models.BinaryField(default=b"", editable=False)
    worker = models.CharField(max_length=80, blank=True, editable=False)
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "id"], name="job_by_state")]

    def __str__(self) -> str:
        return self.name

    @property
    def entries(self) -> list[dict]:
        """The report, record by record, as `ingest.report.Entry` has it."""
        return json.loads(zlib.decompress(self.report)) if self.report else []

    @entries.setter
    def entries(self, entries: list[dict]) -> None:
        self.report = zlib.compress(json.dumps(entries, ensure_ascii=False).encode(), 6)

    @property
    def is_over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED, JobState.STOPPED)


class JobEntry(models.Model):
    """What a job has written, record by record, as long as it is not over: added in the transaction of the record
    itself, so that a report tells of it however the worker ends. The report of a job that is over has them all."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="kept_entries")
    entry = models.JSONField(help_text="As `ingest.report.Entry` has it.")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.job}: {self.entry.get('title') or self.entry.get('file')}"
