"""Tasks in the shape of `django.tasks` (Django 6): a decorator, ``enqueue``, and a result that can be asked for later.

Only what the archive needs of it is here, so that Django's own can take its place: a task takes its context and JSON
data, and a backend keeps it. The backend is the table of jobs; `worker` runs what waits there. Two of a task's
arguments have columns of their own: the file that it works on, and who wants it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import IO

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from statements.models import Job
from statements.models.job import JobKind, JobState

from . import uploads
from .reports import StoredReport

MAX_NAME = Job._meta.get_field("name").max_length or 0


class TaskResultStatus(StrEnum):
    READY = "READY"
    RUNNING = "RUNNING"
    FAILED = "FAILED"
    SUCCESSFUL = "SUCCESSFUL"


_STATUSES = {
    JobState.WAITING: TaskResultStatus.READY,
    JobState.RUNNING: TaskResultStatus.RUNNING,
    JobState.DONE: TaskResultStatus.SUCCESSFUL,
    JobState.FAILED: TaskResultStatus.FAILED,
    JobState.STOPPED: TaskResultStatus.FAILED,
}
UNFINISHED = tuple(state for state, status in _STATUSES.items() if status in ("READY", "RUNNING"))


class TaskResultDoesNotExist(LookupError):
    """No job has this id, or it is one of another task."""


@dataclass(frozen=True, slots=True)
class TaskContext:
    """What a running task has beside its arguments.

    ``should_stop`` is to be asked between two records; ``save_progress`` called after each, with the bytes read so
    far. What becomes of each record goes into ``report``.
    """

    job: Job
    report: StoredReport
    should_stop: Callable[[], bool]
    save_progress: Callable[[int], None]

    @property
    def attempt(self) -> int:
        return self.job.tries


@dataclass(frozen=True, slots=True)
class Task:
    """A function that runs in the background. ``name`` is what the table of jobs knows it by."""

    func: Callable[..., None]
    name: JobKind

    def enqueue(self, upload: IO[bytes], *, name: str, author: User | None = None, **kwargs: object) -> TaskResult:
        """Store the upload and the arguments (JSON data), and start a worker once the transaction is committed."""
        with transaction.atomic():
            job = Job.objects.create(kind=self.name, name=name[:MAX_NAME], author=author, options=kwargs)
            uploads.store(job, upload)
            job.save(update_fields=["path", "size"])
            start_worker()
        return TaskResult(self, job)

    def get_result(self, result_id: str) -> TaskResult:
        """Raises TaskResultDoesNotExist."""
        job = Job.objects.filter(pk=result_id, kind=self.name).first() if result_id.isdecimal() else None
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return TaskResult(self, job)

    def call(self, context: TaskContext) -> None:
        """Run it here and now with the arguments that it was enqueued with."""
        self.func(context, **context.job.options)


@dataclass(frozen=True, slots=True)
class TaskResult:
    """A task that was enqueued, as far as it has come."""

    task: Task
    job: Job

    @property
    def id(self) -> str:
        return str(self.job.pk)

    @property
    def status(self) -> TaskResultStatus:
        return _STATUSES[JobState(self.job.state)]

    @property
    def is_finished(self) -> bool:
        return self.status in (TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL)

    @property
    def kwargs(self) -> dict[str, object]:
        return self.job.options

    @property
    def errors(self) -> list[str]:
        """Sentences for people; empty where all went well so far."""
        if self.job.state == JobState.STOPPED:
            return ["An editor stopped it."]
        return [self.job.problem] if self.job.problem else []

    @property
    def attempts(self) -> int:
        return self.job.tries

    @property
    def worker_ids(self) -> list[str]:
        return [self.job.worker] if self.job.worker else []

    @property
    def enqueued_at(self) -> datetime:
        return self.job.created_at

    @property
    def finished_at(self) -> datetime | None:
        return self.job.ended_at

    def refresh(self) -> None:
        self.job.refresh_from_db()


def task(*, name: JobKind) -> Callable[[Callable[..., None]], Task]:
    """Make a task of ``function(context, **arguments)``."""

    def decorate(function: Callable[..., None]) -> Task:
        return Task(function, name)

    return decorate


def start_worker() -> None:
    """Start a process that runs what waits, once the transaction is committed. It outlives this one."""
    transaction.on_commit(spawn_worker)


def spawn_worker() -> None:
    """Start it now."""
    spawn_command("run_jobs")


def spawn_command(*command: str) -> None:
    """Start a command of `manage.py` that outlives this process and says nothing but its log."""
    subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *command],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True, cwd=settings.BASE_DIR,
    )  # fmt: skip
