"""A page of results for programs: JSON and CSV, of the same request as the page."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.html import strip_tags

from statements.filters.descriptions import describe_search
from statements.filters.index import ParsedSearch
from statements.filters.page_links import PageAddress
from statements.search.engine import SearchAnswer
from statements.search.hit_details import HitDetails, load_hits
from statements.search.language import format_query
from statements.text.table_cells import escape_formula

_COLUMNS = (
    "uid", "url", "date", "title", "kind", "language", "speakers", "countries", "place", "publisher", "finds",
    "passage", "passage_url", "passage_speaker",
)  # fmt: skip


def render_json(request: HttpRequest, search: ParsedSearch, answer: SearchAnswer) -> JsonResponse:
    """`total` counts hits, `statements` the statements they are in; `next` is the address of the next page or null.

    `loosened` is null, or the query for any of the words where no statement has them all.
    """
    results = answer.results
    address = PageAddress.of_query(request.GET, search.selection)
    has_next = results.page < results.pages
    body = {
        "query": search.request.text,
        "understood": format_query(search.request.query),
        "restated": describe_search(search),
        "loosened": format_query(answer.request.query) if answer.is_fallback else None,
        "problems": [
            {"name": p.name, "reason": p.reason, "start": p.start, "end": p.end, "corrected": p.corrected}
            for p in search.problems
        ],
        "notices": [*search.notices, *results.notices],
        "total": results.total,
        "statements": results.statements,
        "page": results.page,
        "pages": results.pages,
        "next": request.build_absolute_uri(f"?{address.query}&page={results.page + 1}&format=json")
        if has_next
        else None,
        "hits": [_hit(request, hit) for hit in load_hits(answer.request, answer.results)],
        "facets": {
            name: [{"code": each.code, "count": each.count, "selected": each.selected} for each in counts]
            for name, counts in results.facets.items()
        },
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def _hit(request: HttpRequest, hit: HitDetails) -> dict:
    statement = hit.statement
    return {
        "uid": statement.uid,
        "url": request.build_absolute_uri(statement.get_absolute_url()),
        "title": statement.title,
        "date": statement.date,
        "kind": statement.kind,
        "language": statement.language,
        "place": statement.place,
        "publisher": statement.publisher,
        "speakers": [speaker.name for speaker in hit.speakers],
        "countries": sorted({speaker.code for speaker in hit.speakers if speaker.code}),
        "finds": hit.finds,
        "passages": [
            {
                "anchor": passage.anchor,
                "number": passage.number,
                "url": request.build_absolute_uri(passage.url),
                "speaker": passage.speaker,
                "party": passage.party,
                "interpreted": passage.interpreted,
                "html": passage.html,
            }
            for passage in hit.passages
        ],
    }


def render_csv(answer: SearchAnswer) -> HttpResponse:
    """The hits of the page: a row for each passage, or for each statement without one."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(_COLUMNS)
    for hit in load_hits(answer.request, answer.results):
        for row in _rows(hit):
            writer.writerow([escape_formula(cell) for cell in row])
    name = "search-some-of-the-words" if answer.is_fallback else "search"
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    # A byte order mark tells spreadsheets that it is UTF-8.
    return HttpResponse("\ufeff" + table.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _rows(hit: HitDetails) -> Iterator[list[object]]:
    statement = hit.statement
    first = [
        statement.uid, statement.get_absolute_url(), statement.date, statement.title, statement.kind,
        statement.language, "; ".join(speaker.name for speaker in hit.speakers),
        "; ".join(sorted({speaker.party for speaker in hit.speakers if speaker.party})), statement.place,
        statement.publisher or "", hit.finds,
    ]  # fmt: skip
    if not hit.passages:
        yield [*first, "", "", ""]
    for passage in hit.passages:
        yield [*first, html.unescape(strip_tags(passage.html)), passage.url, passage.speaker]
