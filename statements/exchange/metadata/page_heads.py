"""What the head of a page tells other programs: its canonical address, its feeds, how it looks when it is shared.

Read from the context of the page, so that no view has to repeat it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, runtime_checkable
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from statements import dates
from statements.filters import Selection
from statements.filters.descriptions import describe_selection
from statements.filters.page_links import PageAddress
from statements.links.addresses import get_base_url
from statements.models import Event, Party, Publisher, Speaker, Statement, Topic, Treaty

SITE = "Chancery: diplomatic statements, turn by turn"
DESCRIPTION = (
    "A searchable archive of diplomatic statements: who said what, for whom, when and where, as published, turn by "
    "turn."
)
# The record that a page is about, by its name in the page's context.
_RECORDS: Mapping[str, type] = {
    "speaker": Speaker, "party": Party, "topic": Topic, "treaty": Treaty, "event": Event, "publisher": Publisher,
}  # fmt: skip


@runtime_checkable
class ShownList(Protocol):
    """The list of statements on a page, whose class belongs to the pages."""

    @property
    def selection(self) -> Selection: ...
    @property
    def fixed(self) -> Collection[str]: ...
    @property
    def path(self) -> str: ...


@dataclass(frozen=True, slots=True)
class FeedLink:
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class PageHead:
    """Addresses are whole. ``kind`` is Open Graph's: an article, or a page of the site."""

    canonical: str
    title: str
    description: str
    feeds: tuple[FeedLink, ...]
    opensearch: str
    kind: str = "website"
    published: datetime | None = None
    changed: datetime | None = None


def build_page_head(request: HttpRequest, context: Mapping[str, object]) -> PageHead:
    base = get_base_url(request)
    statement = context.get("statement")
    if isinstance(statement, Statement):
        title, description = statement.title, _describe_statement(statement, context)
    else:
        title, description = _choose_title(context)
    head = PageHead(
        canonical=base + _canonical_path(request, context),
        title=title,
        description=description,
        feeds=tuple(_list_feeds(request, context, base)),
        opensearch=base + reverse("statements:opensearch"),
    )
    if not isinstance(statement, Statement):
        return head
    return replace(head, kind="article", published=statement.published_at, changed=statement.datestamp)


def _canonical_path(request: HttpRequest, context: Mapping[str, object]) -> str:
    """The path and query without what only changes how a page looks: its order, marked words, opened facets."""
    listing, page = context.get("listing"), context.get("page")
    if isinstance(listing, ShownList):
        query = replace(listing.selection, sort=None).parameters(listing.fixed).removeprefix("?")
    elif "results" in context:
        query = _search_query(request)
    elif isinstance(context.get("statement"), Statement):
        query = ""
    else:
        query = str(context.get("query") or "")
    number = getattr(page, "number", 1)
    parts = [query, f"page={number}" if number > 1 else ""]
    joined = "&".join(part for part in parts if part)
    return f"{request.path}?{joined}" if joined else request.path


def _list_feeds(request: HttpRequest, context: Mapping[str, object], base: str) -> Iterator[FeedLink]:
    listing = context.get("listing")
    everything = f"{reverse('statements:statements')}?format=atom"
    own = title = ""
    if isinstance(listing, ShownList):
        own = listing.path + replace(listing.selection, sort=None).parameters(listing.fixed, format="atom")
        title = describe_selection(listing.selection)
    elif "results" in context:
        query = _search_query(request)
        own = f"{request.path}?{query + '&' if query else ''}format=atom"
        title = f"search: {context.get('restated', '')}"
    elif isinstance(context.get("treaty"), Treaty):
        own = f"{request.path}?{urlencode({'format': 'atom'})}"
        title = f"statements naming {context['treaty']}"
    if own and own != everything:
        yield FeedLink(f"Chancery: {title}", base + own)
    yield FeedLink("Chancery: all statements", base + everything)


def _search_query(request: HttpRequest) -> str:
    return PageAddress.of_query(request.GET).without("sort").removeprefix("?")


def _choose_title(context: Mapping[str, object]) -> tuple[str, str]:
    for name, model in _RECORDS.items():
        if isinstance(record := context.get(name), model):
            return str(record), getattr(record, "note", "") or f"What the archive has of {record}."
    if isinstance(listing := context.get("listing"), ShownList):
        words = describe_selection(listing.selection)
        return words[:1].upper() + words[1:], DESCRIPTION
    if restated := context.get("restated"):
        return f"Search: {restated}", DESCRIPTION
    return SITE, DESCRIPTION


def _describe_statement(statement: Statement, context: Mapping[str, object]) -> str:
    when = dates.format_date(statement.date) if statement.date else ""
    facts = ", ".join(fact for fact in (str(statement.get_kind_display()), when, statement.place) if fact)
    # A transcript of the package of pages, which this one does not import: it has speakers, each with a name.
    speakers = getattr(context.get("transcript"), "speakers", ())
    names = ", ".join(speaker.name for speaker in speakers)
    return f"{facts}: {names}" if names else facts
