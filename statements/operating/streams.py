"""Answers sent in pieces: trouble before the first piece is an ordinary 503, trouble after it breaks the connection
off, so that nobody takes a part of a file for the whole."""

from __future__ import annotations

import ctypes
import errno
import logging
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from typing import cast

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse

from statements.trouble import find_trouble, log_trouble

_NO_ADDRESS = struct.pack("H14x", socket.AF_UNSPEC)  # a sockaddr
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
        break_off(request)
        raise ConnectionResetError(errno.ECONNRESET, "the answer is not whole") from None


def break_off(request: HttpRequest) -> None:
    """Let the connection end with a reset. A client of HTTP/1.0, as many proxies are, reads until the connection ends
    and could not tell a broken answer from a whole one by anything else.

    The server would first shut the connection down, which is a clean end. Connecting a TCP socket to no address resets
    it on Linux (tcp_disconnect) and leaves it open for the server to close.
    """
    connection = request.META.get("gunicorn.socket")
    if isinstance(connection, socket.socket) and sys.platform == "linux":
        ctypes.CDLL(None).connect(connection.fileno(), _NO_ADDRESS, len(_NO_ADDRESS))
