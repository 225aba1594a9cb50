"""Asking again for a page one has: answered 304 where it is still the same page, to the letter.

The validator of a page is made of the page itself. A statement's page shows more than the statement: names of speakers
and countries, its neighbours, the design. A validator made of dates would have to know all of that and would one day
miss something; one made of the answer cannot. It costs the making of the page and saves sending it.

``Last-Modified`` is told where a record has a date, for people and for crawlers. It is not believed when it comes back
alone, since the page around the record may have changed; feeds, whose date covers everything in them, judge it
themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import http_date, parse_etags, quote_etag

# What a 304 repeats of the answer it stands for (RFC 9110, 15.4.5), and what scripts of other sites need to read it.
_REPEATED_HEADERS = (
    "Cache-Control", "Content-Location", "Date", "ETag", "Expires", "Last-Modified", "Vary", "Link",
    "Access-Control-Allow-Origin", "Access-Control-Expose-Headers",
)  # fmt: skip


class RevalidationMiddleware:
    """Gives public answers a validator and a ``Cache-Control`` that lets proxies keep them, and answers 304.

    Answers to people who are logged in, and answers that set a cookie, are nobody else's and left alone.
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
    """Proxies and browsers may keep it and ask whether it is still true; proxies need not ask for the seconds that the
    operator allows."""
    seconds = settings.PROXY_CACHE_SECONDS
    if seconds and response.status_code == 200:
        patch_cache_control(response, public=True, max_age=0, s_maxage=seconds)
    else:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)


def set_last_modified(response: HttpResponse, when) -> None:
    """``when`` is a moment with its time zone, or None."""
    if when:
        response["Last-Modified"] = http_date(when.timestamp())


def _is_public(response: HttpResponse) -> bool:
    if response.cookies or "cookie" in response.get("Vary", "").lower():
        return False
    control = response.get("Cache-Control", "").lower()
    return "no-store" not in control and "private" not in control


def _matches(request: HttpRequest, etag: str) -> bool:
    held = parse_etags(request.headers.get("If-None-Match", ""))
    # Weak comparison: what was packed on the way is the same page.
    return held == ["*"] or etag.removeprefix("W/") in {each.removeprefix("W/") for each in held}


def _not_modified(response: HttpResponse) -> HttpResponseNotModified:
    answer = HttpResponseNotModified()
    for name in _REPEATED_HEADERS:
        if response.has_header(name):
            answer[name] = response[name]
    return answer
