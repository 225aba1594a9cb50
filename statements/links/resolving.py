"""What stands at a public address: a record, a redirect for good, a tombstone, or nothing.

Nothing is rendered here. Whatever is found to have moved or gone is raised as ``Moved`` or ``Gone``: pages not found,
which `web.errors` answers with what became of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from statements.models import Permalink, Statement
from statements.models.base import Permanent, build_permalink_key
from statements.models.permalink import PermalinkKind, leads_inside
from statements.text.identity import read_uid

MAX_ADDRESS = Permalink._meta.get_field("address").max_length or 0

Record = TypeVar("Record", bound=Permanent)


class Moved(Http404):
    """What is asked for stands at ``address`` for good."""

    def __init__(self, address: str):
        super().__init__(address)
        self.address = address


class Gone(Http404):
    """What is asked for was public and is not any more. ``permalink`` is the tombstone of the address, where one
    says more than the withdrawn statement does."""

    def __init__(self, statement: Statement | None, permalink: Permalink | None = None):
        super().__init__(str(statement or permalink))
        self.statement, self.permalink = statement, permalink


def page_with_slug(records: Callable[[], QuerySet[Record]]) -> Callable:
    """Turn ``view(request, record)`` into a view of ``(request, uid, slug)`` over ``records()``.

    The one true address is the record's own: a misread uid and an old or missing slug are redirected to it.
    """

    def decorate(view: Callable[[HttpRequest, Record], HttpResponse]) -> Callable[..., HttpResponse]:
        @require_safe
        @wraps(view)
        def answer(request: HttpRequest, uid: str, slug: str = "") -> HttpResponse:
            try:
                record = find_record(request, records(), uid)
                require_address(request, record.get_absolute_url())
                return view(request, record)
            except Moved as moved:
                return redirect_permanently(request, moved.address)

        return answer

    return decorate


def page_without_slug(records: Callable[[], QuerySet[Record]]) -> Callable:
    """Turn ``view(request, record, **rest)`` into a view of a route that has a uid and no slug.

    A misread uid and an anchor in capitals are redirected.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @require_safe
        @wraps(view)
        def answer(request: HttpRequest, uid: str, **rest: str) -> HttpResponse:
            try:
                record = find_record(request, records(), uid)
                if "anchor" in rest:
                    rest["anchor"] = rest["anchor"].lower()
                require_route(request, uid=record.uid, **rest)
                return view(request, record, **rest)
            except Moved as moved:
                return redirect_permanently(request, moved.address)

        return answer

    return decorate


def public_or_withdrawn() -> QuerySet[Statement]:
    return Statement.objects.published_or_withdrawn().select_related("publisher", "republisher", "event", "place_party")


# A withdrawn statement takes all addresses below ``/s/{uid}/`` along.
statement_subpage = page_without_slug(public_or_withdrawn)


def find_record(request: HttpRequest, records: QuerySet[Record], typed: str) -> Record:
    """Return the record whose uid was meant by ``typed``. Raises Http404 where there is none.

    A statement that was withdrawn raises ``Gone``, or ``Moved`` where it was merged with another: of a passage, to
    that passage. ``records`` must leave out statements that were never public.
    """
    uid = read_uid(typed)
    record = records.filter(uid=uid).first() if uid else None
    if record is None:
        raise Http404(f"There is no record {typed[:40]}.")
    if isinstance(record, Statement) and not record.is_public:
        raise _find_successor(request.path, record) or Gone(record)
    return record


def require_address(request: HttpRequest, address: str) -> None:
    """Raise ``Moved`` where the request is for another spelling of ``address``."""
    if request.path != unquote(address):
        raise Moved(address)


def require_route(request: HttpRequest, **values: object) -> None:
    """Raise ``Moved`` where the route of the request was asked for with other values than these."""
    assert request.resolver_match is not None
    require_address(request, reverse(request.resolver_match.view_name, kwargs=values))


def find_old_address(path: str) -> Moved | Gone | None:
    """Return what became of a path at which nothing stands; None where nothing ever did."""
    link = _find_permalink(path)
    if link is None:
        return None
    if link.kind == PermalinkKind.MOVED:
        return follow(link)
    return Gone(_find_statement(link.address), link)


def redirect_permanently(request: HttpRequest, address: str) -> HttpResponsePermanentRedirect:
    return HttpResponsePermanentRedirect(add_query(request, address))


def add_query(request: HttpRequest, address: str) -> str:
    """Return ``address`` with the query string of the request, before its fragment."""
    query = request.META.get("QUERY_STRING", "")
    path, hash_mark, fragment = address.partition("#")
    joint = "&" if urlsplit(path).query else "?"
    return f"{path}{joint + query if query else ''}{hash_mark}{fragment}"


def _find_successor(path: str, statement: Statement) -> Moved | None:
    """Where what stood at ``path`` is to be found, if the statement was merged into another."""
    link = _find_permalink(path) or _find_permalink(statement.get_permalink())
    return follow(link) if link and link.kind == PermalinkKind.MOVED else None


def follow(link: Permalink) -> Moved | None:
    """Where a moved address leads; None where what is stored leads out of the archive (`check_archive` finds it)."""
    target = Permalink.objects.resolve_target(link)
    return Moved(target) if leads_inside(target) else None


def _find_permalink(path: str) -> Permalink | None:
    address = build_permalink_key(path)
    if len(address) > MAX_ADDRESS or "\x00" in address:
        return None
    return Permalink.objects.find(address)


def _find_statement(address: str) -> Statement | None:
    """The statement that a tombstone is about, public or a draft again; it was public once."""
    kind, _, rest = address.partition("/")
    if kind != "s":
        return None
    return Statement.objects.exclude(published_at=None).filter(uid=rest.partition("/")[0]).first()
