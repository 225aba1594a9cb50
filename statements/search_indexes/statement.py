"""What of a statement is indexed. Only published ones are; see docs/engine.md for the fields."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from haystack import indexes
from haystack.exceptions import SkipDocument

from statements.models import Paragraph, Speech, Statement, StatementParty, StatementSpeaker, TreatyMention
from statements.models.statement import PartyRole
from statements.search.whoosh.documents import Passage, Voice

from .fields import CodeField


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

    def get_model(self) -> type[Statement]:
        return Statement

    def index_queryset(self, using: str | None = None) -> QuerySet:
        speeches = Speech.objects.select_related("speaker", "party").order_by("order")
        paragraphs = Paragraph.objects.order_by("order").only("speech_id", "order", "text")
        return (
            Statement.objects.published()
            .select_related("publisher", "event")
            .defer("provenance", "private_note", "warnings", "withdrawn_reason")
            .prefetch_related(
                Prefetch("speeches", queryset=speeches),
                Prefetch("speeches__paragraphs", queryset=paragraphs),
                Prefetch("party_roles", queryset=StatementParty.objects.select_related("party")),
                Prefetch("voices", queryset=StatementSpeaker.objects.select_related("speaker").order_by("order")),
                Prefetch("treaty_mentions", queryset=TreatyMention.objects.select_related("treaty")),
                "topics",
            )
        )

    def read_queryset(self, using: str | None = None) -> QuerySet:
        return Statement.objects.published()

    def get_updated_field(self) -> str:
        return "changed_at"

    def prepare(self, obj: Statement) -> dict[str, Any]:
        if not obj.is_public:
            raise SkipDocument
        return super().prepare(obj)

    def prepare_text(self, statement: Statement) -> str:
        paragraphs = (paragraph.text for speech in statement.speeches.all() for paragraph in speech.paragraphs.all())
        return "\n\n".join([statement.title, *paragraphs])

    def prepare_event(self, statement: Statement) -> str | None:
        return statement.event.uid if statement.event else None

    def prepare_country(self, statement: Statement) -> list[str]:
        return self._parties(statement, PartyRole.SPEAKING)

    def prepare_about(self, statement: Statement) -> list[str]:
        return self._parties(statement, PartyRole.MENTIONED)

    @staticmethod
    def _parties(statement: Statement, role: str) -> list[str]:
        return [part.party.code for part in statement.party_roles.all() if part.role == role]

    def prepare_speaker(self, statement: Statement) -> list[str]:
        return [voice.speaker.uid for voice in statement.voices.all()]

    def prepare_topic(self, statement: Statement) -> list[str]:
        """A topic's path and those of its parents: what is filed under it is found under them."""
        paths: dict[str, None] = {}
        for topic in statement.topics.all():
            slugs = topic.path.split("/")
            paths.update(dict.fromkeys("/".join(slugs[:depth]) for depth in range(1, len(slugs) + 1)))
        return list(paths)

    def prepare_treaty(self, statement: Statement) -> list[str]:
        return list(dict.fromkeys(mention.treaty.uid for mention in statement.treaty_mentions.all()))

    def prepare_interpreted(self, statement: Statement) -> str:
        return "yes" if any(speech.interpreted for speech in statement.speeches.all()) else "no"

    def prepare_date_to(self, statement: Statement) -> date:
        return statement.date_latest or date.max

    def spoken(self, statement: Statement) -> tuple[list[Passage], list[Voice]]:
        """The passages of the text, the title first, and the speeches that they belong to."""
        passages, voices = [Passage(statement.title, 0)], []
        for speech in statement.speeches.all():
            voices.append(
                Voice(
                    speech.speaker.uid if speech.speaker else "",
                    speech.party.code if speech.party else "",
                    speech.interpreted,
                )
            )
            passages += [Passage(each.text, each.order, len(voices) - 1) for each in speech.paragraphs.all()]
        return passages, voices
