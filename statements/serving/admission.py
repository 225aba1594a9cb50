"""The door of the archive: an ASGI application that lets requests in to the WSGI application behind it.

The event loop holds the connections and reads the requests, which costs next to nothing each. A request then waits in
its lane, fairly among visitors and not for ever, and takes a thread only when it has a slot. A client that leaves while
it waits is forgotten; a download whose client has left is worked on no further than its slice.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from io import BytesIO
from typing import IO, Any

from . import counters
from .bodies import (
    MAX_BYTES_OF_A_STRANGER,
    MAX_BYTES_OF_AN_EDITOR,
    BodyRefused,
    Message,
    Receive,
    discard_rest,
    read_body,
)
from .dear_process import DearProcessGone, hand_on
from .gates import ClientGone, NotAdmitted, QueueFull
from .lanes import Lane, choose_lane
from .open_lanes import OpenLane
from .refusals import refuse
from .visitors import find_visitor
from .wsgi_requests import WsgiApplication, WsgiRequest, build_environ, decode_path

Send = Callable[[Message], Awaitable[None]]
Scope = Mapping[str, Any]

MAX_BODIES_OF_ONE = 8  # bodies of one visitor that are read at once
SECONDS_TO_NEXT_BODY = 5
SECONDS_BEFORE_REFUSAL = 1.0  # so that a client that asks again at once cannot keep the loop busy
_logger = logging.getLogger(__name__)


class BrokenOff(ConnectionError):
    """The rest of an answer cannot be made: its connection must be reset, so that nobody takes a part for the whole."""


class Admission:
    """`session_cookie` is the name of the cookie without which nobody may send long bodies. Dear requests are handed on
    to the process that listens at `dear_socket`; without one they are answered here."""

    dear_socket = ""

    def __init__(
        self, application: WsgiApplication, lanes: Iterable[Lane], trusted_proxies: int, session_cookie: str
    ) -> None:
        self._application = application
        self._lanes = {lane.name: OpenLane(lane) for lane in lanes}
        self._trusted_proxies = trusted_proxies
        self._session_cookie = f"{session_cookie}=".encode()
        self._bodies: Counter[str] = Counter()
        self.handed_on = 0  # requests whose answers come from the other process now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"{scope['type']} is not served")
        headers = dict(scope["headers"])
        forwarded = ",".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for")
        visitor = find_visitor((scope.get("client") or ("",))[0], forwarded, self._trusted_proxies)
        try:
            body, length = await self._read_body(visitor, headers, receive)
        except BodyRefused as refused:
            counters.add("bodies_refused")
            if refused.status:
                await _refuse(send, scope, refused.status, SECONDS_TO_NEXT_BODY if refused.status == 503 else 0)
                await discard_rest(receive)
            return
        gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        watch = asyncio.create_task(_watch(receive, gone))
        try:
            if self.dear_socket and _choose_lane(scope) == "dear":
                await self._hand_on(visitor, scope, body, gone, send)
            else:
                await self.serve(visitor, scope, body, length, gone, send)
        finally:
            watch.cancel()
            body.close()

    async def _hand_on(
        self, visitor: str, scope: Scope, body: IO[bytes], gone: asyncio.Future[None], send: Send
    ) -> None:
        has_started = False

        async def send_on(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await _send_unless_gone(send, message, gone)

        self.handed_on += 1
        try:
            await _unless_gone(hand_on(self.dear_socket, visitor, scope, body, send_on), gone)
        except ClientGone:
            pass
        except DearProcessGone as error:
            if has_started:
                raise BrokenOff from error
            await _refuse(send, scope, 503, SECONDS_TO_NEXT_BODY)
        finally:
            self.handed_on -= 1

    async def _read_body(self, visitor: str, headers: Mapping[bytes, bytes], receive: Receive) -> tuple[IO[bytes], int]:
        announced = headers.get(b"content-length", b"")
        if b"transfer-encoding" not in headers and not announced.strip(b"0"):
            return BytesIO(), 0
        if self._bodies[visitor] >= MAX_BODIES_OF_ONE:
            raise BodyRefused(503)
        is_editor = self._session_cookie in headers.get(b"cookie", b"")
        self._bodies[visitor] += 1
        try:
            body = await read_body(
                receive, int(announced or 0), MAX_BYTES_OF_AN_EDITOR if is_editor else MAX_BYTES_OF_A_STRANGER
            )
        finally:
            self._bodies[visitor] -= 1
            if not self._bodies[visitor]:
                del self._bodies[visitor]
        length = body.seek(0, 2)
        body.seek(0)
        return body, length

    async def serve(
        self, visitor: str, scope: Scope, body: IO[bytes], length: int, gone: asyncio.Future[None], send: Send
    ) -> None:
        """Answer here, in the lane of the request. `gone` is done when the client has left."""
        lane = self._lanes[_choose_lane(scope)]
        request = WsgiRequest(self._application, build_environ(scope, body, length))
        try:
            async with lane.admit(visitor, gone):
                outcome = "failed"
                try:
                    outcome = await _answer(lane, visitor, request, gone, scope, send)
                finally:
                    counters.add(f"{lane.lane.name}_{outcome}")
        except ClientGone:
            pass
        except NotAdmitted as refused:
            if isinstance(refused, QueueFull):
                await asyncio.wait({gone}, timeout=SECONDS_BEFORE_REFUSAL)
            await _refuse(send, scope, 503, lane.lane.retry_after)


def _choose_lane(scope: Scope) -> str:
    # Not `scope["path"]`: of `GET http://host/oai`, which is answered like `/oai`, that is the whole address.
    return choose_lane(decode_path(scope["raw_path"]), scope["query_string"].decode("latin-1"))


async def _answer(
    lane: OpenLane, visitor: str, request: WsgiRequest, gone: asyncio.Future[None], scope: Scope, send: Send
) -> str:
    """Answer slice by slice, with the turn that is held. Return how it ended, as the counters name it."""
    has_started = False
    try:
        while True:
            try:
                part = await lane.work(visitor, request.take_slice)
            except Exception as error:
                # Who raises this one after the answer has begun has said why in the log.
                if not isinstance(error, ConnectionError):
                    _logger.exception("%s %s failed", scope["method"], scope["path"])
                if request.status:
                    raise BrokenOff from error
                await _refuse(send, scope, 500)
                return "failed"
            if not has_started:
                has_started = True
                await send({"type": "http.response.start", "status": request.status, "headers": request.headers})
            message = {"type": "http.response.body", "body": part.body, "more_body": not part.is_last}
            await _send_unless_gone(send, message, gone)
            if part.is_last:
                return "answered"
            await lane.take_turn(visitor, gone)
    except ClientGone:
        return "abandoned"
    finally:
        if request.is_open:
            await lane.clean_up(request.close)


async def _send_unless_gone(send: Send, message: Message, gone: asyncio.Future[None]) -> None:
    """Send it, which takes as long as the client takes to read what was sent before. Raises ClientGone."""
    await _unless_gone(send(message), gone)


async def _unless_gone(work: Awaitable[None], gone: asyncio.Future[None]) -> None:
    """Do it, or break it off when the client leaves. Raises ClientGone."""
    working = asyncio.ensure_future(work)
    try:
        await asyncio.wait({working, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if not working.done():
            working.cancel()
    if gone.done():
        # Whatever it ended with is nobody's concern any more.
        await asyncio.gather(working, return_exceptions=True)
        raise ClientGone
    working.result()


async def _watch(receive: Receive, gone: asyncio.Future[None]) -> None:
    """Say so when the client leaves."""
    while (await receive())["type"] != "http.disconnect":
        pass
    if not gone.done():
        gone.set_result(None)


async def _refuse(send: Send, scope: Scope, status: int, retry_after: int = 0) -> None:
    refusal = refuse(status, scope["path"], retry_after)
    await send({"type": "http.response.start", "status": refusal.status, "headers": refusal.headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else refusal.body})
