"""Publishing and withdrawing: the only ways in which a statement becomes public or stops being so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from statements.models import Paragraph, Permalink, Revision, Speech, Statement
from statements.models.permalink import PermalinkKind
from statements.models.statement import StatementStatus
from statements.publishing import snapshot_writing
from statements.search.indexing.queue import statements_changed


class NotReady(ValueError):
    """The statement cannot be published; ``reasons`` are sentences for the editor."""

    def __init__(self, reasons: list[str]):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def reasons_against(statement: Statement) -> list[str]:
    """What keeps ``statement`` from being published, as sentences; empty where nothing does."""
    reasons = []
    if not statement.title.strip():
        reasons.append("It has no title.")
    if not statement.date_earliest:
        reasons.append("It has no date: give at least a year, such as 1961.")
    if not statement.publisher_id:
        reasons.append("It has no publisher.")
    if not statement.speech_count:
        reasons.append("It has no speech.")
    return reasons


@transaction.atomic
def publish(statement: Statement, reason: str, author=None, words: Words | None = None) -> Revision:
    """Make ``statement`` public as it stands and write a revision of it. Raises ``NotReady``.

    ``words`` are its speeches as just written, where the caller has them: they are then not read again.
    """
    if reasons := reasons_against(statement):
        raise NotReady(reasons)
    statement.status = StatementStatus.PUBLISHED
    statement.datestamp = timezone.now()
    statement.published_at = statement.published_at or statement.datestamp
    statement.lock_version += 1
    statement.withdrawn_reason, statement.withdrawn_on = "", None
    statement.save(
        update_fields=[
            "status", "published_at", "datestamp", "withdrawn_reason", "withdrawn_on", "lock_version", "changed_at"
        ]
    )  # fmt: skip
    Permalink.objects.filter(address=_address(statement)).delete()
    last = statement.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = Revision(statement=statement, number=last + 1, author=author, reason=reason)
    revision.snapshot = snapshot(statement, words)
    revision.save()
    statements_changed([statement.pk])
    return revision


@transaction.atomic
def withdraw(statement: Statement, reason: str) -> None:
    """Take ``statement`` back: its address answers 410 with the reason. Raises ValueError without a reason."""
    if not reason.strip():
        raise ValueError("Say why it is withdrawn: readers of its address will see the reason.")
    statement.status = StatementStatus.WITHDRAWN
    statement.withdrawn_reason = reason
    statement.withdrawn_on = timezone.localdate()
    # One that was never public has nothing that harvesters would have to delete.
    statement.datestamp = timezone.now() if statement.published_at else None
    statement.lock_version += 1
    statement.save(
        update_fields=["status", "withdrawn_reason", "withdrawn_on", "datestamp", "lock_version", "changed_at"]
    )
    statements_changed([statement.pk])


@transaction.atomic
def unpublish(statement: Statement, reason: str) -> None:
    """Take ``statement`` off for work: it is a draft again, and its address tells the reason until it is published
    again. Raises ValueError without a reason or where it is not public."""
    if not reason.strip():
        raise ValueError("Say why it is taken off: readers of its address will see the reason.")
    if not statement.is_public:
        raise ValueError("It is not public: there is nothing to take off.")
    statement.status = StatementStatus.DRAFT
    statement.datestamp = timezone.now()
    statement.lock_version += 1
    statement.save(update_fields=["status", "datestamp", "lock_version", "changed_at"])
    Permalink.objects.update_or_create(
        address=_address(statement), defaults={"kind": PermalinkKind.TOMBSTONE, "target": "", "reason": reason}
    )
    statements_changed([statement.pk])


def _address(statement: Statement) -> str:
    return f"s/{statement.uid}"


# A speech with its paragraphs in order, as ``ingest.writing.write_speeches`` returns them.
Words = Sequence[tuple[Speech, Sequence[Paragraph]]]


def snapshot(statement: Statement, words: Words | None = None) -> dict:
    """Everything public of ``statement`` as JSON data, names spelled out: it can be read without the database."""
    if words is None:
        speeches = statement.speeches.order_by("order").select_related("speaker", "party", "term")
        words = [(speech, speech.paragraphs.all()) for speech in speeches.prefetch_related("paragraphs")]
    return snapshot_writing.build(
        statement,
        topics=statement.topics.order_by("path").values_list("path", flat=True),
        parties=statement.party_roles.order_by("role", "party__code").values_list("party__code", "role"),
        translation_of=statement.translation_of.uid if statement.translation_of else "",
        version_of=statement.version_of.uid if statement.version_of else "",
        mentions=statement.treaty_mentions.order_by("paragraph__order", "pk").values_list(
            "treaty__uid", "relation", "paragraph__anchor", "surface"
        ),
        speeches=[_speech(speech, paragraphs) for speech, paragraphs in words],
    )


def _speech(speech: Speech, paragraphs: Iterable[Paragraph]) -> dict:
    return snapshot_writing.speech(
        anchor=speech.anchor,
        kind=speech.kind,
        label=speech.label,
        speaker=snapshot_writing.named(speech.speaker),
        speaker_unknown=speech.speaker_unknown,
        role=speech.role,
        term=speech.term.title if speech.term else "",
        party=speech.party.code if speech.party else "",
        interpreted=speech.interpreted,
        interpreted_note=speech.interpreted_note,
        language=speech.language,
        timestamp=speech.timestamp,
        paragraphs=[snapshot_writing.paragraph(part.anchor, part.kind, part.text) for part in paragraphs],
    )
