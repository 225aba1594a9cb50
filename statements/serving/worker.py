"""A process of the server: gunicorn's ASGI worker, which shares new connections evenly with its siblings, ends slow
ones, and makes way for a fresh process when it has served or grown enough."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import socket
import sys
from pathlib import Path
from typing import Any, ClassVar

from gunicorn.workers.gasgi import ASGIWorker

from . import counters
from .connections import Connection, Connections
from .dear_process import answer_handed_on

SECONDS_BETWEEN_LOOKS = 1.0
# That a thread keeps Python's global lock while another wants it. With Python's own five milliseconds a request would
# wait for the page in work whenever it passes from its thread to the event loop or back.
SECONDS_OF_THE_LOCK = 0.0005
SECONDS_TO_TAKE_UP = 0.05  # a connection that has just been taken
# A process that has more connections than a sibling waits so long before it takes another.
SECONDS_FOR_SIBLINGS = 0.005
NICENESS_OF_DEAR = 10  # pages first, on a machine with nothing to spare
MAX_SECONDS_FOR_DOWNLOADS = 120.0  # that a process waits before it makes way


class ArchiveWorker(ASGIWorker):
    """`max_memory_mb` is set by the server's configuration; 0 for no bound. One process `is_for_dear`: it answers what
    the others hand on to `dear_listener`, and no client."""

    max_memory_mb = 0
    dear_listener: ClassVar[socket.socket | None] = None
    is_for_dear = False
    nr: int
    alive: bool
    max_requests: int

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # gunicorn would break off the downloads of a process that makes way: it is done here.
        self._requests_to_serve, self.max_requests = self.max_requests, sys.maxsize
        self.connections = Connections(self.worker_connections)
        self._ended = asyncio.Event()
        self._accepting: set[asyncio.Task[object]] = set()
        self._has_waited = False
        self._handed_on = 0
        self._makes_way_since: float | None = None

    @classmethod
    def check_config(cls, cfg: object, log: object) -> None:
        """gunicorn warns that threads are not used here; they are, behind the admission."""

    def handle_exit_signal(self) -> None:
        super().handle_exit_signal()
        self._ended.set()

    def handle_quit_signal(self) -> None:
        super().handle_quit_signal()
        self._ended.set()

    async def _serve(self) -> None:
        _allow_open_files()
        sys.setswitchinterval(SECONDS_OF_THE_LOCK)
        listeners = [] if self.is_for_dear else [listener.sock for listener in self.sockets]
        for listener in listeners:
            listener.setblocking(False)
            self.loop.add_reader(listener, self._accept, listener)
        dear_server = None
        if self.is_for_dear and self.dear_listener:
            os.nice(NICENESS_OF_DEAR)
            dear_server = await self._open_to_siblings(self.dear_listener)
        elif self.dear_listener:
            self.asgi.dear_socket = self.dear_listener.getsockname()
        while self.alive and self.ppid == os.getppid():
            self.notify()
            self.connections.end_slow(self.loop.time())
            if self._should_make_way():
                counters.add("processes_recycled")
                self.alive = False
                break
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), SECONDS_BETWEEN_LOOKS)
        for listener in listeners:
            self.loop.remove_reader(listener)
        if dear_server:
            dear_server.close()  # what comes now waits for the next process
        await self._finish()

    async def _open_to_siblings(self, listener: socket.socket) -> asyncio.Server:
        if sys.version_info >= (3, 13):
            # Otherwise the socket would go away with this process, and leave nobody to hand requests on to.
            return await asyncio.start_unix_server(self._answer_handed_on, sock=listener, cleanup_socket=False)
        return await asyncio.start_unix_server(self._answer_handed_on, sock=listener)

    async def _answer_handed_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.nr += 1
        self._handed_on += 1
        try:
            await answer_handed_on((reader, writer), self.asgi.serve)
        except asyncio.CancelledError:
            pass  # there was no more time for it
        finally:
            self._handed_on -= 1

    def _accept(self, listener: socket.socket) -> None:
        if not self._has_waited and counters.own("connections_open") > counters.least("connections_open"):
            # Both are woken by a new connection. The kernel would give it to whoever comes first, time and again.
            self._has_waited = True
            self._pause(listener, SECONDS_FOR_SIBLINGS)
            return
        self._has_waited = False
        try:
            accepted, _ = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return  # a sibling was quicker, or the client has gone
        except OSError as error:
            self.log.error("No connection can be taken: %s", error)
            self._pause(listener, SECONDS_BETWEEN_LOOKS)
            return
        accepted.setblocking(False)
        task = self.loop.create_task(self.loop.connect_accepted_socket(lambda: Connection(self), accepted))
        self._accepting.add(task)
        task.add_done_callback(self._accepting.discard)

    def _pause(self, listener: socket.socket, seconds: float) -> None:
        def resume() -> None:
            if self.alive:
                self.loop.add_reader(listener, self._accept, listener)

        self.loop.remove_reader(listener)
        self.loop.call_later(seconds, resume)

    def _should_make_way(self) -> bool:
        """Whether it has served or grown enough, no sibling does so now, and no download would be broken off."""
        if self._makes_way_since is None:
            is_due = self.nr >= self._requests_to_serve or 0 < self.max_memory_mb < _memory_mb()
            if is_due and not counters.snapshot()["processes_making_way"]:
                self._makes_way_since = self.loop.time()
                counters.add("processes_making_way")
        if self._makes_way_since is None:
            return False
        is_downloading = counters.own("dear_running") or self.asgi.handed_on
        return not is_downloading or self.loop.time() - self._makes_way_since > MAX_SECONDS_FOR_DOWNLOADS

    async def _finish(self) -> None:
        """Answer what was asked, within the time for it, and end the rest."""
        end = self.loop.time() + self.cfg.graceful_timeout
        await asyncio.sleep(SECONDS_TO_TAKE_UP)
        while (len(self.connections) or self._handed_on) and not self._quick_shutdown and self.loop.time() < end:
            self.notify()
            self.connections.end_idle()
            await asyncio.sleep(SECONDS_TO_TAKE_UP)
        self.connections.end_all()


def _memory_mb() -> int:
    """What this process has for itself, in MB; 0 where the system does not tell."""
    try:
        _, resident, shared, *_ = Path("/proc/self/statm").read_text().split()
    except OSError:
        return 0
    return (int(resident) - int(shared)) * resource.getpagesize() // 2**20


def _allow_open_files() -> None:
    """As many as the system lets this account have: many start programs with 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(hard, 8192) if hard != resource.RLIM_INFINITY else 8192
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
