"""Real, named records for tests. The words in them are ours; the facts are not made up."""

from __future__ import annotations

from collections.abc import Sequence

import factory

from statements.ingest.writing import ParagraphDraft, SpeechDraft, write_speeches
from statements.models import Event, Party, Publisher, Speaker, Statement, Term, Topic, Treaty
from statements.models.event import EventKind
from statements.models.party import PartyKind
from statements.models.statement import StatementKind
from statements.models.treaty import TreatyKind, TreatyStatus
from statements.publishing import publish


class PartyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Party
        django_get_or_create = ("code",)

    code = "RUS"
    kind = PartyKind.STATE
    name = "Russia"


def russia() -> Party:
    return PartyFactory()


def north_korea() -> Party:
    return PartyFactory(code="PRK", name="North Korea", official_name="Democratic People's Republic of Korea")


def united_nations() -> Party:
    return PartyFactory(code="UN", name="United Nations", kind=PartyKind.ORGANISATION)


class SpeakerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Speaker
        django_get_or_create = ("name",)

    name = "Vladimir Putin"
    sort_name = "Putin, Vladimir"


def putin() -> Speaker:
    return SpeakerFactory(native_name="Владимир Путин")


def kim() -> Speaker:
    return SpeakerFactory(name="Kim Jong-un", sort_name="Kim Jong-un")


class TermFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Term

    speaker = factory.LazyFunction(putin)
    party = factory.LazyFunction(russia)
    title = "President of the Russian Federation"
    start = "2012-05-07"


class PublisherFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Publisher
        django_get_or_create = ("name",)

    name = "President of Russia"
    home_url = "http://en.kremlin.ru/"
    licence = "CC BY 4.0"
    licence_url = "https://creativecommons.org/licenses/by/4.0/"


class EventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Event
        django_get_or_create = ("name",)

    name = "Russia–DPRK talks"
    kind = EventKind.TALKS
    date = "2024-06-18/2024-06-19"
    place = "Pyongyang"


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic
        django_get_or_create = ("name",)

    name = "Security"
    slug = factory.LazyAttribute(lambda topic: topic.name.lower().replace(" ", "-"))


class TreatyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Treaty
        django_get_or_create = ("title",)

    title = (
        "Treaty on Comprehensive Strategic Partnership between the Democratic People's Republic of Korea "
        "and the Russian Federation"
    )
    short_title = "Treaty on Comprehensive Strategic Partnership"
    kind = TreatyKind.TREATY
    status = TreatyStatus.IN_FORCE
    signed = "2024-06-19"
    place = "Pyongyang"


class StatementFactory(factory.django.DjangoModelFactory):
    """A draft without words. ``published`` makes one that the public sees."""

    class Meta:
        model = Statement

    title = "Press statements following Russia–DPRK talks"
    kind = StatementKind.PRESS_STATEMENT
    date = "2024-06-19"
    place = "Pyongyang"
    publisher = factory.SubFactory(PublisherFactory)


def turn(speaker: Speaker | None, *texts: str, **fields) -> SpeechDraft:
    """A turn of one paragraph for each text."""
    return SpeechDraft([ParagraphDraft(text) for text in texts], speaker=speaker, **fields)


def talks() -> list[SpeechDraft]:
    """The two turns of 19 June 2024, in words of our own."""
    return [
        turn(
            kim(),
            "He welcomed the guests and called the treaty signed that day an event of great weight.",
            "He said that relations had reached the level of an alliance.",
            label="Chairman of State Affairs of the Democratic People’s Republic of Korea Kim Jong-un",
            role="Chairman of State Affairs",
            party=north_korea(),
            interpreted=True,
            interpreted_note="retranslated",
        ),
        turn(
            putin(),
            "He thanked his host for the invitation.",
            label="President of Russia Vladimir Putin",
            role="President",
            party=russia(),
        ),
    ]


def published(turns: Sequence[SpeechDraft] | None = None, **fields) -> Statement:
    """A published statement with its turns (by default the two of 19 June 2024)."""
    topics = fields.pop("topics", ())
    statement = StatementFactory(**fields)
    write_speeches(statement, talks() if turns is None else turns)
    statement.topics.set(topics)
    publish(statement, "First published.")
    return statement
