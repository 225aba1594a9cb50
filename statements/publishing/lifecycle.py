"""Publishing and withdrawing: the only ways in which a statement becomes public or stops being so."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from statements.models import Paragraph, Permalink, Revision, Speech, Statement
from statements.models.paths import build_permalink_key
from statements.models.permalink import PermalinkKind
from statements.models.statement import StatementStatus
from statements.search.indexing.queue import queue_statements

from .lock_versions import save_with_raised_lock
from .snapshots import build_snapshot

MAX_REASON = Revision._meta.get_field("reason").max_length or 0

# A speech with its paragraphs in order, as ``ingest.writing.write_speeches`` returns them.
WrittenSpeeches = Sequence[tuple[Speech, Sequence[Paragraph]]]


class NotReady(ValueError):
    """The statement cannot be published; ``reasons`` are sentences for the editor."""

    def __init__(self, reasons: list[str]):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def find_obstacles(statement: Statement) -> list[str]:
    """Return what keeps ``statement`` from being published, as sentences; empty where nothing does."""
    obstacles = []
    if not statement.title.strip():
        obstacles.append("It has no title.")
    if not statement.date_earliest:
        obstacles.append("It has no date: give at least a year, such as 1961.")
    if not statement.publisher_id:
        obstacles.append("It has no publisher.")
    if not statement.speech_count:
        obstacles.append("It has no speech.")
    return obstacles


@transaction.atomic
def publish(
    statement: Statement, reason: str, author: AbstractBaseUser | None = None, speeches: WrittenSpeeches | None = None
) -> Revision:
    """Make ``statement`` public as it stands and write a revision of it. Raises ``NotReady``.

    ``speeches`` are its speeches as just written, where the caller has them: they are then not read again. A reason
    that is too long for the public history is shortened.
    """
    if obstacles := find_obstacles(statement):
        raise NotReady(obstacles)
    statement.status = StatementStatus.PUBLISHED
    statement.withdrawn_reason, statement.withdrawn_on = "", None
    now = timezone.now()
    statement.published_at = statement.published_at or now
    statement.datestamp = now
    _save_status(statement, "published_at", "withdrawn_reason", "withdrawn_on")
    Permalink.objects.filter(address=build_permalink_key(statement.get_permalink())).delete()
    last = statement.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = Revision(statement=statement, number=last + 1, author=author, reason=_shorten(reason))
    revision.snapshot = build_snapshot(statement, speeches)
    revision.save()
    return revision


@transaction.atomic
def withdraw(statement: Statement, reason: str) -> None:
    """Withdraw ``statement``: its address answers 410 with the reason. Raises ValueError without a reason."""
    if not reason.strip():
        raise ValueError("Say why it is withdrawn: readers of its address will see the reason.")
    statement.status = StatementStatus.WITHDRAWN
    statement.withdrawn_reason = reason
    statement.withdrawn_on = timezone.localdate()
    # One that was never public has nothing that harvesters would have to delete.
    statement.datestamp = timezone.now() if statement.published_at else None
    _save_status(statement, "withdrawn_reason", "withdrawn_on")


@transaction.atomic
def unpublish(statement: Statement, reason: str) -> None:
    """Make a public statement a draft again. Its address gives the reason until it is published again.

    Raises ValueError without a reason or where it is not public.
    """
    if not reason.strip():
        raise ValueError("Say why it is taken off: readers of its address will see the reason.")
    if not statement.is_public:
        raise ValueError("It is not public: there is nothing to take off.")
    statement.status = StatementStatus.DRAFT
    statement.datestamp = timezone.now()
    _save_status(statement)
    Permalink.objects.update_or_create(
        address=build_permalink_key(statement.get_permalink()),
        defaults={"kind": PermalinkKind.TOMBSTONE, "target": "", "reason": reason},
    )


def _save_status(statement: Statement, *fields: str) -> None:
    save_with_raised_lock(statement, "status", "datestamp", *fields)
    queue_statements([statement.pk])


def _shorten(reason: str) -> str:
    return reason if len(reason) <= MAX_REASON else f"{reason[: MAX_REASON - 1]}…"
