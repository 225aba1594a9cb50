"""What a snapshot of a statement holds: the one place that puts it together (`snapshot_reading` reads it).

The digests of published versions are taken over this data: another key, or another value for the same record, and the
versions that readers have verified are no longer what the archive would write.
Publishing reads the parts of one statement, the exports those of a lot of them; both put them together here.
"""

from __future__ import annotations

from collections.abc import Iterable

from statements.models import Statement


def build(
    statement: Statement,
    *,
    topics: Iterable[str],
    parties: Iterable[tuple[str, str]],
    translation_of: str,
    version_of: str,
    mentions: Iterable[tuple[str, str, str | None, str]],
    speeches: list[dict],
) -> dict:
    """Return everything public of ``statement`` as JSON data, names spelled out.

    ``topics`` are paths; ``parties`` (code, role); ``mentions`` (UID of the treaty, relation, anchor of the paragraph
    or None, words that name it); ``translation_of`` and ``version_of`` UIDs or ""; ``speeches`` made by ``speech``.
    """
    return {
        "uid": statement.uid,
        "slug": statement.slug,
        "title": statement.title,
        "kind": statement.kind,
        "text_status": statement.text_status,
        "language": statement.language,
        "date": statement.date,
        "place": statement.place,
        "place_party": statement.place_party.code if statement.place_party else "",
        "event": named(statement.event),
        "topics": list(topics),
        "parties": [{"code": code, "role": role} for code, role in parties],
        "publisher": named(statement.publisher),
        "source_url": statement.source_url,
        "republisher": named(statement.republisher),
        "republished_url": statement.republished_url,
        "republisher_note": statement.republisher_note,
        "provenance": statement.provenance,
        "retrieved_on": str(statement.retrieved_on or ""),
        "raw_sha256": statement.raw_sha256,
        "image_caption": statement.image_caption,
        "image_credit": statement.image_credit,
        "public_note": statement.public_note,
        "translation_of": translation_of,
        "version_of": version_of,
        "treaty_mentions": [
            {"treaty": uid, "relation": relation, "anchor": anchor or "", "surface": surface}
            for uid, relation, anchor, surface in mentions
        ],
        "speeches": speeches,
    }


def speech(
    *,
    anchor: str,
    kind: str,
    label: str,
    speaker: dict | None,
    speaker_unknown: bool,
    role: str,
    term: str,
    party: str,
    interpreted: bool,
    interpreted_note: str,
    language: str,
    timestamp: str,
    paragraphs: list[dict],
) -> dict:
    """Return one turn. ``speaker`` is made by ``named``, ``term`` a title, ``party`` a code, ``paragraphs`` by
    ``paragraph``."""
    return {
        "anchor": anchor,
        "kind": kind,
        "label": label,
        "speaker": speaker,
        "speaker_unknown": speaker_unknown,
        "role": role,
        "term": term,
        "party": party,
        "interpreted": interpreted,
        "interpreted_note": interpreted_note,
        "language": language,
        "timestamp": timestamp,
        "paragraphs": paragraphs,
    }


def paragraph(anchor: str, kind: str, text: str) -> dict:
    return {"anchor": anchor, "kind": kind, "text": text}


def named(record) -> dict | None:
    """Return a record that has a name of its own as data, None where there is none."""
    return {"uid": record.uid, "name": str(record)} if record else None
