"""The public content of statements, read in batches: what a page shows, as data.

A snapshot here equals that of ``publishing.build_snapshot``, but a batch of fifty takes as many queries as one.
Where the licence of the publisher forbids the text, the words are left out here, and so in every output.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import F, Model, QuerySet

from statements.models import (
    Paragraph,
    Publisher,
    Revision,
    Speech,
    Statement,
    StatementParty,
    TreatyMention,
)
from statements.models.revision import NamedRecord, ParagraphEntry, Snapshot, SpeechEntry
from statements.models.speech import Certainty, ParagraphKind, SpeechKind
from statements.publishing.redaction_notices import RedactionNotice, read_notices
from statements.publishing.snapshots import assemble
from statements.text.batches import batches

from .named_records import NamedRecords, PublisherEntry

M = TypeVar("M", bound=Model)

# Statements read at a time. A batch of long debates takes some tens of megabytes.
BATCH_SIZE = 50


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Content:
    """One public statement. ``snapshot`` holds no words where ``has_text`` is False, but who spoke and for whom."""

    pk: int
    snapshot: Snapshot
    versions: tuple[Version, ...]  # the first one first
    published_at: datetime
    datestamp: datetime
    publisher: PublisherEntry
    speech_count: int
    word_count: int
    names: NamedRecords
    redactions: Sequence[RedactionNotice] = ()
    certainty: dict[str, str] = field(default_factory=dict)  # anchor of a speech -> how sure its label is, if not sure

    @property
    def uid(self) -> str:
        return self.snapshot["uid"]

    @property
    def has_text(self) -> bool:
        return self.publisher.shows_full_text

    @property
    def version(self) -> int:
        return self.versions[-1].number if self.versions else 0

    def speakers(self) -> list[tuple[str, str, str]]:
        """(uid, office as printed, code of the party) of each speaker, in order of appearance."""
        found: dict[str, tuple[str, str, str]] = {}
        for speech in self.snapshot["speeches"]:
            if not speech["speaker"]:
                continue
            uid = speech["speaker"]["uid"]
            _, role, party = found.get(uid, (uid, "", ""))
            found[uid] = (uid, role or speech["role"], party or speech["party"])
        return list(found.values())

    def parties(self, role: str) -> list[str]:
        return [party["code"] for party in self.snapshot["parties"] if party["role"] == role]


def read_contents(pks: Sequence[int], *, words: bool = True) -> Iterator[Content]:
    """Yield the public statements among ``pks``, in that order. One that stops being public meanwhile is left out.

    Without ``words`` the paragraphs are not read: enough for tables and Dublin Core.
    """
    names = NamedRecords()
    for batch in batches(pks, BATCH_SIZE):
        yield from _read_batch(batch, names.for_batch(), words)


def read_content(statement: Statement) -> Content | None:
    """The content of one statement, None where it is not public."""
    return next(read_contents([statement.pk]), None)


def read_keys(statements: QuerySet[Statement]) -> array[int]:
    """The keys of a queryset of statements, in its order, eight bytes each."""
    return array("q", statements.values_list("pk", flat=True))


def _read_batch(pks: list[int], names: NamedRecords, words: bool) -> Iterator[Content]:
    rows = {
        statement.pk: statement
        for statement in Statement.objects.published()
        .filter(pk__in=pks)
        .select_related("place_party", "event", "publisher", "republisher")
        .annotate(translation_of_uid=F("translation_of__uid"), version_of_uid=F("version_of__uid"))
        .defer("private_note", "warnings")
    }
    public = [pk for pk in pks if pk in rows]
    topics = _group_by_statement(Statement.topics.through.objects.order_by("topic__path"), public, "topic__path")
    parties = _group_by_statement(StatementParty.objects.order_by("role", "party__code"), public, "party__code", "role")
    mentions = _group_by_statement(
        TreatyMention.objects.order_by("paragraph__order", "pk"), public,
        "treaty__uid", "relation", "paragraph__anchor", "surface",
    )  # fmt: skip
    versions = _group_by_statement(Revision.objects.order_by("number"), public, "number", "created_at", "reason")
    speeches, certainty = _read_speeches(public, words)
    notices = read_notices(public)
    snapshots = {
        pk: assemble(
            rows[pk],
            topics=[path for (path,) in topics[pk]],
            parties=parties[pk],
            translation_of=rows[pk].translation_of_uid or "",
            version_of=rows[pk].version_of_uid or "",
            mentions=mentions[pk],
            speeches=speeches[pk],
        )
        for pk in public
    }
    names.load(snapshots.values())
    for pk in public:
        statement = rows[pk]
        # The database holds every published statement to both.
        assert statement.publisher is not None and statement.published_at is not None
        publisher = names.publishers.get(statement.publisher.uid) or _publisher_entry(statement.publisher)
        yield Content(
            pk=pk,
            snapshot=snapshots[pk] if publisher.shows_full_text else strip_text(snapshots[pk]),
            versions=tuple(Version(*row) for row in versions[pk]),
            published_at=statement.published_at,
            datestamp=statement.datestamp or statement.published_at,
            publisher=publisher,
            speech_count=statement.speech_count,
            word_count=statement.word_count,
            names=names,
            redactions=notices.get(pk, ()),
            certainty=certainty[pk],
        )


def strip_text(snapshot: Snapshot) -> Snapshot:
    """``snapshot`` without its text: speeches without paragraphs, mentions without the words that name a treaty."""
    return {
        **snapshot,
        "treaty_mentions": [{**mention, "surface": ""} for mention in snapshot["treaty_mentions"]],
        "speeches": [{**speech, "paragraphs": []} for speech in snapshot["speeches"]],
    }


def _publisher_entry(publisher: Publisher) -> PublisherEntry:
    return PublisherEntry(*(getattr(publisher, each.name) for each in fields(PublisherEntry)))


def _group_by_statement(rows: QuerySet[M], pks: Iterable[int], *columns: str) -> dict[int, list[tuple[Any, ...]]]:
    grouped: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for pk, *values in rows.filter(statement__in=pks).values_list("statement_id", *columns):
        grouped[pk].append(tuple(values))
    return grouped


def _read_speeches(pks: list[int], words: bool) -> tuple[dict[int, list[SpeechEntry]], dict[int, dict[str, str]]]:
    speeches: dict[int, list[SpeechEntry]] = defaultdict(list)
    certainty: dict[int, dict[str, str]] = defaultdict(dict)
    paragraphs_of: dict[int, list[ParagraphEntry]] = {}
    rows = Speech.objects.filter(statement__in=pks).order_by("statement_id", "order").values_list(
        "pk", "statement_id", "anchor", "kind", "label", "speaker__uid", "speaker__name", "speaker_unknown", "role",
        "term__title", "party__code", "interpreted", "interpreted_note", "language", "timestamp", "certainty",
    )  # fmt: skip
    for (
        pk, statement, anchor, kind, label, speaker, name, unknown, role, term, party, interpreted, note, language,
        timestamp, sure,
    ) in rows:  # fmt: skip
        paragraphs_of[pk] = []
        speeches[statement].append(
            SpeechEntry(
                anchor=anchor,
                kind=kind,
                label=label,
                speaker=NamedRecord(uid=speaker, name=name) if speaker else None,
                speaker_unknown=unknown,
                role=role,
                term=term or "",
                party=party or "",
                interpreted=interpreted,
                interpreted_note=note,
                language=language,
                timestamp=timestamp,
                paragraphs=paragraphs_of[pk],
            )
        )
        if sure != Certainty.SURE:
            certainty[statement][anchor] = sure
    if not words:
        return speeches, certainty
    paragraphs = Paragraph.objects.filter(statement__in=pks).order_by("statement_id", "order")
    for speech, anchor, kind, text in paragraphs.values_list("speech_id", "anchor", "kind", "text"):
        if speech in paragraphs_of:
            paragraphs_of[speech].append(ParagraphEntry(anchor=anchor, kind=kind, text=text))
    return speeches, certainty


def spoken_paragraphs(speech: SpeechEntry) -> Iterator[str]:
    """The paragraphs that were spoken: no stage directions, headings or marks of omission."""
    return (part["text"] for part in speech["paragraphs"] if part["kind"] == ParagraphKind.TEXT)


def has_words(speech: SpeechEntry) -> bool:
    """False for a stage direction, the publisher's own introduction, and a speech without text."""
    return speech["kind"] not in (SpeechKind.STAGE, SpeechKind.INTRODUCTION) and any(spoken_paragraphs(speech))
