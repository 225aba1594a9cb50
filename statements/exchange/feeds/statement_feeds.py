"""Feeds of any search and of any list of statements: the same address with ``format=atom``.

A feed is built from the parameters of the page by the same parsers, so that it cannot contain anything else than the
page. It is ordered by when statements were added: a speech of 1946 that was added today is news.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.text import Truncator

from statements import dates
from statements.exchange.content import Content, read_contents
from statements.exchange.last_change import PROCESS_START, read_last_public_change
from statements.exchange.revalidation import set_last_modified
from statements.filters import parse_filters
from statements.filters.database import order_statements, select_statements
from statements.filters.descriptions import describe_search, describe_selection
from statements.filters.index import parse_search
from statements.filters.page_links import PageAddress
from statements.links.addresses import build_permalink, get_base_url, get_host
from statements.models import Paragraph
from statements.models.revision import Snapshot
from statements.models.speech import ParagraphKind, SpeechKind
from statements.models.statement import StatementKind
from statements.search.contract.errors import SearchUnavailable
from statements.search.contract.requests import Scope, Show, Sort
from statements.search.contract.results import Results
from statements.search.engine import get_engine

from .atom import MEDIA_TYPE, Category, Entry, Feed, Link, Person, render_feed

ENTRIES_PER_PAGE = 25  # on a page of a feed
MAX_OPENING_LENGTH = 400  # characters, in a summary
MAX_OPENING_PARAGRAPHS = 30  # searched for the first spoken words
RETRY_AFTER = "30"  # seconds; as the search page says while the index is rebuilt
# HTTP dates have no fractions: a later change within the same second would go unnoticed.
SETTLING_TIME = timedelta(seconds=2)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAME = "Chancery"


@dataclass(frozen=True, slots=True)
class Pages:
    """The position of a page in its feed. ``address`` returns the address of a page by number."""

    number: int
    last: int
    address: Callable[[int], str]

    def links(self) -> list[Link]:
        others = {"self": self.number, "first": 1, "last": self.last}
        if self.number > 1:
            others["previous"] = self.number - 1
        if self.number < self.last:
            others["next"] = self.number + 1
        return [Link(rel, self.address(number), MEDIA_TYPE) for rel, number in others.items()]


def is_feed_request(request: HttpRequest) -> bool:
    return request.GET.get("format") == "atom"


def list_feed(request: HttpRequest, **fixed: Any) -> HttpResponse:
    """The feed of the list on the page of ``request``, whose own filters are ``fixed``.

    An unusable filter is answered 404, not with a wider list than was subscribed to.
    """
    parsed = parse_filters(request.GET, fixed)
    if parsed.problems:
        return _text_response("\n".join(parsed.messages), 404)
    if unchanged := _not_modified(request):
        return unchanged
    selection = replace(parsed.selection, sort=None)
    statements = order_statements(select_statements(selection), Sort.ADDED).exclude(published_at=None)
    page = Paginator(statements.values_list("pk", flat=True), ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    base = get_base_url(request)

    def address(number: int) -> str:
        return base + request.path + selection.parameters(fixed, format="atom", page=number if number > 1 else "")

    words = describe_selection(selection)
    return _feed_response(
        base=base,
        title=words[:1].upper() + words[1:],
        subtitle="",
        pages=Pages(page.number, page.paginator.num_pages, address),
        page_address=base + request.path + selection.parameters(fixed),
        pks=list(page),
    )


def search_feed(request: HttpRequest) -> HttpResponse:
    """The feed of a search. 503 while the index is rebuilt."""
    search = parse_search(request.GET)
    wanted = replace(search.request, sort=Sort.ADDED, show=Show.STATEMENTS, per_page=ENTRIES_PER_PAGE, facets=())
    if search.request.show == Show.PASSAGES:
        wanted = replace(wanted, scope=Scope.PARAGRAPH)
    try:
        results: Results = get_engine().search(wanted)
    except SearchUnavailable:
        return _text_response("The search index is being rebuilt. Try again soon.", 503, {"Retry-After": RETRY_AFTER})
    if unchanged := _not_modified(request):
        return unchanged
    base = get_base_url(request)
    query = PageAddress.of_query(request.GET).without("sort").removeprefix("?")

    def address(number: int) -> str:
        page = f"&page={number}" if number > 1 else ""
        return f"{base}{request.path}?{query + '&' if query else ''}format=atom{page}"

    return _feed_response(
        base=base,
        title=f"Search: {describe_search(search, with_sort=False)}",
        subtitle=" ".join([*search.messages, *results.notices]),
        pages=Pages(results.page, max(1, results.pages), address),
        page_address=f"{base}{request.path}{'?' if query else ''}{query}",
        pks=[hit.statement for hit in results.hits],
    )


def _feed_response(
    *, base: str, title: str, subtitle: str, pages: Pages, page_address: str, pks: Sequence[int]
) -> HttpResponse:
    entries = build_entries(pks, base)
    changed = max((entry.updated for entry in entries), default=None) or read_last_public_change() or _EPOCH
    feed = Feed(
        id=pages.address(1),
        title=f"{title} · {_NAME}",
        subtitle=subtitle,
        updated=changed,
        author=Person(_NAME, f"{base}/"),
        links=[*pages.links(), Link("alternate", page_address, "text/html")],
        icon=base + static("img/mark.svg"),
        entries=entries,
    )
    response = HttpResponse(render_feed(feed), content_type=f"{MEDIA_TYPE}; charset=utf-8")
    # Scripts of other sites may read feeds.
    response["Access-Control-Allow-Origin"] = "*"
    if clock := _read_last_change():
        set_last_modified(response, clock)
    return response


def build_entries(pks: Sequence[int], base: str) -> list[Entry]:
    """An entry for each of the public statements, in their order. A dozen queries for any number."""
    openings = _read_openings(pks)
    return [_build_entry(content, base, openings.get(content.pk, "")) for content in read_contents(pks, words=False)]


def _build_entry(content: Content, base: str, opening: str) -> Entry:
    snapshot, names = content.snapshot, content.names
    kind = str(StatementKind(snapshot["kind"]).label)
    speakers = [names.speakers[uid] for uid, _, _ in content.speakers() if uid in names.speakers]
    categories = [
        Category(snapshot["kind"], kind),
        *(Category(path, names.topics.get(path, path)) for path in snapshot["topics"]),
        *(Category(code, names.party_name(code)) for code in content.parties("speaking")),
    ]
    links = [Link("alternate", base + _page_path(snapshot), "text/html")]
    if source := snapshot["source_url"]:
        links.append(Link("via", source, title=content.publisher.name))
    return Entry(
        id=build_entry_id(get_host(base), content),
        title=snapshot["title"],
        language=snapshot["language"],
        published=content.published_at,
        updated=content.datestamp,
        authors=[Person(speaker.name, f"{base}{reverse('statements:speakers')}{speaker.uid}/") for speaker in speakers]
        or [Person(content.publisher.name)],
        links=links,
        summary=_describe(kind, content, opening if content.has_text else ""),
        categories=categories,
        rights=content.publisher.licence,
    )


def build_entry_id(host: str, content: Content) -> str:
    """A tag URI (RFC 4151) with the day on which it was added: it stays the same whatever else changes."""
    return f"tag:{host},{content.published_at.astimezone(UTC):%Y-%m-%d}:{build_permalink('', content.uid).strip('/')}"


def _page_path(snapshot: Snapshot) -> str:
    return reverse("statements:statement", args=[snapshot["uid"], snapshot["slug"]])


def _describe(kind: str, content: Content, opening: str) -> str:
    snapshot = content.snapshot
    facts = [
        kind,
        dates.format_date(snapshot["date"]) if snapshot["date"] else "",
        snapshot["place"],
        content.publisher.name,
    ]
    line = ", ".join(fact for fact in facts if fact)
    return f"{line}. {opening}" if opening else f"{line}."


def _read_openings(pks: Sequence[int]) -> dict[int, str]:
    """The first words spoken in each statement, shortened."""
    rows = (
        Paragraph.objects.filter(statement__in=pks, kind=ParagraphKind.TEXT, order__lte=MAX_OPENING_PARAGRAPHS)
        .exclude(speech__kind__in=(SpeechKind.INTRODUCTION, SpeechKind.STAGE))
        .order_by("statement_id", "order")
        .values_list("statement_id", "text")
    )
    found: dict[int, str] = {}
    for statement, text in rows:
        found.setdefault(statement, Truncator(" ".join(text.split())).chars(MAX_OPENING_LENGTH))
    return found


def _read_last_change() -> datetime | None:
    """The Last-Modified of feeds. It covers removed entries as well as new ones.

    None while the last change is so recent that a date in seconds might not tell it from the next one.
    """
    clock = max(PROCESS_START, read_last_public_change() or PROCESS_START)
    return clock if timezone.now() - clock > SETTLING_TIME else None


def _not_modified(request: HttpRequest) -> HttpResponse | None:
    """304 for a reader that sends only a date; an ETag is compared with the feed itself."""
    clock = _read_last_change()
    if clock is None or "If-None-Match" in request.headers:
        return None
    answer = get_conditional_response(request, last_modified=int(clock.timestamp()))
    if answer is not None:
        set_last_modified(answer, clock)
    return answer


def _text_response(text: str, status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)
