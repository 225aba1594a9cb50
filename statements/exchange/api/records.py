"""Speakers, parties, topics, treaties, events, publishers: lists in the order of addition, and each by its name.

People, events and publishers are public with their first public statement; before it, they are the desk's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db.models import Count, Exists, Model, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field

from statements.links.addresses import get_base_url
from statements.models import (
    Event,
    Party,
    PartyName,
    Publisher,
    Speaker,
    SpeakerAlias,
    Statement,
    StatementParty,
    StatementSpeaker,
    Term,
    Topic,
    Treaty,
    TreatyAlias,
    TreatyMention,
    TreatyParty,
    TreatyRelation,
)
from statements.models.statement import NOT_PUBLIC, PartyRole, count_public_statements, count_public_statements_by_topic
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

router = Router(tags=["Records"])
NAME = Field("", description="Part of a name in any of its forms, accents and capitals aside")


def fields_parameters(shape: type[Schema]) -> type[Schema]:
    """The parameters of one record's address: only which members to send."""
    members = {"__annotations__": {"fields": str}, "fields": fields_parameter(shape)}
    return type(f"{shape.__name__}Parameters", (Schema,), members)


class SpeakersParameters(Paged):
    name: str = NAME
    fields: str = fields_parameter(schemas.Speaker)


class PartiesParameters(Paged):
    name: str = NAME
    kind: schemas.PartyKind | None = None
    fields: str = fields_parameter(schemas.Party)


class TopicsParameters(Paged):
    parent: str = Field("", description="Path: the topics directly below it")
    fields: str = fields_parameter(schemas.Topic)


class TreatiesParameters(Paged):
    name: str = NAME
    party: str = Field("", description="Code of a party to it")
    kind: schemas.InstrumentKind | None = None
    fields: str = fields_parameter(schemas.Treaty)


class EventsParameters(Paged):
    fields: str = fields_parameter(schemas.Event)


class PublishersParameters(Paged):
    fields: str = fields_parameter(schemas.Publisher)


OneSpeaker, OneParty, OneTopic, OneTreaty, OneEvent, OnePublisher = (
    fields_parameters(shape)
    for shape in (schemas.Speaker, schemas.Party, schemas.Topic, schemas.Treaty, schemas.Event, schemas.Publisher)
)


@router.get("/speakers", response=schemas.SpeakerList, operation_id="listSpeakers", summary="Speakers")
def speakers(request: HttpRequest, asked: Query[SpeakersParameters]) -> HttpResponse:
    """People who speak in a public statement."""
    rows = _speakers()
    if key := fold(clean_text(asked.name)):
        rows = rows.filter(
            Q(key__contains=key) | Q(pk__in=SpeakerAlias.objects.filter(key__contains=key).values("speaker"))
        )
    return list_response(request, rows, BY_ADDITION, asked, lambda pks: _speaker_records(rows, pks, request), None)


@router.get("/speakers/{uid}", response=schemas.Speaker, operation_id="getSpeaker", summary="One speaker")
def speaker(request: HttpRequest, uid: str, asked: Query[OneSpeaker]) -> HttpResponse:
    found = get_record(_speakers(), "speakers", uid)
    return _record_response(_speaker_records(_speakers(), [found.pk], request), asked.fields)


@router.get("/parties", response=schemas.PartyList, operation_id="listParties", summary="Countries and organisations")
def parties(request: HttpRequest, asked: Query[PartiesParameters]) -> HttpResponse:
    """All that the archive knows, also those for which nobody speaks in it yet."""
    rows = Party.objects.all()
    if key := fold(clean_text(asked.name)):
        named = PartyName.objects.filter(key__contains=key).values("party")
        rows = rows.filter(Q(pk__in=named) | Q(name__icontains=clean_text(asked.name)))
    if asked.kind:
        rows = rows.filter(kind=str(asked.kind))
    return list_response(request, rows, BY_ADDITION, asked, lambda pks: _party_records(pks, request), None)


@router.get("/parties/{code}", response=schemas.Party, operation_id="getParty", summary="One country or organisation")
def party(request: HttpRequest, code: str, asked: Query[OneParty]) -> HttpResponse:
    found = Party.objects.filter(code=clean_text(code).upper()).first()
    if found is None:
        raise Problem("not-found", f"No country or organisation has the code {code[:40]}.")
    return _record_response(_party_records([found.pk], request), asked.fields)


@router.get("/topics", response=schemas.TopicList, operation_id="listTopics", summary="Topics")
def topics(request: HttpRequest, asked: Query[TopicsParameters]) -> HttpResponse:
    """The whole tree, or one branch of it."""
    rows = Topic.objects.all()
    if parent := resolve_filter("topic", asked.parent):
        rows = rows.filter(parent=parent.pk)
    return list_response(request, rows, BY_ADDITION, asked, lambda pks: _topic_records(pks, request), None)


@router.get("/topics/{path:path}", response=schemas.Topic, operation_id="getTopic", summary="One topic")
def topic(request: HttpRequest, path: str, asked: Query[OneTopic]) -> HttpResponse:
    found = Topic.objects.filter(path=clean_text(path).strip("/").lower()).first()
    if found is None:
        raise Problem("not-found", f"There is no topic {path[:60]}.")
    return _record_response(_topic_records([found.pk], request), asked.fields)


@router.get("/treaties", response=schemas.TreatyList, operation_id="listTreaties", summary="Treaties")
def treaties(request: HttpRequest, asked: Query[TreatiesParameters]) -> HttpResponse:
    """All that the archive knows, also those that no statement names."""
    rows = Treaty.objects.all()
    if named := resolve_filter("country", asked.party):
        rows = rows.filter(pk__in=TreatyParty.objects.filter(party=named.pk).values("treaty"))
    if asked.kind:
        rows = rows.filter(kind=str(asked.kind))
    if key := fold(clean_text(asked.name)):
        typed = clean_text(asked.name)
        aliases = TreatyAlias.objects.filter(key__contains=key).values("treaty")
        rows = rows.filter(Q(title__icontains=typed) | Q(short_title__icontains=typed) | Q(pk__in=aliases))
    return list_response(request, rows, BY_ADDITION, asked, lambda pks: _treaty_records(pks, request), None)


@router.get("/treaties/{uid}", response=schemas.Treaty, operation_id="getTreaty", summary="One treaty")
def treaty(request: HttpRequest, uid: str, asked: Query[OneTreaty]) -> HttpResponse:
    found = get_record(Treaty.objects.all(), "treaties", uid)
    return _record_response(_treaty_records([found.pk], request), asked.fields)


@router.get("/events", response=schemas.EventList, operation_id="listEvents", summary="Events")
def events(request: HttpRequest, asked: Query[EventsParameters]) -> HttpResponse:
    """Talks, visits, summits and sessions with a public statement."""
    return list_response(request, _events(), BY_ADDITION, asked, lambda pks: _event_records(pks, request), None)


@router.get("/events/{uid}", response=schemas.Event, operation_id="getEvent", summary="One event")
def event(request: HttpRequest, uid: str, asked: Query[OneEvent]) -> HttpResponse:
    found = get_record(_events(), "events", uid)
    return _record_response(_event_records([found.pk], request), asked.fields)


@router.get("/publishers", response=schemas.PublisherList, operation_id="listPublishers", summary="Publishers")
def publishers(request: HttpRequest, asked: Query[PublishersParameters]) -> HttpResponse:
    """Publishers of public statements, with their licences."""
    return list_response(request, _publishers(), BY_ADDITION, asked, lambda pks: _publisher_records(pks, request), None)


@router.get("/publishers/{uid}", response=schemas.Publisher, operation_id="getPublisher", summary="One publisher")
def publisher(request: HttpRequest, uid: str, asked: Query[OnePublisher]) -> HttpResponse:
    found = get_record(_publishers(), "publishers", uid)
    return _record_response(_publisher_records([found.pk], request), asked.fields)


def _record_response(records: Sequence[Mapping[str, object]], fields: str) -> HttpResponse:
    return json_response(select_fields(records[0], parse_fields(fields)))


def _speakers() -> QuerySet[Speaker]:
    # Less the few that are not public: asked for the public ones, a database looks through all of these each time.
    hidden = Statement.objects.filter(status__in=NOT_PUBLIC).values("pk")
    heard = StatementSpeaker.objects.filter(speaker=OuterRef("pk")).exclude(statement__in=hidden)
    return Speaker.objects.filter(Exists(heard))


def _events() -> QuerySet[Event]:
    return Event.objects.filter(Exists(Statement.objects.filter(event=OuterRef("pk")).exclude(status__in=NOT_PUBLIC)))


def _publishers() -> QuerySet[Publisher]:
    published = Q(publisher=OuterRef("pk")) | Q(republisher=OuterRef("pk"))
    return Publisher.objects.filter(Exists(Statement.objects.published().filter(published)))


def _fetch_in_order(records: QuerySet[Model], pks: Sequence[int]) -> list[Model]:
    found = records.in_bulk(list(pks))
    return [found[pk] for pk in pks if pk in found]


def _record_links(found: Model, name: str, key: str, base: str) -> dict[str, str]:
    return {
        "permalink": base + found.get_absolute_url(),
        "api_url": base + reverse(f"api-v1:{name}", args=[key]),
    }


def _count_statements(field: str, pks: Sequence[int]) -> Counter[int]:
    """Public statements of each of the events or publishers."""
    published = Statement.objects.published().filter(**{f"{field}__in": pks}).order_by()
    return Counter(dict(published.values_list(field).annotate(Count("pk"))))


def _party_summary(found: Party | None) -> dict[str, str] | None:
    return {"code": found.code, "name": found.name} if found else None


def _speaker_records(rows: QuerySet[Speaker], pks: Sequence[int], request: HttpRequest) -> list[dict]:
    base = get_base_url(request)
    totals = count_public_statements(StatementSpeaker.objects.filter(speaker__in=pks), "speaker")
    terms = Prefetch("terms", Term.objects.select_related("party").order_by("start_earliest", "pk"))
    return [
        {
            "uid": one.uid,
            **_record_links(one, "speaker", one.uid, base),
            "name": one.name,
            "sort_name": one.sort_name,
            "native_name": one.native_name,
            "wikidata": one.wikidata,
            "note": one.note,
            "aliases": [alias.name for alias in one.aliases.all()],
            "offices": [
                {"title": term.title, "party": _party_summary(term.party), "start": term.start, "end": term.end}
                for term in one.terms.all()
            ],
            "statement_count": totals[one.pk],
        }
        for one in _fetch_in_order(rows.prefetch_related("aliases", terms), pks)
    ]


def _party_records(pks: Sequence[int], request: HttpRequest) -> list[dict]:
    base = get_base_url(request)
    totals = count_public_statements(StatementParty.objects.filter(role=PartyRole.SPEAKING, party__in=pks), "party")
    rows = Party.objects.prefetch_related("names", "predecessors", "successors")
    return [
        {
            "code": one.code,
            **_record_links(one, "party", one.code, base),
            "kind": one.kind,
            "name": one.name,
            "official_name": one.official_name,
            "start": one.start,
            "end": one.end,
            "names": [
                {"name": n.name, "language": n.language, "kind": n.kind, "start": n.start, "end": n.end}
                for n in one.names.all()
            ],
            "predecessors": [_party_summary(other) for other in one.predecessors.all()],
            "successors": [_party_summary(other) for other in one.successors.all()],
            "note": one.note,
            "statement_count": totals[one.pk],
        }
        for one in _fetch_in_order(rows, pks)
    ]


def _topic_records(pks: Sequence[int], request: HttpRequest) -> list[dict]:
    base = get_base_url(request)
    totals = count_public_statements_by_topic(Topic.objects.all())
    return [
        {
            "path": one.path,
            **_record_links(one, "topic", one.path, base),
            "name": one.name,
            "parent": one.path.rpartition("/")[0],
            "depth": one.depth,
            "note": one.note,
            "aliases": one.aliases,
            "unbis": one.unbis,
            "eurovoc": one.eurovoc,
            "statement_count": totals[one.path],
        }
        for one in _fetch_in_order(Topic.objects.all(), pks)
    ]


def _treaty_records(pks: Sequence[int], request: HttpRequest) -> list[dict]:
    base = get_base_url(request)
    totals = count_public_statements(TreatyMention.objects.filter(treaty__in=pks), "treaty", distinct=True)
    rows = Treaty.objects.prefetch_related(
        "aliases",
        Prefetch("participations", TreatyParty.objects.select_related("party").order_by("party__name")),
        Prefetch("relations", TreatyRelation.objects.select_related("other").order_by("kind", "pk")),
    )
    return [
        {
            "uid": one.uid,
            **_record_links(one, "treaty", one.uid, base),
            **{
                name: getattr(one, name)
                for name in (
                    "title", "short_title", "kind", "status", "signed", "in_force", "ended", "place", "registration",
                    "depositary", "official_url", "subject", "note",
                )
            },
            "aliases": [alias.name for alias in one.aliases.all()],
            "parties": [
                {
                    **_party_summary(part.party),
                    "signed": part.signed, "ratified": part.ratified, "in_force": part.in_force, "left": part.left,
                }
                for part in one.participations.all()
            ],
            "relations": [
                {"kind": link.kind, "uid": link.other.uid, "title": link.other.title} for link in one.relations.all()
            ],
            "statement_count": totals[one.pk],
        }
        for one in _fetch_in_order(rows, pks)
    ]  # fmt: skip


def _event_records(pks: Sequence[int], request: HttpRequest) -> list[dict]:
    base = get_base_url(request)
    totals = _count_statements("event", pks)
    rows = Event.objects.select_related("host").prefetch_related("participants")
    return [
        {
            "uid": one.uid,
            **_record_links(one, "event", one.uid, base),
            "name": one.name,
            "kind": one.kind,
            "date": one.date,
            "place": one.place,
            "host": _party_summary(one.host),
            "participants": [_party_summary(part) for part in one.participants.all()],
            "note": one.note,
            "statement_count": totals[one.pk],
        }
        for one in _fetch_in_order(rows, pks)
    ]


def _publisher_records(pks: Sequence[int], request: HttpRequest) -> list[dict]:
    base = get_base_url(request)
    totals = _count_statements("publisher", pks)
    return [
        {
            "uid": one.uid,
            **_record_links(one, "publisher", one.uid, base),
            "name": one.name,
            "party": _party_summary(one.party),
            "home_url": one.home_url,
            "licence": one.licence,
            "licence_url": one.licence_url,
            "shows_full_text": one.shows_full_text,
            "note": one.note,
            "statement_count": totals[one.pk],
        }
        for one in _fetch_in_order(Publisher.objects.select_related("party"), pks)
    ]
