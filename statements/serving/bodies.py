"""The body of a request, read to its end before the request may take a slot: a slow sender costs no thread."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from typing import IO, Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

IN_MEMORY = 256 * 1024  # longer ones are kept in a temporary file
# Who has no session, or whose session has ended meanwhile, sends forms alone: of the desk at most a day's debate
# (DATA_UPLOAD_MAX_MEMORY_SIZE).
MAX_BYTES_OF_A_STRANGER = 33 * 1024 * 1024
# As much as the desk takes (`jobs/uploads.py`), and the form around it.
MAX_BYTES_OF_AN_EDITOR = 201 * 1024 * 1024
MIN_BYTES_A_SECOND = 8 * 1024  # after the first seconds, which anybody has
FIRST_SECONDS = 30.0
SECONDS_TO_READ_A_REFUSAL = 5.0

_logger = logging.getLogger(__name__)


class BodyRefused(Exception):
    """The body is too long, came too slowly or cannot be kept, or its sender has gone; `status` is 413, 408, 503 or
    0."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def read_body(receive: Receive, announced: int, max_bytes: int) -> IO[bytes]:
    """The whole body, to be read from its beginning; `announced` is its Content-Length, or 0.

    Raises BodyRefused.
    """
    if announced > max_bytes:
        raise BodyRefused(413)
    loop = asyncio.get_running_loop()
    begin, size = loop.time(), 0
    body: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller closes it
    try:
        more = True
        while more:
            left = begin + FIRST_SECONDS + size / MIN_BYTES_A_SECOND - loop.time()
            try:
                message = await asyncio.wait_for(receive(), left)
            except TimeoutError:
                raise BodyRefused(408) from None
            if message["type"] != "http.request":
                raise BodyRefused(0)
            size += len(message.get("body", b""))
            if size > max_bytes:
                raise BodyRefused(413)
            try:
                body.write(message.get("body", b""))
            except OSError as error:
                _logger.error("The body of a request cannot be kept in %s: %s", tempfile.gettempdir(), error.strerror)
                raise BodyRefused(503) from error
            more = message.get("more_body", False)
    except BaseException:
        with contextlib.suppress(OSError):  # what is still to be written has no room either
            body.close()
        raise
    body.seek(0)
    return body


async def discard_rest(receive: Receive) -> None:
    """Read on for a moment after a refusal: a connection that is closed while its client sends is reset, and the client
    may never read why."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SECONDS_TO_READ_A_REFUSAL):
            while (message := await receive())["type"] == "http.request" and message.get("more_body"):
                pass
