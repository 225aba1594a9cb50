"""Every request: named, timed, counted, and in a log of JSON lines told.

Answers that are sent in pieces are watched over: trouble before the first piece is an ordinary 503, trouble after it
breaks the connection off, so that nobody takes a part of a file for the whole.
"""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import cast

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse

from statements.operating import metrics
from statements.serving.requests import HEADER, count_request, find_kind, name_request
from statements.trouble import find_trouble, log_trouble

METRICS_PATH = "/metrics"
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


class MetricsMiddleware:
    """Answers METRICS_PATH for the addresses of METRICS_ALLOWED. For everybody else there is nothing there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != METRICS_PATH or not metrics.is_allowed(request):
            return self.get_response(request)
        text = metrics.render_metrics()
        return HttpResponse(text, content_type=metrics.MEDIA_TYPE, headers={"Cache-Control": "no-store"})


class StreamMiddleware:
    """Makes the first piece of a stream while the status can still be chosen, and watches over the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        response: HttpResponse | StreamingHttpResponse = self.get_response(request)
        if not isinstance(response, StreamingHttpResponse) or isinstance(response, FileResponse):
            return response
        if request.method == "HEAD":
            return response  # its pieces are made for nobody
        pieces = iter(cast("Iterator[bytes]", response.streaming_content))
        try:
            first = list(islice(pieces, 1))
        except BaseException:
            response.close()
            raise
        response.streaming_content = _watch(chain(first, pieces), request)
        return response


def _watch(pieces: Iterator[bytes], request: HttpRequest) -> Iterator[bytes]:
    try:
        yield from pieces
    except Exception as error:  # noqa: BLE001 - whatever it is, the rest of the answer cannot be made
        where = f"{request.method} {request.path}: broken off in the middle"
        if trouble := find_trouble(error):
            log_trouble(where, trouble)
        else:
            logger.exception("%s", where)
        # The server resets the connection: a client of HTTP/1.0, as many proxies are, could not tell a broken answer
        # from a whole one by anything else.
        raise ConnectionResetError(errno.ECONNRESET, "the answer is not whole") from None
