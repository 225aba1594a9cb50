"""gunicorn's protocol of a connection, and what a process does about all of them: silent and slow clients are ended,
and there is always room for one more."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any

from gunicorn.asgi.protocol import ASGIProtocol

from . import counters
from .admission import BrokenOff

SECONDS_FOR_A_HEADER = 10.0
# A reader that takes less than so much in so long is ended.
SECONDS_FOR_PROGRESS = 30.0
MIN_PROGRESS_BYTES = 4096


class Connection(ASGIProtocol):
    """gunicorn ends a connection that is silent after an answer, but waits for ever for the first request, and for a
    reader."""

    def __init__(self, worker: Any) -> None:
        super().__init__(worker)
        self.app = self._answer
        self.waits_since: float | None = worker.loop.time()  # for a request; None while one is answered
        self.unsent, self.unsent_since = 0, 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.worker.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.worker.connections.discard(self)

    def _on_headers_complete(self) -> bool:
        self.waits_since = None
        return bool(super()._on_headers_complete())

    def _arm_keepalive_timer(self) -> None:
        self.waits_since = self.worker.loop.time()
        super()._arm_keepalive_timer()

    def _is_websocket_upgrade(self, request: object) -> bool:
        return False  # there are none: such a request is one like any other

    async def _answer(self, *arguments: Any) -> None:
        try:
            await self.worker.asgi(*arguments)
        except BrokenOff:
            # A client of HTTP/1.0, as many proxies are, reads until the connection ends: a clean end would make the
            # part a whole.
            if connection := self.transport.get_extra_info("socket"):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.end()
            self._closed = True

    def end(self) -> None:
        """At once, whatever was not sent."""
        if self.transport is not None:
            self.transport.abort()

    def is_too_slow(self, now: float) -> bool:
        """To be asked every second or so."""
        if self.req_count <= 1 and self.waits_since is not None and now - self.waits_since > SECONDS_FOR_A_HEADER:
            return True
        unsent = self.transport.get_write_buffer_size()
        if not unsent or self.unsent - unsent >= MIN_PROGRESS_BYTES or unsent > self.unsent:
            self.unsent, self.unsent_since = unsent, now
        return bool(unsent) and now - self.unsent_since > SECONDS_FOR_PROGRESS


class Connections:
    """Those of one process, oldest first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._open: dict[Connection, None] = {}

    def __len__(self) -> int:
        return len(self._open)

    def add(self, connection: Connection) -> None:
        self._open[connection] = None
        counters.add("connections_open")
        if len(self._open) > self.most:
            self._make_room(connection)

    def discard(self, connection: Connection) -> None:
        if self._open.pop(connection, self) is None:
            counters.add("connections_open", -1)

    def _make_room(self, newest: Connection) -> None:
        """End the one that has waited longest for a request, of others than the newest; without such a one, that."""
        waiting = (each for each in self._open if each.waits_since is not None and each is not newest)
        counters.add("connections_evicted")
        min(waiting, key=lambda each: each.waits_since or 0.0, default=newest).end()

    def end_slow(self, now: float) -> None:
        for connection in list(self._open):
            if connection.is_too_slow(now):
                counters.add("connections_timed_out")
                connection.end()

    def end_idle(self) -> None:
        for connection in list(self._open):
            if connection.waits_since is not None:
                connection.end()

    def end_all(self) -> None:
        for connection in list(self._open):
            connection.end()
