"""Statements that have everything a statement can have. The words are ours; the occasions are real."""

from __future__ import annotations

from statements.ingest.writing import ParagraphDraft, SpeechDraft, write_speeches
from statements.models import (
    Event,
    Party,
    PartyName,
    Permalink,
    Publisher,
    Speaker,
    Statement,
    StatementParty,
    Topic,
    Treaty,
    TreatyMention,
)
from statements.models.speech import Certainty, ParagraphKind, SpeechKind
from statements.models.statement import PartyRole, TextStatus
from statements.models.treaty import MentionRelation
from statements.publishing import publish
from tests.factories import (
    EventFactory,
    PartyFactory,
    PublisherFactory,
    StatementFactory,
    TermFactory,
    TopicFactory,
    TreatyFactory,
    kim,
    north_korea,
    putin,
    russia,
    turn,
    united_nations,
)

AWKWARD = "He said “5 < 6 & 7 > 6”, \tthen\nwent on ‹so› — ]]> and left\u00a0it."


def partnership() -> Treaty:
    return TreatyFactory()


def talks_in_pyongyang(**fields) -> Statement:
    """Published, version 1: two leaders through an interpreter, the press, stage directions, treaties, notes."""
    presidency = TermFactory()
    security = TopicFactory()
    north = TopicFactory(name="Arms control", slug="arms-control", parent=security)
    agency = PublisherFactory(name="Korean Central News Agency", licence="", licence_url="", home_url="")
    values = {
        "text_status": TextStatus.TRANSLATION,
        "place_party": north_korea(),
        "event": EventFactory(),
        "source_url": "http://en.kremlin.ru/events/president/transcripts/74334",
        "source_key": "en.kremlin.ru/events/president/transcripts/74334",
        "republisher": agency,
        "republished_url": "http://www.kcna.kp/en/article/q/8b7c.kcmsf",
        "republisher_note": "Shortened.",
        "provenance": "Transcript first published by the Presidential Executive Office.",
        "retrieved_on": "2024-06-20",
        "image_caption": "At the signing table.",
        "image_credit": "V. Smirnov, TASS",
        "public_note": "The Korean words are the interpreter’s.",
        "private_note": "SECRET-OF-THE-DESK",
    }
    statement = StatementFactory(**{**values, **fields})
    words = write_speeches(statement, _turns(presidency))
    statement.topics.set([security, north])
    StatementParty.objects.create(statement=statement, party=united_nations(), role=PartyRole.MENTIONED)
    passage = words[1][1][0]
    treaty = partnership()
    TreatyMention.objects.create(
        statement=statement, treaty=treaty, relation=MentionRelation.SIGNED_AT, paragraph=passage,
        surface="the treaty signed that day",
    )  # fmt: skip
    TreatyMention.objects.create(statement=statement, treaty=treaty, relation=MentionRelation.ANNOUNCES)
    publish(statement, "First published.")
    return statement


def _turns(presidency) -> list[SpeechDraft]:
    return [
        SpeechDraft(
            [ParagraphDraft("The leaders spoke to the press after their talks.")], kind=SpeechKind.INTRODUCTION
        ),
        SpeechDraft(
            [
                ParagraphDraft("He called the treaty signed that day an event of great weight."),
                ParagraphDraft("(Applause.)", ParagraphKind.STAGE),
                ParagraphDraft(AWKWARD),
            ],
            label="Kim Jong-un (retranslated):", speaker=kim(), role="Chairman of State Affairs", party=north_korea(),
            interpreted=True, interpreted_note="retranslated", language="ko", timestamp="00:04:12",
            certainty=Certainty.ASK,
        ),
        SpeechDraft(
            [
                ParagraphDraft("On energy", ParagraphKind.HEADING),
                ParagraphDraft("He thanked his host for the invitation."),
                ParagraphDraft("<…>", ParagraphKind.OMISSION),
            ],
            label="Vladimir Putin:", speaker=putin(), role="President", term=presidency, party=russia(), language="ru",
            certainty=Certainty.EDITOR,
        ),
        SpeechDraft([ParagraphDraft("Will there be a next meeting?")], kind=SpeechKind.QUESTION, label="Question:"),
        SpeechDraft(
            [ParagraphDraft("There will.")], kind=SpeechKind.ANSWER, label="Spokesman:", role="Spokesman",
            party=russia(), speaker_unknown=True,
        ),
        SpeechDraft([ParagraphDraft("(The talks end.)", ParagraphKind.STAGE)], kind=SpeechKind.STAGE),
    ]  # fmt: skip


def silent_publisher() -> Publisher:
    """One whose licence forbids the text."""
    return PublisherFactory(name="A news agency", licence="All rights reserved", licence_url="", shows_full_text=False)


def untold(**fields) -> Statement:
    """Published, but its words may not be given to others."""
    fields = {"title": "Remarks in Moscow", "publisher": silent_publisher(), **fields}
    statement = StatementFactory(**fields)
    write_speeches(statement, [turn(putin(), "UNSAYABLE words of the agency.", label="Putin:", party=russia())])
    publish(statement, "First published.")
    return statement


def short(title: str = "Remarks", text: str = "A few words were said.", **fields) -> Statement:
    statement = StatementFactory(title=title, **fields)
    write_speeches(statement, [turn(putin(), text, label="Putin:", party=russia())])
    publish(statement, "First published.")
    return statement


def draft() -> Statement:
    statement = StatementFactory(title="UNPUBLISHED plans")
    write_speeches(statement, [turn(putin(), "UNPUBLISHED words.", party=russia())])
    return statement


def france() -> Party:
    return PartyFactory(code="FRA", name="France")


def empty_the_archive() -> None:
    """Take everything out, as in a new archive before its reference data."""
    Statement.objects.update(translation_of=None, version_of=None)
    for model in (Statement, Treaty, Speaker, Event, Publisher, Permalink, PartyName, Party):
        model.objects.all().delete()
    for depth in (3, 2, 1):
        Topic.objects.filter(depth=depth).delete()
