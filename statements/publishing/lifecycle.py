"""What happens when a statement changes: publishing, withdrawing, and the recording of every other change.

The lock version of a statement rises with every saved change of its content. An editor's form remembers it and is
refused once it has risen; the search index stores it and is stale once it has risen; an import stores it beside the
raw text and leaves the statement alone once it has risen. It is written here and nowhere else
(`tests/publishing/test_lock_versions.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from statements.models import (
    Paragraph,
    Permalink,
    Revision,
    Source,
    Speech,
    Statement,
    StatementParty,
    StatementSpeaker,
)
from statements.models.base import build_permalink_key
from statements.models.history import pause_history
from statements.models.permalink import PermalinkKind
from statements.models.statement import PartyRole, StatementStatus
from statements.search.indexing.queue import queue_statements
from statements.text.batches import batches

from . import datestamps
from .redacted_words import explain_refusal, load_redacted_words
from .snapshots import build_snapshot

MAX_REASON = Revision._meta.get_field("reason").max_length or 0

# A speech with its paragraphs in order, as ``ingest.writing.write_speeches`` returns them.
WrittenSpeeches = Sequence[tuple[Speech, Sequence[Paragraph]]]


class StaleVersion(Exception):
    """The statement has changed since the version that the caller read."""


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
    statement: Statement, reason: str, author: User | None = None, speeches: WrittenSpeeches | None = None
) -> Revision:
    """Make ``statement`` public as it stands and write a revision of it. Raises ``NotReady``.

    ``speeches`` are its speeches as just written, where the caller has them: they are then not read again. A reason
    that is too long for the public history is shortened.
    """
    if obstacles := find_obstacles(statement):
        raise NotReady(obstacles)
    snapshot = build_snapshot(statement, speeches)
    if refusal := explain_refusal(load_redacted_words(statement), [snapshot]):
        raise NotReady([refusal])
    statement.status = StatementStatus.PUBLISHED
    statement.withdrawn_reason, statement.withdrawn_on = "", None
    moment = datestamps.next_moment()
    statement.published_at = statement.published_at or moment
    statement.datestamp = moment
    _save_status(statement, "published_at", "withdrawn_reason", "withdrawn_on")
    Permalink.objects.filter(address=build_permalink_key(statement.get_permalink())).delete()
    last = statement.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = Revision(statement=statement, number=last + 1, author=author, reason=_shorten(reason), created_at=moment)
    revision.snapshot = snapshot
    revision.save()
    return revision


@transaction.atomic
def withdraw(statement: Statement, reason: str) -> None:
    """Withdraw ``statement``: its address answers 410 with the reason. Raises ValueError without a reason."""
    if not reason.strip():
        raise ValueError("Say why it is withdrawn: readers of its address will see the reason.")
    statement.status = StatementStatus.WITHDRAWN
    statement.withdrawn_reason = reason
    moment = datestamps.next_moment()
    statement.withdrawn_on = timezone.localdate(moment)
    # One that was never public has nothing that harvesters would have to delete.
    statement.datestamp = moment if statement.published_at else None
    _save_status(statement, "withdrawn_reason", "withdrawn_on")


@transaction.atomic
def unpublish(statement: Statement, reason: str) -> None:
    """Make a public statement a draft again. Its address gives the reason until it is published again.

    Raises ValueError without a reason or where it is not public.
    """
    if not reason.strip():
        raise ValueError("Say why it is unpublished: readers of its address will see the reason.")
    if not statement.is_public:
        raise ValueError("It is not public: there is nothing to unpublish.")
    statement.status = StatementStatus.DRAFT
    statement.datestamp = datestamps.next_moment()
    _save_status(statement)
    Permalink.objects.update_or_create(
        address=build_permalink_key(statement.get_permalink()),
        defaults={"kind": PermalinkKind.TOMBSTONE, "target": "", "reason": reason},
    )


@transaction.atomic
def record_change(
    statement: Statement, reason: str, author: User | None = None, speeches: WrittenSpeeches | None = None
) -> Revision | None:
    """Record that the content of ``statement`` was changed and saved; the caller's transaction holds both.

    The invariant: after the commit its lock version has risen once, and what the public sees is the last revision. A
    public statement is published again with ``reason``, which writes the revision, sets the datestamp and queues it
    for the index; the revision is returned. For any other the lock alone is raised, since nobody outside the desk
    sees the change. Raises ``NotReady`` where a public statement could not stay public.
    """
    if statement.is_public:
        return publish(statement, reason, author, speeches)
    raise_lock(statement)
    return None


def republish(statements: Iterable[Statement], reason: str, author: User | None = None) -> None:
    """Record for each of ``statements`` that a record it names was changed: a speaker merged, a label resolved.

    As ``record_change``; but a public statement that could not be published today keeps its last revision, and the
    index and harvesters are told of what has changed around it. No history is kept of what only follows from the
    change.
    """
    with transaction.atomic(), pause_history():
        kept_back = []
        for statement in statements:
            try:
                with transaction.atomic():
                    record_change(statement, reason, author)
            except NotReady:
                raise_lock(statement)
                kept_back.append(statement.pk)
        datestamps.touch(Statement.objects.filter(pk__in=kept_back))
        queue_statements(kept_back)


def record_redaction(statements: Iterable[int]) -> None:
    """Record that words were taken out of these statements and out of all their versions, by key.

    No version is written: those that there are have changed. The lock is raised, so that an editor who has one of them
    open is told; the datestamp tells harvesters and the queue the index. A statement that was as its import left it
    stays so: the next import of its page may still update it.
    """
    for batch in batches(sorted(set(statements)), 500):
        rows = Statement.objects.filter(pk__in=batch)
        unedited = list(
            Source.objects.filter(statement__in=batch, lock_version=F("statement__lock_version")).values_list(
                "pk", flat=True
            )
        )
        rows.update(lock_version=F("lock_version") + 1, changed_at=timezone.now())
        Source.objects.filter(pk__in=unedited).update(lock_version=F("lock_version") + 1)
        datestamps.touch(rows)
        queue_statements(batch)


def raise_lock(statement: Statement) -> None:
    """Raise the lock of a statement whose content was changed and saved."""
    Statement.objects.filter(pk=statement.pk).update(lock_version=F("lock_version") + 1, changed_at=timezone.now())
    statement.lock_version += 1


def take_lock(statement: Statement, seen: int) -> None:
    """Raise the lock where it is still ``seen``, in one UPDATE: of two callers, one succeeds. Raises StaleVersion."""
    taken = Statement.objects.filter(pk=statement.pk, lock_version=seen).update(
        lock_version=F("lock_version") + 1, changed_at=timezone.now()
    )
    if not taken:
        raise StaleVersion
    statement.lock_version = seen + 1


def _save_with_raised_lock(statement: Statement, *fields: str) -> None:
    """Save ``fields`` and raise the lock in the same UPDATE."""
    statement.lock_version += 1
    statement.save(update_fields=[*fields, "lock_version", "changed_at"])


def lock_fields(publications: int) -> dict[str, int]:
    """The values for a statement restored from a package: as if each of its versions had been published here."""
    return {"lock_version": publications}


def mark_as_imported(source: Source) -> None:
    """Note on an unsaved raw text that its statement is as the import leaves it."""
    source.lock_version = source.statement.lock_version


def update_import_mark(statement: Statement) -> None:
    """The same for the raw text that is stored with ``statement``."""
    Source.objects.filter(statement=statement).update(lock_version=statement.lock_version)


def was_edited_since_import(statement_pk: int, lock_version: int) -> bool:
    """Whether somebody other than an import has changed the statement. One query: the column lies behind the raw text,
    which SQLite reads to get at it, so ask only where it matters."""
    imported = Source.objects.filter(statement=statement_pk).values_list("lock_version", flat=True).first()
    return lock_version != imported


def derive_speakers(statement: Statement, speeches: Iterable[Speech]) -> list[StatementSpeaker]:
    """Return a row for each speaker of ``speeches`` (in order), with the first party and the first office given."""
    speakers: dict[int, StatementSpeaker] = {}
    for speech in speeches:
        if not speech.speaker_id:
            continue
        speaker = speakers.get(speech.speaker_id)
        if speaker is None:
            speakers[speech.speaker_id] = StatementSpeaker(
                statement=statement, speaker_id=speech.speaker_id, party_id=speech.party_id, role=speech.role,
                order=len(speakers) + 1,
            )  # fmt: skip
            continue
        speaker.speech_count += 1
        speaker.party_id = speaker.party_id or speech.party_id
        speaker.role = speaker.role or speech.role
    return list(speakers.values())


def derive_parties(statement: Statement, speeches: Iterable[Speech]) -> list[StatementParty]:
    parties = dict.fromkeys(speech.party_id for speech in speeches if speech.party_id)
    return [StatementParty(statement=statement, party_id=party, role=PartyRole.SPEAKING) for party in parties]


def update_participants(statement: Statement) -> None:
    """Bring the speakers and speaking parties of a statement into line with its stored speeches."""
    speeches = list(statement.speeches.order_by("order").only("statement_id", "speaker_id", "party_id", "role"))
    statement.voices.all().delete()
    StatementSpeaker.objects.bulk_create(derive_speakers(statement, speeches))
    rows = {row.party_id: row for row in derive_parties(statement, speeches)}
    speaking = statement.party_roles.filter(role=PartyRole.SPEAKING)
    speaking.exclude(party__in=rows).delete()
    known = set(speaking.values_list("party", flat=True))
    StatementParty.objects.bulk_create(row for party, row in rows.items() if party not in known)


def _save_status(statement: Statement, *fields: str) -> None:
    _save_with_raised_lock(statement, "status", "datestamp", *fields)
    queue_statements([statement.pk])


def _shorten(reason: str) -> str:
    return reason if len(reason) <= MAX_REASON else f"{reason[: MAX_REASON - 1]}…"
