"""Statements as documents: whole, with their paragraphs as passages and who speaks in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from statements.models import Paragraph, Speech, Statement, StatementParty, StatementSpeaker, TreatyMention
from statements.models.statement import PartyRole
from statements.search.contract.documents import Document, IndexedSpeech, Passage, build_document
from statements.search.contract.fields import STATEMENTS

from .source import DocumentSource


@dataclass(slots=True)
class RelatedRecords:
    """What is indexed of the records around a statement."""

    speeches: list[IndexedSpeech] = field(default_factory=list)
    paragraphs: list[list[tuple[int, str]]] = field(default_factory=list)  # of each speech: order and text
    parties: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # codes by role
    speakers: list[str] = field(default_factory=list)
    treaties: dict[str, None] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)


def read_related(statements: Iterable[int]) -> dict[int, RelatedRecords]:
    """Read for many statements at once, and without making a record of every paragraph: most of the time that indexing
    takes is the database's part in it."""
    related: dict[int, RelatedRecords] = {pk: RelatedRecords() for pk in statements}
    within = {"statement__in": list(related)}
    paragraphs_of: dict[int, list[tuple[int, str]]] = {}
    speeches = Speech.objects.filter(**within).order_by("statement", "order")
    for pk, speech, speaker, party, interpreted in speeches.values_list(
        "statement", "pk", "speaker__uid", "party__code", "interpreted"
    ):
        related[pk].speeches.append(IndexedSpeech(speaker or "", party or "", interpreted))
        paragraphs_of[speech] = []
        related[pk].paragraphs.append(paragraphs_of[speech])
    paragraphs = Paragraph.objects.filter(**within).order_by("statement", "order")
    for speech, order, text in paragraphs.values_list("speech", "order", "text"):
        paragraphs_of[speech].append((order, text))
    for pk, role, code in StatementParty.objects.filter(**within).values_list("statement", "role", "party__code"):
        related[pk].parties[role].append(code)
    speakers = StatementSpeaker.objects.filter(**within).order_by("statement", "order")
    for pk, uid in speakers.values_list("statement", "speaker__uid"):
        related[pk].speakers.append(uid)
    for pk, uid in TreatyMention.objects.filter(**within).values_list("statement", "treaty__uid"):
        related[pk].treaties[uid] = None
    topics = Statement.topics.through.objects.filter(**within).order_by("statement", "topic__path")
    for pk, path in topics.values_list("statement", "topic__path"):
        related[pk].topics.append(path)
    return related


class StatementSource(DocumentSource[Statement]):
    model = Statement
    index = STATEMENTS
    updated_field = "changed_at"

    COLUMNS = (
        "title", "place", "uid", "kind", "language", "status", "year", "date_earliest", "date_latest", "published_at",
        "lock_version", "publisher__uid", "event__uid",
    )  # fmt: skip

    def select_public(self) -> QuerySet[Statement]:
        return Statement.objects.published()

    def select_for_reading(self) -> QuerySet[Statement]:
        return self.select_public().select_related("publisher", "event").only(*self.COLUMNS)

    def build_documents(self, records: Sequence[Statement]) -> Iterator[Document]:
        public = [record for record in records if record.is_public]
        related = read_related([record.pk for record in public])
        for record in public:
            yield self._build(record, related[record.pk])

    def _build(self, statement: Statement, related: RelatedRecords) -> Document:
        passages = [Passage(statement.title, 0)]
        for place, paragraphs in enumerate(related.paragraphs):
            passages += [Passage(text, order, place) for order, text in paragraphs]
        return build_document(
            self.label, statement.pk, self.fields, self._values(statement, related),
            language=statement.language or "und", passages=passages, speeches=related.speeches,
        )  # fmt: skip

    def _values(self, statement: Statement, related: RelatedRecords) -> dict[str, Any]:
        return {
            "title": statement.title,
            "place": statement.place,
            "uid": statement.uid,
            "kind": statement.kind,
            "lang": statement.language,
            "publisher": statement.publisher.uid if statement.publisher else None,
            "event": statement.event.uid if statement.event else None,
            "country": related.parties[PartyRole.SPEAKING],
            "about": related.parties[PartyRole.MENTIONED],
            "speaker": related.speakers,
            "topic": list_with_parents(related.topics),
            "treaty": list(related.treaties),
            "interpreted": "yes" if any(speech.interpreted for speech in related.speeches) else "no",
            "record": statement.pk,
            "year": statement.year,
            "date_from": statement.date_earliest,
            "date_to": statement.date_latest or date.max,
            "added": statement.published_at,
            "version": statement.lock_version,
        }


def list_with_parents(topics: Iterable[str]) -> list[str]:
    """The paths of topics and of their parents: what is filed under a topic is found under its parents too."""
    paths: dict[str, None] = {}
    for path in topics:
        slugs = path.split("/")
        paths.update(dict.fromkeys("/".join(slugs[:depth]) for depth in range(1, len(slugs) + 1)))
    return list(paths)
