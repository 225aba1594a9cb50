"""Answers sent in pieces: trouble before the first piece is an ordinary 503, trouble after it breaks the connection
off, so that nobody takes a part of a file for the whole."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Iterator
from itertools import chain
from typing import cast

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse

from statements.trouble import find_trouble, log_trouble

logger = logging.getLogger(__name__)


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
            first = list(_take_one(pieces))
        except BaseException:
            response.close()
            raise
        response.streaming_content = _watch(chain(first, pieces), request)
        return response


def _take_one(pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield piece
        return


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
