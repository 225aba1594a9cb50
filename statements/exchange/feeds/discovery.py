"""OpenSearch and robots.txt: how browsers and crawlers discover what is here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from statements.exchange.xml_text import element, start_tag
from statements.links.addresses import get_base_url

from .atom import MEDIA_TYPE

OPENSEARCH_TYPE = "application/opensearchdescription+xml"
SUGGESTIONS_TYPE = "application/x-suggestions+json"


class Suggestion(Protocol):
    @property
    def label(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def url(self) -> str: ...


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """The description by which a browser adds this search (OpenSearch 1.1)."""
    base = get_base_url(request)
    search, suggest = base + reverse("statements:search"), base + reverse("statements:suggest")
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n',
        start_tag("OpenSearchDescription", xmlns="http://a9.com/-/spec/opensearch/1.1/"),
        element("ShortName", "Chancery"),
        element("Description", "Search the words of diplomatic statements"),
        element("Tags", "diplomacy statements speeches treaties"),
        element("Image", base + static("img/mark.svg"), type="image/svg+xml"),
        _render_url("text/html", f"{search}?q={{searchTerms}}&page={{startPage?}}"),
        _render_url(MEDIA_TYPE, f"{search}?q={{searchTerms}}&page={{startPage?}}&format=atom"),
        _render_url("application/json", f"{search}?q={{searchTerms}}&page={{startPage?}}&format=json"),
        _render_url(SUGGESTIONS_TYPE, f"{suggest}?q={{searchTerms}}&format=opensearch", "suggestions"),
        _render_url(OPENSEARCH_TYPE, base + reverse("statements:opensearch"), "self"),
        element("Query", role="example", searchTerms="multipolar world"),
        element("InputEncoding", "UTF-8"),
        element("OutputEncoding", "UTF-8"),
        "</OpenSearchDescription>\n",
    ]
    return HttpResponse("".join(parts), content_type=f"{OPENSEARCH_TYPE}; charset=utf-8")


def _render_url(media_type: str, template: str, rel: str = "results") -> str:
    return element("Url", type=media_type, rel=rel, template=template)


def suggestions_response(request: HttpRequest, typed: str, found: Iterable[Suggestion]) -> JsonResponse:
    """Suggestions as browsers read them: the query, names, descriptions, addresses (OpenSearch Suggestions 1.1)."""
    base, found = get_base_url(request), list(found)
    body = [typed, [each.label for each in found], [each.kind for each in found], [base + each.url for each in found]]
    return JsonResponse(body, safe=False, content_type=SUGGESTIONS_TYPE, json_dumps_params={"ensure_ascii": False})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Crawlers may read permalinks, lists with their pages, and plain searches that somebody linked to.

    Not combinations of filters, which are endless and lead to nothing new, and not downloads.
    """
    base, search = get_base_url(request), reverse("statements:search")
    lines = [
        "User-agent: *",
        *(f"Disallow: {reverse(f'statements:{name}')}" for name in ("suggest", "export")),
        f"Disallow: {reverse('admin:index')}",
        "Disallow: /*?",
        "Allow: /*?page=",
        "Allow: /*?format=atom",
        f"Allow: {search}?q=",
        f"Disallow: {search}?q=*&",
        f"Allow: {reverse('statements:oai')}?",
        "",
        f"Sitemap: {base}{reverse('statements:sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
