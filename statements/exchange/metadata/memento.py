"""Memento (RFC 7089): the archive's own versions, for programs that ask for a page as it was at a given time.

The original resource is ``/s/{uid}/``, which keeps its address whatever its title becomes; its mementos are its
versions. A TimeGate answers with the version that readers met at the requested time: the last one published before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from statements.links.addresses import build_permalink, build_version_permalink, get_base_url
from statements.links.resolving import find_record
from statements.models import Revision, Statement

from .link_header import Link, format_link_header

LINK_FORMAT = "application/link-format"
# “https:/host” is what some proxies make of two slashes in a path.
_ABSOLUTE_URL = re.compile(r"https?:/{1,2}(?=[^/])", re.IGNORECASE)
_STATEMENT = re.compile(r"s/([^/]+)(?:/|$)")


@dataclass(frozen=True, slots=True)
class Memento:
    number: int
    at: datetime


def list_mementos(statement: Statement) -> list[Memento]:
    """The versions, oldest first."""
    rows = statement.revisions.order_by("number").values_list("number", "created_at")
    return [Memento(number, at.replace(microsecond=0)) for number, at in rows]


def original_links(base: str, uid: str) -> list[Link]:
    """Links from a page of a statement to its past versions."""
    original = build_permalink(base, uid)
    return [
        Link(original, "original"),
        Link(timegate_address(base, uid), "timegate"),
        Link(timemap_address(base, uid), "timemap", (("type", LINK_FORMAT),)),
    ]


def timegate_address(base: str, uid: str) -> str:
    return base + reverse("statements:timegate", args=[build_permalink(base, uid)])


def timemap_address(base: str, uid: str) -> str:
    return base + reverse("statements:timemap", args=[build_permalink(base, uid)])


def memento_headers(statement: Statement, revision: Revision, base: str) -> dict[str, str]:
    """The headers of a version's page."""
    beside = _neighbour_links(base, statement, list_mementos(statement), revision.number)
    links = format_link_header([*original_links(base, statement.uid), *beside])
    return {"Memento-Datetime": http_date(revision.created_at.timestamp()), "Link": links}


@require_safe
def timegate(request: HttpRequest, address: str) -> HttpResponse:
    statement = _find_statement(request, address)
    versions = list_mementos(statement)
    if not versions:
        raise Http404(f"{statement.uid} has no version yet.")
    accept_datetime = request.headers.get("Accept-Datetime", "")
    moment = _parse_accept_datetime(accept_datetime)
    if accept_datetime and moment is None:
        response = render(
            request, "statements/bad_datetime.html", {"accept_datetime": accept_datetime[:80]}, status=400
        )
        response["Vary"] = "accept-datetime"
        return response
    chosen = _choose_version(versions, moment)
    base = get_base_url(request)
    response = HttpResponseRedirect(build_version_permalink(base, statement.uid, chosen.number))
    response["Vary"] = "accept-datetime"
    links = [*original_links(base, statement.uid), *_neighbour_links(base, statement, versions, chosen.number)]
    response["Link"] = format_link_header(links)
    return response


@require_safe
def timemap(request: HttpRequest, address: str) -> HttpResponse:
    statement = _find_statement(request, address)
    base, versions = get_base_url(request), list_mementos(statement)
    span = (("from", http_date(versions[0].at.timestamp())), ("until", http_date(versions[-1].at.timestamp())))
    links = [
        Link(build_permalink(base, statement.uid), "original"),
        Link(timegate_address(base, statement.uid), "timegate"),
        Link(timemap_address(base, statement.uid), "self", (("type", LINK_FORMAT), *(span if versions else ()))),
        *(
            _memento_link(base, statement, version, _timemap_relations(place, len(versions)))
            for place, version in enumerate(versions)
        ),
    ]
    return HttpResponse(",\n".join(str(link) for link in links) + "\n", content_type=LINK_FORMAT)


def _neighbour_links(base: str, statement: Statement, versions: Sequence[Memento], number: int) -> list[Link]:
    """Links to the first, last, previous and next version; a version that is several of these gets one link."""
    here = next(place for place, version in enumerate(versions) if version.number == number)
    relations_by_place: dict[int, list[str]] = {}
    for place, relation in ((0, "first"), (len(versions) - 1, "last"), (here - 1, "prev"), (here + 1, "next")):
        if 0 <= place < len(versions):
            relations_by_place.setdefault(place, []).append(relation)
    relations_by_place.setdefault(here, [])
    return [
        _memento_link(base, statement, versions[place], " ".join([*relations, "memento"]))
        for place, relations in sorted(relations_by_place.items())
    ]


def _memento_link(base: str, statement: Statement, version: Memento, relations: str) -> Link:
    address = build_version_permalink(base, statement.uid, version.number)
    return Link(address, relations, (("datetime", http_date(version.at.timestamp())),))


def _timemap_relations(place: int, count: int) -> str:
    return " ".join(name for name, holds in (("first", place == 0), ("last", place == count - 1)) if holds) + (
        " memento" if place in (0, count - 1) else "memento"
    )


def _choose_version(versions: Sequence[Memento], moment: datetime | None) -> Memento:
    if moment is None:
        return versions[-1]
    return next((version for version in reversed(versions) if version.at <= moment), versions[0])


def _parse_accept_datetime(accept_datetime: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(accept_datetime)
    except (TypeError, ValueError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _find_statement(request: HttpRequest, address: str) -> Statement:
    """Find the statement of an address of this archive, whole or from its path on, of any of its pages."""
    path = address
    if whole := _ABSOLUTE_URL.match(address):
        rest = address[whole.end() :]
        host, _, path = rest.partition("/")
        if host.lower() not in {request.get_host().lower(), urlsplit(get_base_url(request)).netloc.lower()}:
            raise Http404("This TimeGate knows the pages of this archive only.")
    found = _STATEMENT.match(path.lstrip("/"))
    if not found:
        raise Http404("Only statements have versions here.")
    return find_record(request, Statement.objects.published_or_withdrawn(), found.group(1))
