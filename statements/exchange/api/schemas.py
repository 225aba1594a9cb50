"""What answers hold, for the OpenAPI document. Dates of records are EDTF; "" is "not known"; codes, uids and paths are
those of permalinks.

Answers are plain dictionaries that hold only the members asked for; these classes document them, and the tests check
the answers against them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

from statements.models.event import EventKind
from statements.models.party import NameKind, PartyKind
from statements.models.speech import Certainty, ParagraphKind, SpeechKind
from statements.models.statement import PartyRole, StatementKind, TextStatus
from statements.models.treaty import MentionRelation, TreatyKind, TreatyRelationKind, TreatyStatus

Edtf = Annotated[str, Field(description="EDTF levels 0 and 1: 2024-06-19, 2024-06, 1949~, 2024-06-18/2024-06-19")]
Url = Annotated[str, Field(description="A whole address")]


class Selectable(Schema):
    """A record of which `fields` chooses the members: none of them is always there."""

    model_config = ConfigDict(json_schema_extra=lambda schema: schema.pop("required", None))


class Named(Schema):
    uid: str
    name: str


class PartyNamed(Schema):
    code: str
    name: str


class PartyOfStatement(PartyNamed):
    role: PartyRole


class TopicNamed(Schema):
    path: str
    name: str


class SpeakerOfStatement(Named):
    sort_name: str
    native_name: str
    wikidata: str
    office: str = Field(description="As printed in this statement")
    party: str = Field(description="Code of the party spoken for")


class Mention(Schema):
    treaty: str = Field(description="uid")
    title: str
    relation: MentionRelation
    anchor: str = Field(description="Of the paragraph in which it stands, or empty for the statement as a whole")
    surface: str = Field(description="The words that name it")


class Paragraph(Schema):
    anchor: str
    kind: ParagraphKind
    text: str


class Turn(Schema):
    anchor: str
    kind: SpeechKind
    label: str = Field(description="As printed")
    speaker: Named | None
    speaker_unknown: bool
    role: str
    term: str
    party: str
    interpreted: bool
    interpreted_note: str
    language: str
    timestamp: str
    paragraphs: list[Paragraph]


class RedactionNotice(Schema):
    uid: str
    at: datetime
    reason: str = Field(description="court_order, safety, data_protection or other")
    sentence: str
    marks: int = Field(description="How many marks, ⟦redacted⟧, stand in its public words")


class StatementSummary(Selectable):
    uid: str
    slug: str
    permalink: Url
    api_url: Url
    title: str
    kind: StatementKind
    text_status: TextStatus
    language: str = Field(description="BCP 47 tag")
    date: Edtf
    place: str
    place_party: str
    event: Named | None
    speakers: list[SpeakerOfStatement]
    parties: list[PartyOfStatement]
    topics: list[TopicNamed]
    treaty_mentions: list[Mention]
    publisher: Named
    licence: str
    licence_url: str
    source_url: str
    republisher: Named | None
    republished_url: str
    republisher_note: str
    provenance: str
    retrieved_on: str
    raw_sha256: str
    image_caption: str
    image_credit: str
    public_note: str
    translation_of: str
    version_of: str
    version: int
    version_permalink: Url
    published_at: datetime = Field(description="When it was added here")
    changed_at: datetime = Field(description="When what the public sees of it last changed")
    has_text: bool = Field(description="False where the publisher's licence keeps the words from being shown")
    speech_count: int
    word_count: int
    redactions: list[RedactionNotice] = Field(description="Words that were taken out for good, and why")
    format: str


class Statement(StatementSummary):
    speeches: list[Turn]


class StatementNamed(Schema):
    uid: str
    title: str
    date: Edtf
    permalink: Url


class SpeechParagraph(Paragraph):
    permalink: Url


class Speech(Selectable):
    statement: StatementNamed
    anchor: str
    order: int
    permalink: Url
    api_url: Url
    kind: SpeechKind
    label: str
    speaker: Named | None
    speaker_unknown: bool
    role: str
    term: str
    party: PartyNamed | None
    interpreted: bool
    interpreted_note: str
    language: str
    timestamp: str
    certainty: Certainty
    has_text: bool
    paragraphs: list[SpeechParagraph]


class Office(Schema):
    title: str
    party: PartyNamed
    start: Edtf
    end: Edtf


class Speaker(Selectable):
    uid: str
    permalink: Url
    api_url: Url
    name: str
    sort_name: str
    native_name: str
    wikidata: str
    note: str
    aliases: list[str]
    offices: list[Office]
    statement_count: int


class PartyName(Schema):
    name: str
    language: str
    kind: NameKind
    start: Edtf
    end: Edtf


class Party(Selectable):
    code: str
    permalink: Url
    api_url: Url
    kind: PartyKind
    name: str
    official_name: str
    start: Edtf
    end: Edtf
    names: list[PartyName]
    predecessors: list[PartyNamed]
    successors: list[PartyNamed]
    note: str
    statement_count: int = Field(description="In which somebody speaks for it")


class Topic(Selectable):
    path: str
    permalink: Url
    api_url: Url
    name: str
    parent: str = Field(description="Path of the topic above it, or empty")
    depth: int
    note: str
    aliases: list[str]
    unbis: str
    eurovoc: str
    statement_count: int = Field(description="Filed there or anywhere below")


class Participation(PartyNamed):
    signed: Edtf
    ratified: Edtf
    in_force: Edtf
    left: Edtf


class TreatyLink(Schema):
    kind: TreatyRelationKind
    uid: str
    title: str


class Treaty(Selectable):
    uid: str
    permalink: Url
    api_url: Url
    title: str
    short_title: str
    kind: TreatyKind
    status: TreatyStatus
    signed: Edtf
    in_force: Edtf
    ended: Edtf
    place: str
    registration: str
    depositary: str
    official_url: str
    subject: str
    note: str
    aliases: list[str]
    parties: list[Participation]
    relations: list[TreatyLink] = Field(description="What this treaty does to others")
    statement_count: int


class Event(Selectable):
    uid: str
    permalink: Url
    api_url: Url
    name: str
    kind: EventKind
    date: Edtf
    place: str
    host: PartyNamed | None
    participants: list[PartyNamed]
    note: str
    statement_count: int


class Publisher(Selectable):
    uid: str
    permalink: Url
    api_url: Url
    name: str
    party: PartyNamed | None
    home_url: str
    licence: str
    licence_url: str
    shows_full_text: bool
    note: str
    statement_count: int


class QueryProblem(Schema):
    name: str
    reason: str
    start: int
    end: int
    corrected: str


class PageOfList(Schema):
    next: str | None = Field(description="Address of the next page, null on the last")
    next_cursor: str | None


class _CountedList(PageOfList):
    total: int = Field(description="Records in the whole list")


class StatementList(_CountedList):
    results: list[StatementSummary]


class SpeechList(_CountedList):
    results: list[Speech]


class SpeakerList(_CountedList):
    results: list[Speaker]


class PartyList(_CountedList):
    results: list[Party]


class TopicList(_CountedList):
    results: list[Topic]


class TreatyList(_CountedList):
    results: list[Treaty]


class EventList(_CountedList):
    results: list[Event]


class PublisherList(_CountedList):
    results: list[Publisher]


class ParameterProblem(Schema):
    name: str
    reason: str


class ProblemDetails(Schema):
    """RFC 9457"""

    type: Url
    title: str
    status: int
    detail: str
    parameters: list[ParameterProblem] = []
    problems: list[QueryProblem] = []
    corrected: str = ""
    reason: str = ""
    since: str = ""
    request_id: str = ""
