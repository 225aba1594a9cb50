"""Requests put to an admission as a server puts them, one event loop for each test."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from statements.serving.admission import Admission
from statements.serving.lanes import Lane

PAGES = Lane("pages", slots=1, max_open=0, max_waiting=20, max_waiting_of_one=10, patience=20, retry_after=5)
DEAR = Lane("dear", slots=1, max_open=3, max_waiting=20, max_waiting_of_one=10, patience=20, retry_after=30)
HEALTH = Lane("health", slots=1, max_open=0, max_waiting=20, max_waiting_of_one=10, patience=20, retry_after=5)


def make_admission(application: Callable[..., Any], *lanes: Lane, trusted_proxies: int = 0) -> Admission:
    chosen = {lane.name: lane for lane in (PAGES, DEAR, HEALTH, *lanes)}
    return Admission(application, chosen.values(), trusted_proxies, "sessionid")


@dataclass
class Asked:
    """A request under way: what came back so far; `leave` closes the connection."""

    task: asyncio.Task[None]
    inbox: asyncio.Queue[dict[str, Any]]
    messages: list[dict[str, Any]] = field(default_factory=list)
    may_send: asyncio.Event = field(default_factory=asyncio.Event)

    def leave(self) -> None:
        self.inbox.put_nowait({"type": "http.disconnect"})

    @property
    def status(self) -> int:
        return self.messages[0]["status"] if self.messages else 0

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.messages[0]["headers"]}

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages[1:])


def ask(
    admission: Admission, path: str = "/", client: str = "192.0.2.1", *, method: str = "GET", query: str = "",
    headers: Iterable[tuple[str, str]] = (), body: Iterable[bytes] | None = (b"",), reads: bool = True,
) -> Asked:  # fmt: skip
    """Put a request; `body` None never comes, and a client that `reads` nothing stops whoever sends."""
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
        "client": (client, 50000), "server": ("127.0.0.1", 8000),
    }  # fmt: skip
    inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    for part in (parts := list(body or ())):
        inbox.put_nowait({"type": "http.request", "body": part, "more_body": part is not parts[-1]})
    asked = Asked(None, inbox)  # type: ignore[arg-type]
    if reads:
        asked.may_send.set()

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.body":
            await asked.may_send.wait()
        asked.messages.append(message)

    asked.task = asyncio.create_task(admission(scope, inbox.get, send))
    return asked


async def settle(is_so: Callable[[], bool]) -> None:
    """Wait until it is so; a test that waits for what never comes ends after ten seconds."""
    async with asyncio.timeout(10):
        while not is_so():
            await asyncio.sleep(0.002)


class Pages:
    """A WSGI application whose pages wait until they are let go; it remembers who got a thread, in order."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, str]] = []
        self.environs: list[dict[str, Any]] = []
        self.go = threading.Semaphore(0)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        self.begun.append((environ["REMOTE_ADDR"], environ["PATH_INFO"]))
        self.environs.append(environ)
        self.go.acquire(timeout=10)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"here"]

    def open(self) -> None:
        self.go.release(1000)


class Download:
    """A WSGI application that streams chunks without end; it remembers how many were made and how many were closed."""

    def __init__(self, size: int = 300_000) -> None:
        self.size, self.made, self.closed = size, 0, 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Any:
        start_response("200 OK", [("Content-Type", "text/csv")])
        return _Stream(self)


class _Stream:
    def __init__(self, download: Download) -> None:
        self.download = download

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.download.made += 1
            yield b"x" * self.download.size

    def close(self) -> None:
        self.download.closed += 1
