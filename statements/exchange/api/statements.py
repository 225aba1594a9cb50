"""Statements and their speeches. Where the licence forbids the text, everything but the words is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from statements.exchange.content import Content, read_content, read_contents
from statements.exchange.files.json_records import build_json_record
from statements.exchange.revalidation import set_last_modified
from statements.filters import parse_filters
from statements.filters.database import list_sort, select_statements
from statements.links.addresses import build_passage_permalink, build_permalink, get_base_url
from statements.models import Paragraph, Speech, Statement
from statements.models.base import build_speech_fragment
from statements.models.speech import SpeechKind
from statements.models.statement import NOT_PUBLIC, StatementStatus
from statements.search.contract.requests import Sort
from statements.text.identity import ANCHOR_PATTERN

from . import schemas
from .cursors import Key
from .filter_parameters import DEPRECATED, FilterParameters, resolve_filter
from .lookups import get_public_statement
from .parameters import (
    Paged,
    fields_parameter,
    json_response,
    list_response,
    parse_fields,
    select_fields,
)
from .problems import Problem

router = Router(tags=["Statements"])
_PK = Key("pk", descending=True)


KEYS = {
    Sort.NEWEST: (Key("date_earliest", "date", descending=True), _PK),
    Sort.OLDEST: (Key("date_earliest", "date"), Key("pk")),
    Sort.ADDED: (Key("published_at", "datetime", descending=True), _PK),
}


class StatementsParameters(FilterParameters):
    fields: str = fields_parameter(schemas.StatementSummary)


class StatementParameters(Schema):
    fields: str = fields_parameter(schemas.Statement)


class SpeechesParameters(Paged):
    statement: str = Field("", description="uid")
    speaker: str = Field("", description="uid")
    country: str = Field("", description="Code of the country or organisation spoken for")
    party: str = Field(
        "", json_schema_extra=DEPRECATED, description="Old name of `country`, which wins where both are given"
    )
    kind: SpeechKind | None = None
    fields: str = fields_parameter(schemas.Speech)


class SpeechParameters(Schema):
    fields: str = fields_parameter(schemas.Speech)


@router.get("/statements", response=schemas.StatementList, operation_id="listStatements", summary="Statements")
def statements(request: HttpRequest, parameters: Query[StatementsParameters]) -> HttpResponse:
    """Public statements that fit all filters, without their words: those come with each statement and its speeches."""
    parsed = parse_filters(request.GET, keep_unknown=True)
    if parsed.problems:
        raise Problem("no-such-filter", parsed.messages[0])
    base = get_base_url(request)

    def write(pks: Sequence[int]) -> Iterator[dict[str, object]]:
        for content in read_contents(pks, words=False):
            whole = _statement_record(content, base)
            del whole["speeches"]
            yield whole

    sort, rows = list_sort(parsed.selection), select_statements(parsed.selection)
    if sort == Sort.ADDED:
        rows = rows.exclude(published_at=None)
    return list_response(request, rows, KEYS[sort], parameters, write)


@router.get(
    "/statements/{uid}",
    response=schemas.Statement,
    operation_id="getStatement",
    summary="One statement, with its words",
)
def statement(request: HttpRequest, uid: str, parameters: Query[StatementParameters]) -> HttpResponse:
    found = get_public_statement(uid)
    content = read_content(found)
    if content is None:
        raise Problem("not-found", f"{found.uid} is not public any more.")
    base = get_base_url(request)
    response = json_response(select_fields(_statement_record(content, base), parse_fields(parameters.fields)))
    response["Link"] = f'<{build_permalink(base, content.uid)}>; rel="canonical"'
    set_last_modified(response, content.datestamp)
    return response


@router.get("/speeches", response=schemas.SpeechList, operation_id="listSpeeches", summary="Speeches")
def speeches(request: HttpRequest, parameters: Query[SpeechesParameters]) -> HttpResponse:
    """Turns of public statements with their words, statement by statement in the order in which these were entered."""
    rows = Speech.objects.all()
    if parameters.statement.strip():
        rows = rows.filter(statement=get_public_statement(parameters.statement))
    if speaker := resolve_filter("speaker", parameters.speaker):
        rows = rows.filter(speaker=speaker.pk)
    if party := resolve_filter("country", parameters.country, parameters.party):
        rows = rows.filter(party=party.pk)
    if parameters.kind:
        rows = rows.filter(kind=str(parameters.kind))
    # Two counts that an index answers, instead of one that looks up the status of each turn's statement.
    total = rows.count() - rows.filter(statement__status__in=NOT_PUBLIC).count()
    base = get_base_url(request)

    def write(pks: Sequence[int]) -> list[dict[str, object]]:
        found = {speech.pk: speech for speech in _public_speeches(rows.filter(pk__in=pks))}
        return [_speech_record(found[pk], base) for pk in pks if pk in found]

    public = rows.filter(statement__status=StatementStatus.PUBLISHED)
    return list_response(request, public, (Key("statement_id"), Key("order")), parameters, write, total)


@router.get(
    "/statements/{uid}/speeches/{anchor}", response=schemas.Speech, operation_id="getSpeech", summary="One speech"
)
def speech(request: HttpRequest, uid: str, anchor: Path[str], parameters: Query[SpeechParameters]) -> HttpResponse:
    found = get_public_statement(uid)
    typed = anchor.lower()
    if ANCHOR_PATTERN.fullmatch(typed):
        turn = _public_speeches(Speech.objects.filter(statement=found, anchor=typed)).first()
        if turn:
            record = _speech_record(turn, get_base_url(request))
            return json_response(select_fields(record, parse_fields(parameters.fields)))
    raise Problem("not-found", f"{found.uid} has no speech {anchor[:8]}.")


def _statement_record(content: Content, base: str) -> dict[str, object]:
    whole = build_json_record(content, base)
    return {**whole, "api_url": f"{base}{reverse('api-v1:statement', args=[content.uid])}"}


def _public_speeches(rows: QuerySet[Speech]) -> QuerySet[Speech]:
    """Five queries at most, however many; the words of a whole page of turns are one of them."""
    paragraphs = Prefetch("paragraphs", Paragraph.objects.order_by("order"))
    return (
        rows.filter(statement__in=Statement.objects.published())
        .select_related("statement__publisher", "speaker", "party", "term")
        .prefetch_related(paragraphs)
    )


def _speech_record(speech: Speech, base: str) -> dict[str, object]:
    statement = speech.statement
    has_text = statement.shows_full_text
    return {
        "statement": {
            "uid": statement.uid,
            "title": statement.title,
            "date": statement.date,
            "permalink": build_permalink(base, statement.uid),
        },
        "anchor": speech.anchor,
        "order": speech.order,
        "permalink": base + statement.get_absolute_url() + build_speech_fragment(speech.anchor),
        "api_url": f"{base}{reverse('api-v1:speech', args=[statement.uid, speech.anchor])}",
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
                "permalink": build_passage_permalink(base, statement.uid, paragraph.anchor),
            }
            for paragraph in (speech.paragraphs.all() if has_text else ())
        ],
    }
