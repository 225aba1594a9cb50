"""The search: the form, the query language, the facets and the counts of the search page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from ninja import Query, Router
from pydantic import Field

from statements.filters.narrowing import Address, restated
from statements.filters.search_requests import MOST_VALUES, Asked, asked
from statements.links.addresses import build_passage_permalink, build_permalink, get_base_url
from statements.search.contract.errors import SearchUnavailable
from statements.search.contract.requests import MAX_PAGE
from statements.search.contract.results import Results
from statements.search.engine import get_engine
from statements.search.language import format_query
from statements.search.language.errors import QueryError
from statements.search.name_resolution import labels
from statements.search.shown_hits import ShownHit, shown_hits

from . import search_schemas
from .cursors import decode_cursor, encode_cursor
from .parameters import Paged, fields_parameter, json_response, next_page_url, parse_fields, select_fields
from .problems import Problem

router = Router(tags=["Search"])
RETRY_AFTER = "30"  # seconds; as the search page says while the index is rebuilt
STRICT = "handling=strict"


def _codes_parameter(what: str):
    return Field(default_factory=list, description=f"{what}; any of several, of which {MOST_VALUES} are read")


class SearchParameters(Paged):
    q: str = Field("", description="The query, in the language of the search page")
    scope: search_schemas.Scope = Field(search_schemas.Scope.STATEMENT, description="Within what all words must stand")
    show: search_schemas.Show = Field(search_schemas.Show.STATEMENTS, description="What a hit is")
    sort: search_schemas.Sort = Field(search_schemas.Sort.RELEVANCE)
    since: str = Field("", description="EDTF date or English words for one")
    until: str = Field("", description="EDTF date or English words for one")
    country: list[str] = _codes_parameter("Codes of countries or organisations spoken for")
    speaker: list[str] = _codes_parameter("uids")
    about: list[str] = _codes_parameter("Codes of countries or organisations spoken of")
    topic: list[str] = _codes_parameter("Paths")
    kind: list[str] = _codes_parameter("Kinds of statements")
    publisher: list[str] = _codes_parameter("uids")
    lang: list[str] = _codes_parameter("BCP 47 tags")
    treaty: list[str] = _codes_parameter("uids")
    interpreted: list[str] = _codes_parameter("yes or no")
    event: list[str] = _codes_parameter("uids")
    year: list[str] = _codes_parameter("Years")
    fields: str = fields_parameter(search_schemas.Hit)


@router.get("/search", response=search_schemas.SearchResult, operation_id="search", summary="Search")
def search(request: HttpRequest, asked_for: Query[SearchParameters]) -> HttpResponse:
    """What the search page finds for the same parameters, with the same counts.

    A faulty query is mended as the page mends it, and `problems` says how. With the header `Prefer: handling=strict` it
    is answered 400 instead, with the corrected query.
    """
    question = asked(request.GET)
    strict = STRICT in request.headers.get("Prefer", "").replace(" ", "").lower()
    if strict and (question.problems or question.notices):
        raise _refusal(question)
    name = f"{request.path}?{asked_for.limit}&{_filters(request)}"
    page = _page(name, asked_for.cursor)
    try:
        results = get_engine().search(replace(question.request, page=page, per_page=asked_for.limit))
    except SearchUnavailable as error:
        raise Problem(
            "search-unavailable", "The index cannot be used just now.", headers={"Retry-After": RETRY_AFTER}
        ) from error
    response = json_response(_body(request, question, results, name, parse_fields(asked_for.fields)))
    if strict:
        response["Preference-Applied"] = STRICT
    patch_vary_headers(response, ["Prefer"])
    return response


def _refusal(question: Asked) -> Problem:
    first = question.problems[0].reason if question.problems else question.notices[0]
    return Problem(
        "faulty-query", first,
        problems=[_problem(each) for each in question.problems],
        corrected=question.problems[0].corrected if question.problems else "",
        notices=list(question.notices), headers={"Vary": "Prefer"},
    )  # fmt: skip


def _filters(request: HttpRequest) -> str:
    return Address(request.GET).without("cursor", "fields", "limit").removeprefix("?")


def _page(name: str, cursor: str) -> int:
    """A ranking has no keys to begin behind: its cursor counts pages. Raises ``Problem``."""
    if not cursor:
        return 1
    (page,) = decode_cursor(name, cursor, ["int"])
    return min(max(1, page), MAX_PAGE)


def _body(
    request: HttpRequest, question: Asked, results: Results, name: str, shown: frozenset[str]
) -> Mapping[str, object]:
    base = get_base_url(request)
    cursor = encode_cursor(name, [results.page + 1]) if results.page < results.pages else ""
    return {
        "query": question.request.text,
        "understood": format_query(question.request.query),
        "restated": restated(question.request),
        "problems": [_problem(each) for each in question.problems],
        "notices": [*question.notices, *results.notices],
        "total": results.total,
        "statements": results.statements,
        "next": next_page_url(request, cursor),
        "next_cursor": cursor or None,
        "results": [select_fields(_hit(hit, base), shown) for hit in shown_hits(question.request, results)],
        "facets": {facet: _values(facet, results) for facet in results.facets},
        "distinct": dict(results.distinct),
    }


def _problem(error: QueryError) -> dict[str, object]:
    return {
        "name": error.name, "reason": error.reason, "start": error.start, "end": error.end,
        "corrected": error.corrected,
    }  # fmt: skip


def _values(facet: str, results: Results) -> list[dict[str, object]]:
    counts = results.facets[facet]
    names = labels(facet, [each.code for each in counts])
    return [
        {"code": each.code, "name": names[each.code], "count": each.count, "selected": each.selected} for each in counts
    ]


def _hit(hit: ShownHit, base: str) -> dict[str, object]:
    statement = hit.statement
    parties = {voice.code: voice.party for voice in hit.voices if voice.code}
    return {
        "uid": statement.uid,
        "permalink": build_permalink(base, statement.uid),
        "api_url": base + reverse("api-v1:statement", args=[statement.uid]),
        "title": statement.title,
        "date": statement.date,
        "kind": statement.kind,
        "language": statement.language,
        "place": statement.place,
        "publisher": statement.publisher,
        "speakers": [{"uid": voice.uid, "name": voice.name} for voice in hit.voices],
        "parties": [{"code": code, "name": name} for code, name in parties.items()],
        "finds": hit.finds,
        "passages": [
            {
                "anchor": passage.anchor,
                "number": passage.number,
                "permalink": build_passage_permalink(base, statement.uid, passage.anchor),
                "speaker": passage.speaker,
                "party": passage.party,
                "role": passage.role,
                "interpreted": passage.interpreted,
                "html": passage.html,
            }
            for passage in hit.passages
        ],
    }
