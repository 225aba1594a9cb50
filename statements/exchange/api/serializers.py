"""Records as the plain dictionaries of the answers, in the order of their keys and with a few queries for each page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol, TypedDict, TypeVar

from django.db.models import Count, Model, Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from statements.links.addresses import get_base_url
from statements.models import (
    Event,
    Party,
    Publisher,
    Speaker,
    Statement,
    StatementParty,
    StatementSpeaker,
    Term,
    Topic,
    Treaty,
    TreatyMention,
    TreatyParty,
    TreatyRelation,
)
from statements.models.statement import PartyRole, count_public_statements, count_public_statements_by_topic

M = TypeVar("M", bound=Model)
Record = dict[str, object]


class HasPage(Protocol):
    def get_absolute_url(self) -> str: ...


class PartySummary(TypedDict):
    code: str
    name: str


def _fetch_in_order(records: QuerySet[M], pks: Sequence[int]) -> list[M]:
    found = records.in_bulk(list(pks))
    return [found[pk] for pk in pks if pk in found]


def _record_links(record: HasPage, name: str, key: str, base: str) -> dict[str, str]:
    return {
        "permalink": base + record.get_absolute_url(),
        "api_url": base + reverse(f"api-v1:{name}", args=[key]),
    }


def _count_statements(field: str, pks: Sequence[int]) -> Counter[int]:
    """Public statements of each of the events or publishers."""
    published = Statement.objects.published().filter(**{f"{field}__in": pks}).order_by()
    return Counter(dict(published.values_list(field).annotate(Count("pk"))))


def _party_summary(party: Party) -> PartySummary:
    return {"code": party.code, "name": party.name}


def serialize_speakers(rows: QuerySet[Speaker], pks: Sequence[int], request: HttpRequest) -> list[Record]:
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


def serialize_parties(pks: Sequence[int], request: HttpRequest) -> list[Record]:
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


def serialize_topics(pks: Sequence[int], request: HttpRequest) -> list[Record]:
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


def serialize_treaties(pks: Sequence[int], request: HttpRequest) -> list[Record]:
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


def serialize_events(pks: Sequence[int], request: HttpRequest) -> list[Record]:
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
            "host": _party_summary(one.host) if one.host else None,
            "participants": [_party_summary(part) for part in one.participants.all()],
            "note": one.note,
            "statement_count": totals[one.pk],
        }
        for one in _fetch_in_order(rows, pks)
    ]


def serialize_publishers(pks: Sequence[int], request: HttpRequest) -> list[Record]:
    base = get_base_url(request)
    totals = _count_statements("publisher", pks)
    return [
        {
            "uid": one.uid,
            **_record_links(one, "publisher", one.uid, base),
            "name": one.name,
            "party": _party_summary(one.party) if one.party else None,
            "home_url": one.home_url,
            "licence": one.licence,
            "licence_url": one.licence_url,
            "shows_full_text": one.shows_full_text,
            "note": one.note,
            "statement_count": totals[one.pk],
        }
        for one in _fetch_in_order(Publisher.objects.select_related("party"), pks)
    ]
