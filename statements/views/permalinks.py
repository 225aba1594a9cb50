"""Addresses that must lead somewhere for twenty years: true uids, right slugs, merged records, tombstones."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.identity import read_uid
from statements.models import Permalink, Statement
from statements.models.permalink import PermalinkKind

LONGEST_ADDRESS = Permalink._meta.get_field("address").max_length


def permanent(records: Callable[[], QuerySet]) -> Callable:
    """Turn ``view(request, record)`` into a view of ``(request, uid, slug)`` over ``records()``.

    A uid as it is easily misread and an old or missing slug are redirected for good, with the query string; a uid that
    no record has is a page not found.
    """

    def decorate(view: Callable[[HttpRequest, Model], HttpResponse]) -> Callable:
        @require_safe
        @wraps(view)
        def by_uid(request: HttpRequest, uid: str, slug: str = "") -> HttpResponse:
            record = record_or_404(records(), uid)
            if (uid, slug) != (record.uid, record.slug):
                return moved(request, record.get_absolute_url())
            return view(request, record)

        return by_uid

    return decorate


def record_or_404(records: QuerySet, typed: str) -> Model:
    uid = read_uid(typed)
    record = records.filter(uid=uid).first() if uid else None
    if record is None:
        raise Http404(f"There is no record {typed[:40]}.")
    return record


def moved(request: HttpRequest, address: str) -> HttpResponsePermanentRedirect:
    """A redirect for good that keeps the query string."""
    query = request.META.get("QUERY_STRING", "")
    path, hash_mark, fragment = address.partition("#")
    joint = "&" if urlsplit(path).query else "?"
    return HttpResponsePermanentRedirect(f"{path}{joint + query if query else ''}{hash_mark}{fragment}")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The last resort of every address: what once stood here may have moved, or be gone with a reason."""
    permalink = _permalink(request.path)
    if permalink is None:
        return render(request, "404.html", status=404)
    if permalink.kind == PermalinkKind.MOVED:
        return moved(request, permalink.target)
    return gone(request, _of_passage(permalink.address), permalink)


def gone(request: HttpRequest, statement: Statement | None, permalink: Permalink | None = None) -> HttpResponse:
    """410: what stood here, when it was taken away and why; none of its words. A merged one leads to the other."""
    if statement is not None and permalink is None:
        merged = _permalink(request.path) or _permalink(f"s/{statement.uid}")
        if merged is not None and merged.kind == PermalinkKind.MOVED:
            return moved(request, merged.target)
    return render(request, "410.html", {"statement": statement, "permalink": permalink}, status=410)


def _permalink(path: str) -> Permalink | None:
    address = path.strip("/")
    if len(address) > LONGEST_ADDRESS or "\x00" in address:
        return None
    # A merged record's old slug does not matter: its address is kept as “s/0bc1234”.
    record = "/".join(address.split("/")[:2])
    found = {link.address: link for link in Permalink.objects.filter(address__in=[address, record])}
    return found.get(address) or found.get(record)


def _of_passage(address: str) -> Statement | None:
    kind, _, rest = address.partition("/")
    if kind != "s":
        return None
    return Statement.objects.published().filter(uid=rest.partition("/")[0]).first()
