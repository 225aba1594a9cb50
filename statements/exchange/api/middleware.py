"""What holds for every address of the API: its methods, scripts of other sites, how often a visitor may ask.

A middleware and not a decorator, so that it also holds for unknown addresses.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .problems import Problem, problem_response
from .throttling import seconds_to_wait

PREFIX = "/api/v1/"
METHODS = "GET, HEAD, OPTIONS"
_PREFLIGHT_SECONDS = "86400"


class ApiMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        response = self._answer(request)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.method == "OPTIONS":
            return _preflight_response(request)
        if wait := seconds_to_wait(request):
            detail = f"There are {settings.API_REQUESTS_PER_MINUTE} requests a minute for one address."
            return problem_response(request, Problem("too-many-requests", detail, headers={"Retry-After": str(wait)}))
        if request.method not in ("GET", "HEAD"):
            detail = f"{str(request.method)[:20]} does nothing here: the API only reads."
            return problem_response(request, Problem("method-not-allowed", detail, headers={"Allow": METHODS}))
        if request.method == "GET":
            return self.get_response(request)
        # The server sends no body for HEAD; the addresses behind need to know GET only.
        request.method = "GET"
        response = self.get_response(request)
        request.method = "HEAD"
        return response


def _preflight_response(request: HttpRequest) -> HttpResponse:
    headers = {"Allow": METHODS}
    if "Origin" in request.headers:
        headers |= {
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": "If-None-Match, Prefer",
            "Access-Control-Max-Age": _PREFLIGHT_SECONDS,
        }
    return HttpResponse(status=204, headers=headers)
