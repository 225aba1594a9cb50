"""Addresses that must lead somewhere for twenty years: true uids, right slugs, merged records, tombstones."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from statements.citing.archive_style import format_citation
from statements.citing.builders import Edition, cite_reading
from statements.links.addresses import base_address
from statements.models import Permalink, Statement
from statements.models.permalink import PermalinkKind
from statements.publishing.past_versions import read_snapshot
from statements.text.identity import read_uid

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


def permanent_by_uid(records: Callable[[], QuerySet]) -> Callable:
    """Turn ``view(request, record, **rest)`` into a view of an address that has a uid and no slug."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable:
        @require_safe
        @wraps(view)
        def by_uid(request: HttpRequest, uid: str, **rest) -> HttpResponse:
            record = record_or_404(records(), uid)
            if uid != record.uid:
                name = f"statements:{request.resolver_match.url_name}"
                return moved(request, reverse(name, kwargs={"uid": record.uid, **rest}))
            return view(request, record, **rest)

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
        return moved(request, Permalink.objects.end_of(permalink))
    return gone(request, _statement_of(permalink.address), permalink)


def gone(request: HttpRequest, statement: Statement | None, permalink: Permalink | None = None) -> HttpResponse:
    """410: what stood here, when it was taken away and why; none of its words. A merged one leads to the other."""
    if statement is not None and permalink is None:
        merged = _permalink(request.path) or _permalink(f"s/{statement.uid}")
        if merged is not None and merged.kind == PermalinkKind.MOVED:
            return moved(request, Permalink.objects.end_of(merged))
    context = {
        "statement": statement,
        "permalink": permalink,
        "citation": _last_citation(request, statement) if statement else "",
    }
    return render(request, "410.html", context, status=410)


def _last_citation(request: HttpRequest, statement: Statement) -> str:
    """How it was cited while it was public: from its last version, since it may be a draft in other words by now."""
    revision = statement.revisions.order_by("-number").first()
    if revision is None:
        return ""
    edition = Edition(revision.number, revision.created_at)
    return format_citation(cite_reading(read_snapshot(revision.snapshot), base_address(request), edition))


def _permalink(path: str) -> Permalink | None:
    address = path.strip("/")
    if len(address) > LONGEST_ADDRESS or "\x00" in address:
        return None
    return Permalink.objects.at(address)


def _statement_of(address: str) -> Statement | None:
    """The statement that a tombstone is about, public or taken off for work; it was public once."""
    kind, _, rest = address.partition("/")
    if kind != "s":
        return None
    return Statement.objects.exclude(published_at=None).filter(uid=rest.partition("/")[0]).first()
