"""Lists and search results as downloads: a page that says what to expect, and the streams themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from statements.filters.selection import redirect_old_parameters
from statements.links.addresses import get_base_url
from statements.search.contract.errors import SearchUnavailable

from .choosing import Choice, choose_list, choose_search
from .content import read_contents
from .files.json_records import render_json_line
from .files.tables import render_statement_rows
from .packages.parts import PackageSpec
from .packages.research_package import build_package
from .packages.zip_stream import stream_zip

# Lines are collected before they are sent: one network packet each would be slow.
CHUNK_SIZE = 64 * 1024
RETRY_AFTER = "30"  # seconds; as the search page says while the index is rebuilt


def _make_view(
    answer: Callable[[HttpRequest, Choice, str], HttpResponseBase], choose: Callable[[HttpRequest], Choice]
) -> Callable[[HttpRequest], HttpResponseBase]:
    @require_safe
    def view(request: HttpRequest) -> HttpResponseBase:
        try:
            choice = choose(request)
        except SearchUnavailable:
            return _unavailable_response()
        return answer(request, choice, "search_export" if choose is choose_search else "export")

    return view


def _page(request: HttpRequest, choice: Choice, name: str) -> HttpResponse:
    sizes = choice.expected_bytes()
    context = {
        "choice": choice,
        "count": len(choice),
        "files": [
            {"url": reverse(f"statements:{name}_{format}") + choice.query, "format": format, "bytes": sizes[format]}
            for format in ("csv", "jsonl", "zip")
        ],
    }
    return render(request, "statements/export.html", context)


def _csv(request: HttpRequest, choice: Choice, name: str) -> HttpResponseBase:
    lines = render_statement_rows(read_contents(choice.pks, words=False), get_base_url(request))
    return _stream_lines(choice, lines, "text/csv; charset=utf-8; header=present", "csv")


def _jsonl(request: HttpRequest, choice: Choice, name: str) -> HttpResponseBase:
    base = get_base_url(request)
    return _stream_lines(
        choice, (render_json_line(content, base) for content in read_contents(choice.pks)), "application/jsonl", "jsonl"
    )


def _zip(request: HttpRequest, choice: Choice, name: str) -> HttpResponseBase:
    base, now = get_base_url(request), timezone.now()
    spec = PackageSpec(choice.words, base + choice.list_address, base, now)
    response = _download_response(
        stream_zip(build_package(read_contents(choice.pks), spec), now), "application/zip", choice, "zip"
    )
    # It is compressed already: this header keeps the middleware from doing so again.
    response["Content-Encoding"] = "identity"
    return response


def _stream_lines(choice: Choice, lines: Iterable[str], media_type: str, ending: str) -> HttpResponseBase:
    return _download_response(_join_lines(lines), media_type, choice, ending)


def _join_lines(lines: Iterable[str]) -> Iterable[bytes]:
    waiting, size = [], 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size >= CHUNK_SIZE:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    if waiting:
        yield "".join(waiting).encode()


def _download_response(chunks: Iterable[bytes], media_type: str, choice: Choice, ending: str) -> HttpResponseBase:
    if choice.problems:
        # Without an unusable filter the file would contain more than was asked for, unnoticed.
        text = "\n".join(choice.problems) + "\n"
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    count = len(choice)
    response = StreamingHttpResponse(chunks, content_type=media_type)
    name = f"chancery-{timezone.now():%Y-%m-%d}-{count}-statement{'s' * (count != 1)}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Robots-Tag"] = "noindex"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-store"
    return response


def _unavailable_response() -> HttpResponse:
    text = "The search index is being rebuilt. Try again soon.\n"
    return HttpResponse(
        text, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": RETRY_AFTER}
    )


page, search_page = (redirect_old_parameters(_make_view(_page, choose)) for choose in (choose_list, choose_search))
csv, jsonl, corpus = (_make_view(answer, choose_list) for answer in (_csv, _jsonl, _zip))
search_csv, search_jsonl, search_corpus = (_make_view(answer, choose_search) for answer in (_csv, _jsonl, _zip))
