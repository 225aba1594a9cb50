"""Every request: named, timed, counted, and in a log of JSON lines told."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from statements.serving.request_counters import count_request, find_kind
from statements.serving.request_ids import HEADER, name_request

logger = logging.getLogger(__name__)


class RequestMiddleware:
    """The duration is that until the answer begins: a download is sent afterwards, as fast as its reader reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kind = find_kind(request.path_info, request.META.get("QUERY_STRING", ""))
        started = time.perf_counter()
        proposed = request.headers.get(HEADER, "")
        with name_request(proposed, kind, believed=bool(settings.TRUSTED_PROXIES)) as name:
            response = self.get_response(request)
            response[HEADER] = name
            seconds = time.perf_counter() - started
            count_request(kind, response.status_code, seconds)
            if settings.LOG_FORMAT == "JSON":
                _log(request, response, seconds)
        return response


def _log(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    told = {
        "method": request.method, "path": request.path_info, "status": response.status_code,
        "duration": round(seconds, 4),
    }  # fmt: skip
    logger.info("%s %s: %s", request.method, request.path_info, response.status_code, extra=told)
