"""Conditional requests: 304 for a page that is still the same, to the letter.

The ETag of a page is a hash of the page itself. A statement's page shows more than the statement: names of speakers
and countries, its neighbours, the design. An ETag made of dates would have to know all of that and would one day miss
something; a hash cannot. The page is rendered all the same, but not sent.

``Last-Modified`` is set where a record has a date, for people and for crawlers. An If-Modified-Since alone is not
answered 304, since the page around the record may have changed; feeds, whose date covers everything in them, do so
themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import http_date, parse_etags, quote_etag

# Headers that a 304 repeats (RFC 9110, 15.4.5), and those that scripts of other sites need.
_REPEATED_HEADERS = (
    "Cache-Control", "Content-Location", "Date", "ETag", "Expires", "Last-Modified", "Vary", "Link",
    "Access-Control-Allow-Origin", "Access-Control-Expose-Headers",
)  # fmt: skip


class RevalidationMiddleware:
    """Gives public answers an ETag and a ``Cache-Control`` that lets proxies cache them, and answers 304.

    Answers to people who are logged in, and answers that set a cookie, are private and left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD") or not _is_public(response):
            return response
        if not response.has_header("Cache-Control"):
            set_cache_headers(response)
        if response.status_code != 200 or response.streaming:
            return response
        if not response.has_header("ETag"):
            response["ETag"] = quote_etag(hashlib.blake2b(response.content, digest_size=16).hexdigest())
        return _not_modified(response) if _matches(request, response["ETag"]) else response


def set_cache_headers(response: HttpResponse) -> None:
    """Let proxies and browsers cache it and revalidate it; proxies need not for as long as the operator allows."""
    seconds = settings.PROXY_CACHE_SECONDS
    if seconds and response.status_code == 200:
        patch_cache_control(response, public=True, max_age=0, s_maxage=seconds)
    else:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)


def set_last_modified(response: HttpResponse, when: datetime | None) -> None:
    """``when`` has a time zone; None sets nothing. Never later than now (RFC 9110, 8.8.2.1)."""
    if when:
        response["Last-Modified"] = http_date(min(when, timezone.now()).timestamp())


def _is_public(response: HttpResponse) -> bool:
    if response.cookies or "cookie" in response.get("Vary", "").lower():
        return False
    control = response.get("Cache-Control", "").lower()
    return "no-store" not in control and "private" not in control


def _matches(request: HttpRequest, etag: str) -> bool:
    etags = parse_etags(request.headers.get("If-None-Match", ""))
    # Weak comparison: a compressed answer is the same page.
    return etags == ["*"] or etag.removeprefix("W/") in {each.removeprefix("W/") for each in etags}


def _not_modified(response: HttpResponse) -> HttpResponseNotModified:
    answer = HttpResponseNotModified()
    for name in _REPEATED_HEADERS:
        if response.has_header(name):
            answer[name] = response[name]
    return answer
