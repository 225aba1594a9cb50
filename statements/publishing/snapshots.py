"""Snapshots of statements, assembled in one place for whoever writes one. Their keys are spelled in `models.revision`.

The digests of published revisions are taken over this data. Another key, or another value for the same record, and the
revisions that readers have verified are no longer what the archive would write.
Publishing reads the parts of one statement, the exports those of a batch; both assemble them here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from statements.models import Paragraph, Speech, Statement
from statements.models.base import Permanent
from statements.models.revision import MentionEntry, NamedRecord, ParagraphEntry, PartyEntry, Snapshot, SpeechEntry

# Columns of a statement and of a speech that stand in a snapshot under their own names, as they are.
STATEMENT_COLUMNS = (
    "uid", "slug", "title", "kind", "text_status", "language", "date", "place", "source_url", "republished_url",
    "republisher_note", "provenance", "raw_sha256", "image_caption", "image_credit", "public_note",
)  # fmt: skip
SPEECH_COLUMNS = (
    "anchor", "kind", "label", "speaker_unknown", "role", "interpreted", "interpreted_note", "language", "timestamp",
)  # fmt: skip
PARAGRAPH_COLUMNS = ("anchor", "kind", "text")


def assemble(
    statement: Statement,
    *,
    topics: Iterable[str],
    parties: Iterable[tuple[str, str]],
    translation_of: str,
    version_of: str,
    mentions: Iterable[tuple[str, str, str | None, str]],
    speeches: list[SpeechEntry],
) -> Snapshot:
    """Return the snapshot of ``statement``, of which the caller has read the parts.

    ``parties`` are (code, role); ``mentions`` (uid of the treaty, relation, anchor of the paragraph or None, words).
    """
    values = {name: getattr(statement, name) for name in STATEMENT_COLUMNS} | {
        "place_party": statement.place_party.code if statement.place_party else "",
        "event": name_record(statement.event),
        "topics": list(topics),
        "parties": [PartyEntry(code=code, role=role) for code, role in parties],
        "publisher": name_record(statement.publisher),
        "republisher": name_record(statement.republisher),
        "retrieved_on": str(statement.retrieved_on or ""),
        "translation_of": translation_of,
        "version_of": version_of,
        "treaty_mentions": [
            MentionEntry(treaty=uid, relation=relation, anchor=anchor or "", surface=surface)
            for uid, relation, anchor, surface in mentions
        ],
        "speeches": speeches,
    }
    return cast(Snapshot, {key: values[key] for key in Snapshot.__annotations__})


def name_record(record: Permanent | None) -> NamedRecord | None:
    return NamedRecord(uid=record.uid, name=str(record)) if record else None


def build_snapshot(
    statement: Statement, speeches: Iterable[tuple[Speech, Iterable[Paragraph]]] | None = None
) -> Snapshot:
    """Return everything public of ``statement`` as JSON data, names spelled out: it can be read without the database.

    ``speeches`` are its speeches with their paragraphs, where the caller has them.
    """
    if speeches is None:
        rows = statement.speeches.order_by("order").select_related("speaker", "party", "term")
        speeches = [(speech, speech.paragraphs.all()) for speech in rows.prefetch_related("paragraphs")]
    return assemble(
        statement,
        topics=statement.topics.order_by("path").values_list("path", flat=True),
        parties=statement.party_roles.order_by("role", "party__code").values_list("party__code", "role"),
        translation_of=statement.translation_of.uid if statement.translation_of else "",
        version_of=statement.version_of.uid if statement.version_of else "",
        mentions=statement.treaty_mentions.order_by("paragraph__order", "pk").values_list(
            "treaty__uid", "relation", "paragraph__anchor", "surface"
        ),
        speeches=[_build_speech(speech, paragraphs) for speech, paragraphs in speeches],
    )


def _build_speech(speech: Speech, paragraphs: Iterable[Paragraph]) -> SpeechEntry:
    values = {name: getattr(speech, name) for name in SPEECH_COLUMNS} | {
        "speaker": name_record(speech.speaker),
        "term": speech.term.title if speech.term else "",
        "party": speech.party.code if speech.party else "",
        "paragraphs": [ParagraphEntry(anchor=part.anchor, kind=part.kind, text=part.text) for part in paragraphs],
    }
    return cast(SpeechEntry, {key: values[key] for key in SpeechEntry.__annotations__})
