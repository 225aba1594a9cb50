"""The search: the form, the query language, the facets and the counts of the search page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from ninja import Query, Router
from pydantic import Field

from statements.filters.descriptions import describe_search
from statements.filters.index import ParsedSearch, parse_search
from statements.filters.page_links import PageAddress
from statements.filters.record_names import RecordNames
from statements.links.addresses import build_passage_permalink, build_permalink, get_base_url
from statements.search.contract.errors import SearchUnavailable
from statements.search.contract.requests import MAX_PAGE, Scope, Show
from statements.search.contract.results import Results
from statements.search.engine import get_engine
from statements.search.hit_details import HitDetails, load_hits
from statements.search.language import format_query
from statements.search.language.errors import QueryError

from . import search_schemas
from .cursors import decode_cursor, encode_cursor
from .filter_parameters import FilterParameters
from .parameters import fields_parameter, json_response, next_page_url, parse_fields, select_fields
from .problems import Problem

router = Router(tags=["Search"])
RETRY_AFTER = "30"  # seconds; as the search page says while the index is rebuilt
STRICT = "handling=strict"


class SearchParameters(FilterParameters):
    q: str = Field("", description="The query, in the language of the search page")
    scope: Scope = Field(Scope.STATEMENT, description="Within what all words must stand")
    show: Show = Field(Show.STATEMENTS, description="What a hit is")
    fields: str = fields_parameter(search_schemas.Hit)


@router.get("/search", response=search_schemas.SearchResult, operation_id="search", summary="Search")
def search(request: HttpRequest, parameters: Query[SearchParameters]) -> HttpResponse:
    """What the search page finds for the same parameters, with the same counts.

    A faulty query is mended as the page mends it, and `problems` says how. With the header `Prefer: handling=strict` it
    is answered 400 instead, with the corrected query.
    """
    parsed = parse_search(request.GET)
    strict = STRICT in request.headers.get("Prefer", "").replace(" ", "").lower()
    if strict and (parsed.problems or parsed.notices):
        raise _refusal(parsed)
    name = f"{request.path}?{parameters.limit}&{_filters(request)}"
    page = _page(name, parameters.cursor)
    try:
        results = get_engine().search(replace(parsed.request, page=page, per_page=parameters.limit))
    except SearchUnavailable as error:
        raise Problem(
            "search-unavailable", "The index cannot be used just now.", headers={"Retry-After": RETRY_AFTER}
        ) from error
    response = json_response(_body(request, parsed, results, name, parse_fields(parameters.fields)))
    if strict:
        response["Preference-Applied"] = STRICT
    patch_vary_headers(response, ["Prefer"])
    return response


def _refusal(parsed: ParsedSearch) -> Problem:
    first = parsed.problems[0].reason if parsed.problems else parsed.notices[0]
    return Problem(
        "faulty-query", first,
        problems=[_problem(each) for each in parsed.problems],
        corrected=parsed.problems[0].corrected if parsed.problems else "",
        notices=list(parsed.notices), headers={"Vary": "Prefer"},
    )  # fmt: skip


def _filters(request: HttpRequest) -> str:
    return PageAddress(dict(request.GET.lists())).without("cursor", "fields", "limit").removeprefix("?")


def _page(name: str, cursor: str) -> int:
    """A ranking has no keys to continue from: its cursor counts pages. Raises ``Problem``."""
    if not cursor:
        return 1
    (page,) = decode_cursor(name, cursor, ["int"])
    assert isinstance(page, int)  # the reader of its kind
    return min(max(1, page), MAX_PAGE)


def _body(
    request: HttpRequest, parsed: ParsedSearch, results: Results, name: str, shown: frozenset[str]
) -> Mapping[str, object]:
    base = get_base_url(request)
    cursor = encode_cursor(name, [results.page + 1]) if results.page < results.pages else ""
    return {
        "query": parsed.request.text,
        "understood": format_query(parsed.request.query),
        "restated": describe_search(parsed),
        "problems": [_problem(each) for each in parsed.problems],
        "notices": [*parsed.notices, *results.notices],
        "total": results.total,
        "statements": results.statements,
        "next": next_page_url(request, cursor),
        "next_cursor": cursor or None,
        "results": [select_fields(_hit(hit, base), shown) for hit in load_hits(parsed.request, results)],
        "facets": _facets(results, parsed.selection.names),
        "distinct": dict(results.distinct),
    }


def _problem(error: QueryError) -> dict[str, object]:
    return {
        "name": error.name, "reason": error.reason, "start": error.start, "end": error.end,
        "corrected": error.corrected,
    }  # fmt: skip


def _facets(results: Results, names: RecordNames) -> dict[str, list[dict[str, object]]]:
    """By the names of the index, which the document has promised: `lang`, not `language`."""
    names.look_up((facet, [each.code for each in counts]) for facet, counts in results.facets.items())
    return {
        facet: [
            {"code": each.code, "name": names.name(facet, each.code), "count": each.count, "selected": each.selected}
            for each in counts
        ]
        for facet, counts in results.facets.items()
    }


def _hit(hit: HitDetails, base: str) -> dict[str, object]:
    statement = hit.statement
    parties = {speaker.code: speaker.party for speaker in hit.speakers if speaker.code}
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
        "speakers": [{"uid": speaker.uid, "name": speaker.name} for speaker in hit.speakers],
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
