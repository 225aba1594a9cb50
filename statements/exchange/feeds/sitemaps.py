"""Sitemaps: every public page with a permalink, 10,000 to a file, each with the time of its last change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import quote

from django.db.models import Max, Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from statements.exchange.last_change import read_last_public_change
from statements.exchange.xml_text import element, start_tag
from statements.links.addresses import get_base_url
from statements.models import Event, Party, Publisher, Speaker, Statement, Topic, Treaty
from statements.models.statement import PartyRole, StatementStatus
from statements.text.batches import batches

from .atom import format_datetime

URLS_PER_SITEMAP = 10_000
MAX_SITEMAPS = 50_000  # in an index, by the protocol
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Pages that every archive has.
_PAGES = (
    "home", "statements", "dates", "speakers", "countries", "organisations", "topics", "treaties", "events",
    "publishers", "about", "searching", "citing", "api",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """``rows`` are the parts of an address and when it changed, in an order that keeps files stable; ``path`` makes the
    address of the parts."""

    rows: Callable[[], QuerySet | list[tuple]]
    path: Callable[..., str]


def _list_pages() -> list[tuple]:
    changed = read_last_public_change()
    return [(name, changed) for name in _PAGES]


def _statements() -> QuerySet:
    return Statement.objects.published().order_by("pk").values_list("uid", "slug", "datestamp")


def _with_statements(model: type[Model], link: str, *names: str, **condition: object) -> QuerySet:
    """Records with a public statement; they change with the statements that they list."""
    public = {f"{link}__status": StatementStatus.PUBLISHED, **condition}
    dated = model._default_manager.filter(**public).annotate(changed=Max(f"{link}__datestamp"))
    return dated.order_by("pk").values_list(*names, "changed")


def _treaties() -> QuerySet:
    """All treaties: one that no statement mentions has a page too."""
    public = Q(mentions__statement__status=StatementStatus.PUBLISHED)
    dated = Treaty.objects.annotate(changed=Max("mentions__statement__datestamp", filter=public))
    return dated.order_by("pk").values_list("uid", "slug", "changed")


def _record_path(name: str) -> Callable[[str, str], str]:
    """Addresses of one kind of record, whose route is looked up only once."""

    def path(uid: str, slug: str) -> str:
        return f"{before()}{uid}/{quote(slug)}/"

    @cache
    def before() -> str:
        return reverse(f"statements:{name}", args=["0", "0"]).removesuffix("0/0/")

    return path


SECTIONS: dict[str, Section] = {
    "pages": Section(_list_pages, lambda name: reverse(f"statements:{name}")),
    "statements": Section(_statements, _record_path("statement")),
    "speakers": Section(lambda: _with_statements(Speaker, "voices__statement", "uid", "slug"), _record_path("speaker")),
    "parties": Section(
        lambda: _with_statements(
            Party, "statement_roles__statement", "code", "kind", statement_roles__role=PartyRole.SPEAKING
        ),
        lambda code, kind: Party(code=code, kind=kind).get_absolute_url(),
    ),
    "topics": Section(
        lambda: _with_statements(Topic, "statements", "path"), lambda path: Topic(path=path).get_absolute_url()
    ),
    "treaties": Section(_treaties, _record_path("treaty")),
    "events": Section(lambda: _with_statements(Event, "statements", "uid", "slug"), _record_path("event")),
    "publishers": Section(lambda: _with_statements(Publisher, "statements", "uid", "slug"), _record_path("publisher")),
}


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    base = get_base_url(request)
    parts = [_DECLARATION, start_tag("sitemapindex", xmlns=_NAMESPACE)]
    for name, section in SECTIONS.items():
        dates = [row[-1] for row in section.rows()]
        for number, batch in enumerate(batches(dates, URLS_PER_SITEMAP), start=1):
            changed = max((when for when in batch if when), default=None)
            parts.append(
                _render_location("sitemap", base + reverse("statements:sitemap_piece", args=[name, number]), changed)
            )
    return _xml_response([*parts, "</sitemapindex>\n"])


@require_safe
def sitemap(request: HttpRequest, section: str, number: int) -> HttpResponse:
    shown = SECTIONS.get(section)
    if shown is None or not 0 < number <= MAX_SITEMAPS:
        raise Http404("There is no such sitemap.")
    rows = list(shown.rows()[(number - 1) * URLS_PER_SITEMAP : number * URLS_PER_SITEMAP])
    if not rows:
        raise Http404("There is no such sitemap.")
    base = get_base_url(request)
    parts = [_DECLARATION, start_tag("urlset", xmlns=_NAMESPACE)]
    parts += [_render_location("url", base + shown.path(*parts_of_path), changed) for *parts_of_path, changed in rows]
    return _xml_response([*parts, "</urlset>\n"])


_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def _render_location(name: str, address: str, changed: datetime | None) -> str:
    when = element("lastmod", format_datetime(changed)) if changed else ""
    return f"{start_tag(name)}{element('loc', address)}{when}</{name}>\n"


def _xml_response(parts: list[str]) -> HttpResponse:
    return HttpResponse("".join(parts), content_type="application/xml; charset=utf-8")
