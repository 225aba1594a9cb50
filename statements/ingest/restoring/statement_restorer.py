"""A statement restored from its snapshot, with its uid and its anchors: everything that readers may have cited.

``restore`` takes the archive's own exports (TEI, a package). Other people's files go through ``importing``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from statements.ingest.restoring.authority_records import AuthorityRecords, MissingRecord
from statements.ingest.writing import ParagraphDraft, SpeechDraft, write_speeches
from statements.models import Statement, StatementParty, Treaty, TreatyMention
from statements.models.speech import Certainty, ParagraphKind, SpeechKind
from statements.models.statement import PartyRole
from statements.models.treaty import MentionRelation
from statements.publishing import WrittenSpeeches
from statements.text.identity import ANCHOR_PATTERN

_PLAIN_FIELDS = (
    "slug", "title", "kind", "text_status", "language", "date", "place", "source_url", "republished_url",
    "republisher_note", "provenance", "raw_sha256", "image_caption", "image_credit", "public_note",
)  # fmt: skip


class NotRestorable(ValueError):
    """The snapshot cannot become a statement; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class RestorableStatement:
    """A snapshot and what it does not hold: how sure labels are, and what the file knows of the records it names."""

    snapshot: dict
    certainty: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, Mapping[str, Mapping]] = field(default_factory=dict)


def restore_statement(
    statement: Statement, restorable: RestorableStatement, authorities: AuthorityRecords, *, new: bool
) -> WrittenSpeeches:
    """Write the snapshot to ``statement`` (unsaved where ``new``) without publishing it, and return its speeches.

    Translations and versions of other statements are not linked here: the other one may not be there yet. Raises
    ``NotRestorable``; the caller's transaction rolls back what was written.
    """
    snapshot, named = restorable.snapshot, restorable.named
    try:
        _set_fields(statement, snapshot, named, authorities)
        drafts = [_build_draft(speech, restorable, authorities) for speech in snapshot["speeches"]]
        mentions = [
            (mention, authorities.get_or_create_treaty(mention["treaty"], named.get("treaties")))
            for mention in snapshot["treaty_mentions"]
            if _check_value(MentionRelation, mention["relation"], "relation to a treaty")
        ]
        topics = [authorities.get_topic(path) for path in snapshot["topics"]]
        mentioned = [
            authorities.get_party(party["code"])
            for party in snapshot["parties"]
            if party["role"] == PartyRole.MENTIONED
        ]
        statement.save(force_insert=new)
    except ValidationError as error:
        raise NotRestorable(" ".join(format_errors(error))) from error
    except ValueError as error:
        raise NotRestorable(str(error)) from error
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise NotRestorable(f"It is not laid out as an export of this archive ({error}).") from error
    words = write_speeches(statement, drafts, new=new)
    if not new:
        statement.treaty_mentions.all().delete()
        statement.party_roles.filter(role=PartyRole.MENTIONED).delete()
    statement.topics.set(topics)
    StatementParty.objects.bulk_create(
        StatementParty(statement=statement, party=party, role=PartyRole.MENTIONED) for party in dict.fromkeys(mentioned)
    )
    _write_mentions(statement, mentions, words)
    return words


def format_errors(error: ValidationError) -> list[str]:
    if not hasattr(error, "message_dict"):
        return error.messages
    return [f"{name}: {message}" for name, messages in error.message_dict.items() for message in messages]


def _set_fields(statement: Statement, snapshot: dict, named: Mapping, authorities: AuthorityRecords) -> None:
    statement.uid = snapshot["uid"]
    for name in _PLAIN_FIELDS:
        setattr(statement, name, snapshot[name])
    statement.place_party = authorities.get_party(snapshot["place_party"])
    statement.event = authorities.get_or_create_event(snapshot["event"], named.get("events"))
    statement.publisher = authorities.get_or_create_publisher(snapshot["publisher"], named.get("publishers"))
    statement.republisher = authorities.get_or_create_publisher(snapshot["republisher"], named.get("publishers"))
    statement.retrieved_on = date.fromisoformat(snapshot["retrieved_on"]) if snapshot["retrieved_on"] else None
    statement.clean_fields(exclude=[] if statement.slug else ["slug"])
    statement.clean()


def _build_draft(speech: dict, restorable: RestorableStatement, authorities: AuthorityRecords) -> SpeechDraft:
    speaker = authorities.get_or_create_speaker(speech["speaker"], restorable.named.get("speakers"))
    party = authorities.get_party(speech["party"])
    return SpeechDraft(
        anchor=_check_anchor(speech["anchor"]),
        kind=_check_value(SpeechKind, speech["kind"], "kind of turn"),
        label=speech["label"],
        speaker=speaker,
        speaker_unknown=speech["speaker_unknown"],
        role=speech["role"],
        term=authorities.get_or_create_term(speaker, speech["term"], party, restorable.snapshot["date"]),
        party=party,
        interpreted=speech["interpreted"],
        interpreted_note=speech["interpreted_note"],
        language=speech["language"],
        timestamp=speech["timestamp"],
        certainty=_check_value(Certainty, restorable.certainty.get(speech["anchor"], Certainty.SURE), "certainty"),
        paragraphs=[
            ParagraphDraft(
                part["text"],
                _check_value(ParagraphKind, part["kind"], "kind of paragraph"),
                _check_anchor(part["anchor"]),
            )
            for part in speech["paragraphs"]
        ],
    )


def _check_value(vocabulary: type[TextChoices], value: str, what: str) -> str:
    if value not in vocabulary.values:
        raise MissingRecord(f"It has a {what} that there is not: “{str(value)[:40]}”.")
    return value


def _check_anchor(anchor: str) -> str:
    if not ANCHOR_PATTERN.fullmatch(anchor):
        raise MissingRecord(f"It has a passage whose name is none: “{anchor[:40]}”.")
    return anchor


def _write_mentions(
    statement: Statement, mentions: Iterable[tuple[Mapping[str, str], Treaty]], words: WrittenSpeeches
) -> None:
    by_anchor = {paragraph.anchor: paragraph for _, paragraphs in words for paragraph in paragraphs}
    TreatyMention.objects.bulk_create(
        (
            TreatyMention(
                statement=statement,
                treaty=treaty,
                relation=mention["relation"]
                if mention["relation"] in MentionRelation.values
                else MentionRelation.MENTIONS,
                paragraph=by_anchor.get(mention["anchor"]),
                surface=mention["surface"][:300],
            )
            for mention, treaty in mentions
        ),
        ignore_conflicts=True,
    )
