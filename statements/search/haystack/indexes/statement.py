"""What of a statement is indexed. Only published ones are; see docs/engine.md for the fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from haystack import indexes
from haystack.exceptions import SkipDocument

from statements.models import Paragraph, Speech, Statement, StatementParty, StatementSpeaker, TreatyMention
from statements.models.statement import PartyRole
from statements.search.engines.whoosh.segments.documents import Passage, Voice

from .fields import CodeField


@dataclass(slots=True)
class Related:
    """What is indexed of the records around a statement."""

    voices: list[Voice] = field(default_factory=list)  # its speeches in order
    paragraphs: list[list[tuple[int, str]]] = field(default_factory=list)  # of each speech: order and text
    parties: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # codes by role
    speakers: list[str] = field(default_factory=list)
    treaties: dict[str, None] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)


def related_to(statements: Iterable[int]) -> dict[int, Related]:
    """Read for many statements at once, and without making a record of every paragraph: most of the time that indexing
    takes is the database's part in it."""
    related: dict[int, Related] = {pk: Related() for pk in statements}
    within = {"statement__in": list(related)}
    place: dict[int, list[tuple[int, str]]] = {}
    speeches = Speech.objects.filter(**within).order_by("statement", "order")
    for pk, speech, *voice in speeches.values_list(
        "statement", "pk", "speaker__uid", "party__code", "interpreted"
    ):  # fmt: skip
        speaker, party, interpreted = voice
        related[pk].voices.append(Voice(speaker or "", party or "", interpreted))
        place[speech] = []
        related[pk].paragraphs.append(place[speech])
    paragraphs = Paragraph.objects.filter(**within).order_by("statement", "order")
    for speech, order, text in paragraphs.values_list("speech", "order", "text"):
        place[speech].append((order, text))
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


class StatementIndex(indexes.SearchIndex, indexes.Indexable):
    """A statement as a whole; its paragraphs and speeches are told apart within it."""

    text = indexes.CharField(document=True)
    title = indexes.CharField(model_attr="title")
    place = indexes.CharField(model_attr="place")
    uid = CodeField(model_attr="uid")
    kind = CodeField(model_attr="kind")
    lang = CodeField(model_attr="language")
    publisher = CodeField(model_attr="publisher__uid", null=True)
    event = CodeField(null=True)
    country = indexes.MultiValueField()
    about = indexes.MultiValueField()
    speaker = indexes.MultiValueField()
    topic = indexes.MultiValueField()
    treaty = indexes.MultiValueField()
    interpreted = CodeField()
    record = indexes.IntegerField(model_attr="pk", stored=False)
    year = indexes.IntegerField(model_attr="year", null=True)
    date_from = indexes.DateField(model_attr="date_earliest")
    date_to = indexes.DateField(stored=False)
    added = indexes.DateTimeField(model_attr="published_at", null=True)
    version = indexes.IntegerField(model_attr="lock_version")

    COLUMNS = (
        "title", "place", "uid", "kind", "language", "status", "year", "date_earliest", "date_latest", "published_at",
        "lock_version", "publisher__uid", "event__uid",
    )  # fmt: skip

    def get_model(self) -> type[Statement]:
        return Statement

    def index_queryset(self, using: str | None = None) -> QuerySet:
        return Statement.objects.published().select_related("publisher", "event").only(*self.COLUMNS)

    def gather(self, records: Sequence[Statement]) -> None:
        """Read for many statements at once what `prepare` and `spoken` tell of each."""
        related = related_to([record.pk for record in records])
        for record in records:
            record.related = related[record.pk]

    def read_queryset(self, using: str | None = None) -> QuerySet:
        return Statement.objects.published()

    def get_updated_field(self) -> str:
        return "changed_at"

    def prepare(self, obj: Statement) -> dict[str, Any]:
        if not obj.is_public:
            raise SkipDocument
        return super().prepare(obj)

    def prepare_text(self, statement: Statement) -> str:
        texts = (text for paragraphs in statement.related.paragraphs for _, text in paragraphs)
        return "\n\n".join([statement.title, *texts])

    def prepare_event(self, statement: Statement) -> str | None:
        return statement.event.uid if statement.event else None

    def prepare_country(self, statement: Statement) -> list[str]:
        return statement.related.parties[PartyRole.SPEAKING]

    def prepare_about(self, statement: Statement) -> list[str]:
        return statement.related.parties[PartyRole.MENTIONED]

    def prepare_speaker(self, statement: Statement) -> list[str]:
        return statement.related.speakers

    def prepare_topic(self, statement: Statement) -> list[str]:
        """A topic's path and those of its parents: what is filed under it is found under them."""
        paths: dict[str, None] = {}
        for path in statement.related.topics:
            slugs = path.split("/")
            paths.update(dict.fromkeys("/".join(slugs[:depth]) for depth in range(1, len(slugs) + 1)))
        return list(paths)

    def prepare_treaty(self, statement: Statement) -> list[str]:
        return list(statement.related.treaties)

    def prepare_interpreted(self, statement: Statement) -> str:
        return "yes" if any(voice.interpreted for voice in statement.related.voices) else "no"

    def prepare_date_to(self, statement: Statement) -> date:
        return statement.date_latest or date.max

    def spoken(self, statement: Statement) -> tuple[list[Passage], list[Voice]]:
        """The passages of the text, the title first, and the speeches that they belong to."""
        passages = [Passage(statement.title, 0)]
        for place, paragraphs in enumerate(statement.related.paragraphs):
            passages += [Passage(text, order, place) for order, text in paragraphs]
        return passages, statement.related.voices
