"""A page of results for programs: JSON and CSV, of the same request as the page."""

from __future__ import annotations

import csv
import html
import io

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.html import strip_tags

from statements.filters.narrowing import Address, restated
from statements.filters.search_requests import Asked
from statements.search.answers import Answer
from statements.search.language import format_query
from statements.search.shown_hits import ShownHit, shown_hits

_COLUMNS = (
    "uid", "url", "date", "title", "kind", "language", "speakers", "countries", "place", "publisher", "finds",
    "passage", "passage_url", "passage_speaker",
)  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(request: HttpRequest, question: Asked, answer: Answer) -> JsonResponse:
    """`total` counts hits, `statements` the statements they are in; `next` is the address of the next page or null.

    `loosened` is null, or the query that was asked in place of one that nothing answers.
    """
    results = answer.results
    address = Address(request.GET)
    more = results.page < results.pages
    body = {
        "query": question.request.text,
        "understood": format_query(question.request.query),
        "restated": restated(question.request),
        "loosened": format_query(answer.request.query) if answer.loose else None,
        "problems": [
            {"name": p.name, "reason": p.reason, "start": p.start, "end": p.end, "corrected": p.corrected}
            for p in question.problems
        ],
        "notices": [*question.notices, *results.notices],
        "total": results.total,
        "statements": results.statements,
        "page": results.page,
        "pages": results.pages,
        "next": request.build_absolute_uri(f"?{address.query}&page={results.page + 1}&format=json") if more else None,
        "hits": [_hit(request, hit) for hit in shown_hits(answer.request, answer.results)],
        "facets": {
            name: [{"code": each.code, "count": each.count, "selected": each.selected} for each in counts]
            for name, counts in results.facets.items()
        },
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def _hit(request: HttpRequest, hit: ShownHit) -> dict:
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
        "speakers": [voice.name for voice in hit.voices],
        "countries": sorted({voice.code for voice in hit.voices if voice.code}),
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


def as_csv(answer: Answer) -> HttpResponse:
    """A row a passage, or a row a statement where no passage was asked for; of this page of the results."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(_COLUMNS)
    for hit in shown_hits(answer.request, answer.results):
        for row in _rows(hit):
            writer.writerow([_safe(cell) for cell in row])
    name = "search-some-of-the-words" if answer.loose else "search"
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    # A byte order mark tells spreadsheets that it is UTF-8.
    return HttpResponse("\ufeff" + table.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _rows(hit: ShownHit):
    statement = hit.statement
    first = [
        statement.uid, statement.get_absolute_url(), statement.date, statement.title, statement.kind,
        statement.language, "; ".join(voice.name for voice in hit.voices),
        "; ".join(sorted({voice.party for voice in hit.voices if voice.party})), statement.place,
        statement.publisher or "", hit.finds,
    ]  # fmt: skip
    if not hit.passages:
        yield [*first, "", "", ""]
    for passage in hit.passages:
        yield [*first, html.unescape(strip_tags(passage.html)), passage.url, passage.speaker]


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
