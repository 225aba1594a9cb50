"""Sitemaps: every public page with a permalink, in pieces of 10,000, each with when what it shows last changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from statements.models import Event, Party, Publisher, Speaker, Statement, Topic, Treaty
from statements.models.statement import PartyRole, StatementStatus

from .addresses import base_address
from .atom import moment
from .clock import last_public_change
from .xml_text import element, start

PIECE = 10_000
MOST_PIECES = 50_000  # of an index, as the protocol has it
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Pages that are there in any archive.
_LISTS = (
    "home", "statements", "dates", "speakers", "countries", "organisations", "topics", "treaties", "events",
    "publishers", "about", "searching", "citing", "api",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    path: str
    changed: datetime | None


def _lists() -> Iterator[Place]:
    changed = last_public_change()
    yield from (Place(reverse(f"statements:{name}"), changed) for name in _LISTS)


def _statements() -> Iterator[Place]:
    rows = Statement.objects.published().order_by("pk").values_list("uid", "slug", "datestamp", "published_at")
    for uid, slug, datestamp, published_at in rows.iterator():
        yield Place(reverse("statements:statement", args=[uid, slug]), datestamp or published_at)


def _with_statements(records: QuerySet, link: str, condition: Q | None = None) -> Iterator[Place]:
    """Records with a public statement; they change with the statements that they list."""
    public = Q(**{f"{link}status": StatementStatus.PUBLISHED}) & (condition or Q())
    dated = records.filter(public).annotate(changed=Max(f"{link}datestamp")).order_by("pk")
    yield from (Place(record.get_absolute_url(), record.changed) for record in dated.iterator())


def _treaties() -> Iterator[Place]:
    """All of them: a treaty that nobody speaks of has a page too."""
    public = Q(mentions__statement__status=StatementStatus.PUBLISHED)
    dated = Treaty.objects.annotate(changed=Max("mentions__statement__datestamp", filter=public)).order_by("pk")
    yield from (Place(treaty.get_absolute_url(), treaty.changed) for treaty in dated.only("uid", "slug").iterator())


SECTIONS: dict[str, Callable[[], Iterable[Place]]] = {
    "pages": _lists,
    "statements": _statements,
    "speakers": lambda: _with_statements(Speaker.objects.only("uid", "slug"), "voices__statement__"),
    "parties": lambda: _with_statements(
        Party.objects.only("code", "kind"), "statement_roles__statement__", Q(statement_roles__role=PartyRole.SPEAKING)
    ),
    "topics": lambda: _with_statements(Topic.objects.only("path"), "statements__"),
    "treaties": _treaties,
    "events": lambda: _with_statements(Event.objects.only("uid", "slug"), "statements__"),
    "publishers": lambda: _with_statements(Publisher.objects.only("uid", "slug"), "statements__"),
}


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    base = base_address(request)
    parts = [_DECLARATION, start("sitemapindex", xmlns=_NAMESPACE)]
    for name, places in SECTIONS.items():
        for number, piece in enumerate(_pieces(places()), start=1):
            changed = max((place.changed for place in piece if place.changed), default=None)
            parts.append(_place("sitemap", base + reverse("statements:sitemap_piece", args=[name, number]), changed))
    return _xml([*parts, "</sitemapindex>\n"])


@require_safe
def sitemap_piece(request: HttpRequest, section: str, number: int) -> HttpResponse:
    places = SECTIONS.get(section)
    piece = list(islice(places(), (number - 1) * PIECE, number * PIECE)) if places and 0 < number <= MOST_PIECES else []
    if not piece:
        raise Http404("There is no such piece of the sitemap.")
    base = base_address(request)
    parts = [_DECLARATION, start("urlset", xmlns=_NAMESPACE)]
    parts += [_place("url", base + place.path, place.changed) for place in piece]
    return _xml([*parts, "</urlset>\n"])


_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def _pieces(places: Iterable[Place]) -> Iterator[list[Place]]:
    remaining = iter(places)
    while piece := list(islice(remaining, PIECE)):
        yield piece


def _place(name: str, address: str, changed: datetime | None) -> str:
    when = element("lastmod", moment(changed)) if changed else ""
    return f"{start(name)}{element('loc', address)}{when}</{name}>\n"


def _xml(parts: list[str]) -> HttpResponse:
    return HttpResponse("".join(parts), content_type="application/xml; charset=utf-8")
