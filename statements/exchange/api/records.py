"""Speakers, parties, topics, treaties, events, publishers: lists in the order of addition, and each by its name.

People, events and publishers are public with their first public statement; before it, only the editors' desk has them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from statements.models import (
    Event,
    Party,
    PartyName,
    Publisher,
    Speaker,
    SpeakerAlias,
    Statement,
    StatementSpeaker,
    Topic,
    Treaty,
    TreatyAlias,
    TreatyParty,
)
from statements.models.party import PartyKind
from statements.models.statement import NOT_PUBLIC
from statements.models.treaty import TreatyKind
from statements.text.folding import fold

from . import schemas
from .cursors import BY_ADDITION
from .filter_parameters import resolve_filter
from .lookups import get_record
from .parameters import (
    Paged,
    clean_text,
    fields_parameter,
    json_response,
    list_response,
    parse_fields,
    select_fields,
)
from .problems import Problem
from .serializers import (
    serialize_events,
    serialize_parties,
    serialize_publishers,
    serialize_speakers,
    serialize_topics,
    serialize_treaties,
)

router = Router(tags=["Records"])


def name_parameter() -> str:
    return Field("", description="Part of a name in any of its forms, accents and capitals aside")


class SpeakersParameters(Paged):
    name: str = name_parameter()
    fields: str = fields_parameter(schemas.Speaker)


class PartiesParameters(Paged):
    name: str = name_parameter()
    kind: PartyKind | None = None
    fields: str = fields_parameter(schemas.Party)


class TopicsParameters(Paged):
    parent: str = Field("", description="Path: the topics directly below it")
    fields: str = fields_parameter(schemas.Topic)


class TreatiesParameters(Paged):
    name: str = name_parameter()
    party: str = Field("", description="Code of a party to it")
    kind: TreatyKind | None = None
    fields: str = fields_parameter(schemas.Treaty)


class EventsParameters(Paged):
    fields: str = fields_parameter(schemas.Event)


class PublishersParameters(Paged):
    fields: str = fields_parameter(schemas.Publisher)


class SpeakerParameters(Schema):
    fields: str = fields_parameter(schemas.Speaker)


class PartyParameters(Schema):
    fields: str = fields_parameter(schemas.Party)


class TopicParameters(Schema):
    fields: str = fields_parameter(schemas.Topic)


class TreatyParameters(Schema):
    fields: str = fields_parameter(schemas.Treaty)


class EventParameters(Schema):
    fields: str = fields_parameter(schemas.Event)


class PublisherParameters(Schema):
    fields: str = fields_parameter(schemas.Publisher)


@router.get("/speakers", response=schemas.SpeakerList, operation_id="listSpeakers", summary="Speakers")
def speakers(request: HttpRequest, parameters: Query[SpeakersParameters]) -> HttpResponse:
    """People who speak in a public statement."""
    rows = _public_speakers()
    if key := fold(clean_text(parameters.name)):
        rows = rows.filter(
            Q(key__contains=key) | Q(pk__in=SpeakerAlias.objects.filter(key__contains=key).values("speaker"))
        )
    return list_response(request, rows, BY_ADDITION, parameters, lambda pks: serialize_speakers(rows, pks, request))


@router.get("/speakers/{uid}", response=schemas.Speaker, operation_id="getSpeaker", summary="One speaker")
def speaker(request: HttpRequest, uid: str, parameters: Query[SpeakerParameters]) -> HttpResponse:
    found = get_record(_public_speakers(), "speakers", uid)
    return _record_response(serialize_speakers(_public_speakers(), [found.pk], request), parameters.fields)


@router.get("/parties", response=schemas.PartyList, operation_id="listParties", summary="Countries and organisations")
def parties(request: HttpRequest, parameters: Query[PartiesParameters]) -> HttpResponse:
    """All parties, including those for which nobody speaks yet."""
    rows = Party.objects.all()
    if key := fold(clean_text(parameters.name)):
        named = PartyName.objects.filter(key__contains=key).values("party")
        rows = rows.filter(Q(pk__in=named) | Q(name__icontains=clean_text(parameters.name)))
    if parameters.kind:
        rows = rows.filter(kind=str(parameters.kind))
    return list_response(request, rows, BY_ADDITION, parameters, lambda pks: serialize_parties(pks, request))


@router.get("/parties/{code}", response=schemas.Party, operation_id="getParty", summary="One country or organisation")
def party(request: HttpRequest, code: str, parameters: Query[PartyParameters]) -> HttpResponse:
    found = Party.objects.filter(code=clean_text(code).upper()).first()
    if found is None:
        raise Problem("not-found", f"No country or organisation has the code {code[:40]}.")
    return _record_response(serialize_parties([found.pk], request), parameters.fields)


@router.get("/topics", response=schemas.TopicList, operation_id="listTopics", summary="Topics")
def topics(request: HttpRequest, parameters: Query[TopicsParameters]) -> HttpResponse:
    """All topics, or those below one."""
    rows = Topic.objects.all()
    if parent := resolve_filter("topic", parameters.parent):
        rows = rows.filter(parent=parent.pk)
    return list_response(request, rows, BY_ADDITION, parameters, lambda pks: serialize_topics(pks, request))


@router.get("/topics/{path:path}", response=schemas.Topic, operation_id="getTopic", summary="One topic")
def topic(request: HttpRequest, path: str, parameters: Query[TopicParameters]) -> HttpResponse:
    found = Topic.objects.filter(path=clean_text(path).strip("/").lower()).first()
    if found is None:
        raise Problem("not-found", f"There is no topic {path[:60]}.")
    return _record_response(serialize_topics([found.pk], request), parameters.fields)


@router.get("/treaties", response=schemas.TreatyList, operation_id="listTreaties", summary="Treaties")
def treaties(request: HttpRequest, parameters: Query[TreatiesParameters]) -> HttpResponse:
    """All treaties, including those that no statement mentions."""
    rows = Treaty.objects.all()
    if named := resolve_filter("country", parameters.party):
        rows = rows.filter(pk__in=TreatyParty.objects.filter(party=named.pk).values("treaty"))
    if parameters.kind:
        rows = rows.filter(kind=str(parameters.kind))
    if key := fold(clean_text(parameters.name)):
        typed = clean_text(parameters.name)
        aliases = TreatyAlias.objects.filter(key__contains=key).values("treaty")
        rows = rows.filter(Q(title__icontains=typed) | Q(short_title__icontains=typed) | Q(pk__in=aliases))
    return list_response(request, rows, BY_ADDITION, parameters, lambda pks: serialize_treaties(pks, request))


@router.get("/treaties/{uid}", response=schemas.Treaty, operation_id="getTreaty", summary="One treaty")
def treaty(request: HttpRequest, uid: str, parameters: Query[TreatyParameters]) -> HttpResponse:
    found = get_record(Treaty.objects.all(), "treaties", uid)
    return _record_response(serialize_treaties([found.pk], request), parameters.fields)


@router.get("/events", response=schemas.EventList, operation_id="listEvents", summary="Events")
def events(request: HttpRequest, parameters: Query[EventsParameters]) -> HttpResponse:
    """Talks, visits, summits and sessions with a public statement."""
    return list_response(request, _public_events(), BY_ADDITION, parameters, lambda pks: serialize_events(pks, request))


@router.get("/events/{uid}", response=schemas.Event, operation_id="getEvent", summary="One event")
def event(request: HttpRequest, uid: str, parameters: Query[EventParameters]) -> HttpResponse:
    found = get_record(_public_events(), "events", uid)
    return _record_response(serialize_events([found.pk], request), parameters.fields)


@router.get("/publishers", response=schemas.PublisherList, operation_id="listPublishers", summary="Publishers")
def publishers(request: HttpRequest, parameters: Query[PublishersParameters]) -> HttpResponse:
    """Publishers of public statements, with their licences."""
    return list_response(
        request, _public_publishers(), BY_ADDITION, parameters, lambda pks: serialize_publishers(pks, request)
    )


@router.get("/publishers/{uid}", response=schemas.Publisher, operation_id="getPublisher", summary="One publisher")
def publisher(request: HttpRequest, uid: str, parameters: Query[PublisherParameters]) -> HttpResponse:
    found = get_record(_public_publishers(), "publishers", uid)
    return _record_response(serialize_publishers([found.pk], request), parameters.fields)


def _record_response(records: Sequence[Mapping[str, object]], fields: str) -> HttpResponse:
    return json_response(select_fields(records[0], parse_fields(fields)))


def _public_speakers() -> QuerySet[Speaker]:
    # Less the few that are not public: parameters for the public ones, a database looks through all of these each time.
    hidden = Statement.objects.filter(status__in=NOT_PUBLIC).values("pk")
    heard = StatementSpeaker.objects.filter(speaker=OuterRef("pk")).exclude(statement__in=hidden)
    return Speaker.objects.filter(Exists(heard))


def _public_events() -> QuerySet[Event]:
    return Event.objects.filter(Exists(Statement.objects.filter(event=OuterRef("pk")).exclude(status__in=NOT_PUBLIC)))


def _public_publishers() -> QuerySet[Publisher]:
    published = Q(publisher=OuterRef("pk")) | Q(republisher=OuterRef("pk"))
    return Publisher.objects.filter(Exists(Statement.objects.published().filter(published)))
