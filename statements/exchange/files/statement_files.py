"""A statement as a file: text, JSON, TEI. The address has no slug, so that it never changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag

from statements.exchange.content import Content, read_content
from statements.links.addresses import build_permalink, get_base_url
from statements.links.resolving import page_without_slug
from statements.models import Statement

from .json_records import render_json
from .plain_text import render_plain_text
from .tei import render_tei_document


@dataclass(frozen=True, slots=True)
class FileFormat:
    ending: str
    media_type: str
    write: Callable[[Content, str], str]


FILE_FORMATS = {
    "text": FileFormat("txt", "text/plain; charset=utf-8", render_plain_text),
    "json": FileFormat("json", "application/json", render_json),
    "tei": FileFormat("tei.xml", "application/tei+xml; charset=utf-8", render_tei_document),
}


@page_without_slug(Statement.objects.published_or_withdrawn)
def statement_file(request: HttpRequest, statement: Statement, form: str) -> HttpResponse:
    changed = statement.datestamp or statement.published_at
    assert changed is not None  # of every public statement
    etag = quote_etag(f"{statement.uid}-{form}-{changed:%Y%m%d%H%M%S%f}")
    if not_modified := get_conditional_response(request, etag=etag, last_modified=int(changed.timestamp())):
        return not_modified
    content = read_content(statement)
    if content is None:
        raise Http404(f"{statement.uid} is not public any more.")
    base, wanted = get_base_url(request), FILE_FORMATS[form]
    response = HttpResponse(wanted.write(content, base), content_type=wanted.media_type)
    response["Content-Disposition"] = f'inline; filename="chancery-{statement.uid}.{wanted.ending}"'
    response["ETag"], response["Last-Modified"] = etag, http_date(changed.timestamp())
    response["Link"] = f'<{build_permalink(base, statement.uid)}>; rel="canonical"'
    # Scripts of any page may read what anybody may read.
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response
