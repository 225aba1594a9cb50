"""Statements and their speeches. Where the licence forbids the text, everything but the words is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Path, Query, Router
from pydantic import Field

from statements.exchange.content import Content, content_of, contents
from statements.exchange.files.json_records import json_record
from statements.exchange.revalidation import tell_last_modified
from statements.filters import Selection
from statements.links.addresses import base_address, passage_permalink, permalink
from statements.models import Paragraph, Speech, Statement
from statements.models.statement import StatementStatus
from statements.models.totals import NOT_PUBLIC
from statements.text.identity import ANCHOR_PATTERN

from . import schemas
from .cursors import Key
from .lookups import public_or_problem
from .parameters import Paged, answer, chosen, fields_of, listed, only, record
from .problems import Problem

router = Router(tags=["Statements"])
_PK = Key("pk", descending=True)


class Order(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    ADDED = "added"


KEYS = {
    Order.NEWEST: (Key("date_earliest", "date", descending=True), _PK),
    Order.OLDEST: (Key("date_earliest", "date"), Key("pk")),
    Order.ADDED: (Key("published_at", "datetime", descending=True), _PK),
}


class StatementsAsked(Paged):
    party: str = Field("", description="Code of a country or organisation for which somebody speaks")
    about: str = Field("", description="Code of one that is spoken of")
    speaker: str = Field("", description="uid")
    topic: str = Field("", description="Path; the topics below it are included")
    treaty: str = Field("", description="uid")
    event: str = Field("", description="uid")
    publisher: str = Field("", description="uid")
    kind: schemas.Kind | None = None
    language: str = Field("", pattern="^[A-Za-z0-9-]{0,12}$", description="BCP 47 tag")
    date: str = Field(
        "", pattern="^([0-9]{4}(-(XX|[0-9]{2})(-(XX|[0-9]{2}))?)?)?$",
        description="2024, 2024-06, 2024-06-19; 2024-XX and 2024-06-XX where month or day is not known",
    )  # fmt: skip
    order: Order = Field(Order.NEWEST, description="By the date of the words, or by when they were added here")
    fields: str = fields_of(schemas.StatementSummary)


class StatementAsked(schemas.Schema):
    fields: str = fields_of(schemas.Statement)


class SpeechesAsked(Paged):
    statement: str = Field("", description="uid")
    speaker: str = Field("", description="uid")
    party: str = Field("", description="Code of the party spoken for")
    kind: schemas.TurnKind | None = None
    fields: str = fields_of(schemas.Speech)


class SpeechAsked(schemas.Schema):
    fields: str = fields_of(schemas.Speech)


@router.get("/statements", response=schemas.StatementList, operation_id="listStatements", summary="Statements")
def statements(request: HttpRequest, asked: Query[StatementsAsked]) -> HttpResponse:
    """Public statements that fit all filters, without their words: those come with each statement and its speeches."""
    filters = {
        name: record(name, value)
        for name in ("party", "about", "speaker", "topic", "treaty", "event", "publisher", "language", "date")
        if (value := getattr(asked, name))
    }
    selection = replace(Selection(), kind=str(asked.kind or ""), **{k: v for k, v in filters.items() if v})
    base = base_address(request)

    def write(pks: Sequence[int]) -> Iterator[dict]:
        for content in contents(pks, words=False):
            whole = _statement(content, base)
            del whole["speeches"]
            yield whole

    chosen_statements = selection.statements()
    if asked.order == Order.ADDED:
        chosen_statements = chosen_statements.exclude(published_at=None)
    return listed(request, chosen_statements, KEYS[asked.order], asked, write, None)


@router.get(
    "/statements/{uid}",
    response=schemas.Statement,
    operation_id="getStatement",
    summary="One statement, with its words",
)
def statement(request: HttpRequest, uid: str, asked: Query[StatementAsked]) -> HttpResponse:
    found = public_or_problem(uid)
    content = content_of(found)
    if content is None:
        raise Problem("not-found", f"{found.uid} is not public any more.")
    base = base_address(request)
    response = answer(only(_statement(content, base), chosen(asked.fields)))
    response["Link"] = f'<{permalink(base, content.uid)}>; rel="canonical"'
    tell_last_modified(response, content.datestamp)
    return response


@router.get("/speeches", response=schemas.SpeechList, operation_id="listSpeeches", summary="Speeches")
def speeches(request: HttpRequest, asked: Query[SpeechesAsked]) -> HttpResponse:
    """Turns of public statements with their words, statement by statement in the order in which these were entered."""
    rows = Speech.objects.all()
    if asked.statement.strip():
        rows = rows.filter(statement=public_or_problem(asked.statement))
    if speaker := record("speaker", asked.speaker):
        rows = rows.filter(speaker=speaker)
    if party := record("party", asked.party):
        rows = rows.filter(party=party)
    if asked.kind:
        rows = rows.filter(kind=str(asked.kind))
    # Two counts that an index answers, instead of one that looks up the status of each turn's statement.
    total = rows.count() - rows.filter(statement__status__in=NOT_PUBLIC).count()
    base = base_address(request)

    def write(pks: Sequence[int]) -> list[dict]:
        found = {speech.pk: speech for speech in _readable(rows.filter(pk__in=pks))}
        return [_speech(found[pk], base) for pk in pks if pk in found]

    public = rows.filter(statement__status=StatementStatus.PUBLISHED)
    return listed(request, public, (Key("statement_id"), Key("order")), asked, write, total)


@router.get(
    "/statements/{uid}/speeches/{anchor}", response=schemas.Speech, operation_id="getSpeech", summary="One speech"
)
def speech(request: HttpRequest, uid: str, anchor: Path[str], asked: Query[SpeechAsked]) -> HttpResponse:
    found = public_or_problem(uid)
    typed = anchor.lower()
    turns = _readable(Speech.objects.filter(statement=found, anchor=typed)) if ANCHOR_PATTERN.fullmatch(typed) else []
    for turn in turns:
        return answer(only(_speech(turn, base_address(request)), chosen(asked.fields)))
    raise Problem("not-found", f"{found.uid} has no speech {anchor[:8]}.")


def _statement(content: Content, base: str) -> dict:
    whole = json_record(content, base)
    return {**whole, "api_url": f"{base}{reverse('api-v1:statement', args=[content.uid])}"}


def _readable(rows: QuerySet[Speech]) -> QuerySet[Speech]:
    """Five queries at most, however many; the words of a whole page of turns are one of them."""
    paragraphs = Prefetch("paragraphs", Paragraph.objects.order_by("order"))
    return (
        rows.filter(statement__in=Statement.objects.published())
        .select_related("statement__publisher", "speaker", "party", "term")
        .prefetch_related(paragraphs)
    )


def _speech(speech: Speech, base: str) -> dict:
    of = speech.statement
    has_text = of.publisher.shows_full_text
    return {
        "statement": {"uid": of.uid, "title": of.title, "date": of.date, "permalink": permalink(base, of.uid)},
        "anchor": speech.anchor,
        "order": speech.order,
        "permalink": f"{base}{of.get_absolute_url()}#s-{speech.anchor}",
        "api_url": f"{base}{reverse('api-v1:speech', args=[of.uid, speech.anchor])}",
        "kind": speech.kind,
        "label": speech.label,
        "speaker": {"uid": speech.speaker.uid, "name": speech.speaker.name} if speech.speaker else None,
        "speaker_unknown": speech.speaker_unknown,
        "role": speech.role,
        "term": speech.term.title if speech.term else "",
        "party": {"code": speech.party.code, "name": speech.party.name} if speech.party else None,
        "interpreted": speech.interpreted,
        "interpreted_note": speech.interpreted_note,
        "language": speech.language,
        "timestamp": speech.timestamp,
        "certainty": speech.certainty,
        "has_text": has_text,
        "paragraphs": [
            {
                "anchor": paragraph.anchor,
                "kind": paragraph.kind,
                "text": paragraph.text,
                "permalink": passage_permalink(base, of.uid, paragraph.anchor),
            }
            for paragraph in (speech.paragraphs.all() if has_text else ())
        ],
    }
