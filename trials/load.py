"""Clients of the load trials: readers, a crawler, abandoned downloads, slow clients. No subject of its own.

Each client has a loopback address of its own, as visitors have, and reads answers to their end without looking at them,
so that it takes as little as it can of the machine that it shares with the server.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count

CRAWLER_ADDRESS = "127.0.0.2"
CRAWLER_PATIENCE = 10.0  # seconds, as of many a link checker
READER_PATIENCE = 30.0
SECONDS_BETWEEN_PAGES = 1.0  # of a reader, on average


@dataclass
class Tally:
    """What came back: statuses (0 for no answer), and the seconds of each answer that was 200."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    without_retry_after: int = 0

    def add(self, status: int, seconds: float, headers: bytes = b"") -> None:
        self.statuses[status] += 1
        if status == 200:
            self.seconds.append(seconds)
        if status == 503 and b"retry-after:" not in headers.lower():
            self.without_retry_after += 1

    def share(self, status: int) -> float:
        return self.statuses[status] / max(1, self.statuses.total())

    def quantile(self, part: float) -> float:
        """In seconds; 0 where nothing was answered."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0

    def figures(self) -> dict[str, object]:
        return {
            "requests": self.statuses.total(),
            "statuses": {str(status): number for status, number in sorted(self.statuses.items())},
            "share_200": round(self.share(200), 4),
            "share_503": round(self.share(503), 4),
            "p50_ms": round(self.quantile(0.5) * 1000),
            "p95_ms": round(self.quantile(0.95) * 1000),
            "max_ms": round(max(self.seconds, default=0.0) * 1000),
        }


class Client:
    """One keep-alive connection from `source` to the server at `port`."""

    def __init__(self, port: int, source: str) -> None:
        self.port, self.source = port, source
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, method: str = "GET") -> tuple[int, bytes, bytes]:
        """Status, header and body. A connection that the server has closed meanwhile is opened anew, once."""
        for is_fresh in (self._streams is None, True):
            if self._streams is None:
                self._streams = await self.connect()
            reader, writer = self._streams
            try:
                writer.write(f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n".encode())
                head = await reader.readuntil(b"\r\n\r\n")
                status, lowered = int(head[9:12]), head.lower()
                body = await _read_body(reader, lowered) if method != "HEAD" and status != 304 else b""
                if b"connection: close" in lowered:
                    self.close()
                return status, head, body
            except (asyncio.IncompleteReadError, OSError):
                self.close()
                if is_fresh:
                    raise
        raise AssertionError

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port, local_addr=(self.source, 0), limit=2**20)

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()
            self._streams = None


async def _read_body(reader: asyncio.StreamReader, lowered: bytes) -> bytes:
    _, found, rest = lowered.partition(b"content-length:")
    if found:
        return await reader.readexactly(int(rest.partition(b"\r\n")[0]))
    if b"transfer-encoding: chunked" not in lowered:
        return await reader.read()
    chunks = []
    while length := int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16):
        chunks.append((await reader.readexactly(length + 2))[:-2])
    await reader.readuntil(b"\r\n")
    return b"".join(chunks)


async def read_pages(port: int, source: str, paths: list[str], tally: Tally, end: float) -> None:
    """A reader: a page, a moment to look at it, the next."""
    client, chance = Client(port, source), random.Random(source)
    await asyncio.sleep(chance.random() * SECONDS_BETWEEN_PAGES)
    while time.monotonic() < end:
        await _time_one(client, chance.choice(paths), tally, READER_PATIENCE)
        await asyncio.sleep(min(chance.expovariate(1 / SECONDS_BETWEEN_PAGES), 5.0))
    client.close()


async def crawl(port: int, paths: list[str], tally: Tally, end: float, number: int) -> None:
    """One of the connections of a crawler, which asks again at once."""
    client, chance = Client(port, CRAWLER_ADDRESS), random.Random(number)
    while time.monotonic() < end:
        await _time_one(client, chance.choice(paths), tally, CRAWLER_PATIENCE)
    client.close()


async def _time_one(client: Client, path: str, tally: Tally, patience: float) -> None:
    begin = time.monotonic()
    try:
        async with asyncio.timeout(patience):
            status, head, _ = await client.get(path)
        tally.add(status, time.monotonic() - begin, head)
    except (TimeoutError, OSError, EOFError, ValueError):
        client.close()
        tally.add(0, 0)
        await asyncio.sleep(0.05)  # refused connections would otherwise be asked for without end


async def abandon_downloads(port: int, source: str, path: str, tally: Tally, end: float) -> None:
    """Ask for a download, read for a moment, leave in the middle; again and again."""
    chance = random.Random(source)
    while time.monotonic() < end:
        try:
            reader, writer = await Client(port, source).connect()
        except OSError:
            tally.add(0, 0)
            await asyncio.sleep(0.1)
            continue
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        begin = time.monotonic()
        try:
            async with asyncio.timeout(chance.uniform(0.2, 3.0)):
                head = await reader.readuntil(b"\r\n\r\n")
                tally.add(int(head[9:12]), time.monotonic() - begin, head)
                await asyncio.sleep(3)
        except (TimeoutError, OSError, EOFError, ValueError):
            pass
        writer.transport.abort()


async def hold_slowly(port: int, kind: str, number: int, end: float) -> None:
    """A slow client: `header` sends half a header, `body` a byte of a form now and then, `silence` nothing, `reader`
    asks for a download and does not read it. One that is ended by the server comes again."""
    source = f"127.0.{3 + number // 250}.{1 + number % 250}"
    while time.monotonic() < end:
        try:
            reader, writer = await Client(port, source).connect()
        except OSError:
            await asyncio.sleep(0.2)
            continue
        try:
            async with asyncio.timeout(end - time.monotonic()):
                await _be_slow(kind, reader, writer)
        except (TimeoutError, OSError, EOFError):
            pass
        writer.transport.abort()
        await asyncio.sleep(0.1)


async def _be_slow(kind: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if kind == "header":
        writer.write(b"GET /search/?q=peace HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        await reader.read()
    elif kind == "body":
        writer.write(b"POST /oai HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n")
        writer.write(b"Content-Length: 1000\r\n\r\nverb=")
        for _ in count():
            await asyncio.sleep(1)
            writer.write(b"x")
            await writer.drain()
    elif kind == "reader":
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(b"GET /export/corpus.zip HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        while not writer.transport.is_closing():
            await asyncio.sleep(1)
    else:
        await reader.read()
