"""Dear requests are worked on in a process of their own, one for the whole server, of low priority: beside it a page
waits neither for the processor nor for Python's global lock.

A process that read such a request from its client hands it on through a socket of the file system, and the answer
comes back in frames: a letter, the length of what follows as four bytes, and that. Whoever closes the socket has gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
import tempfile
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import IO, Any

Scope = Mapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

REQUEST, BODY, START, END = b"R", b"B", b"S", b"E"
_HEAD = struct.Struct(">cI")
_CHUNK = 64 * 1024
_SCOPE_TEXTS = ("method", "path", "http_version", "client", "server")
_SCOPE_BYTES = ("raw_path", "query_string")


class DearProcessGone(Exception):
    """It ended before its answer was complete."""


async def hand_on(socket: str, visitor: str, scope: Scope, body: IO[bytes], send: Send) -> None:
    """Let the process that listens at `socket` answer. Raises DearProcessGone."""
    try:
        reader, writer = await asyncio.open_unix_connection(socket)
    except OSError as error:
        raise DearProcessGone from error
    try:
        _write(writer, REQUEST, _pack_scope(visitor, scope))
        while chunk := body.read(_CHUNK):
            _write(writer, BODY, chunk)
            await writer.drain()
        _write(writer, END, b"")
        await writer.drain()
        while True:
            kind, content = await _read(reader)
            await send(_unpack_message(kind, content))
            if kind == END:
                return
    except (OSError, EOFError) as error:
        raise DearProcessGone from error
    finally:
        writer.transport.abort()


Serve = Callable[[str, Scope, IO[bytes], int, "asyncio.Future[None]", Send], Awaitable[None]]


async def answer_handed_on(streams: Streams, serve: Serve) -> None:
    """Answer the request that comes over `streams` with `serve(visitor, scope, body, length, gone, send)`."""
    reader, writer = streams

    async def send(message: Message) -> None:
        _write(writer, *_pack_message(message))
        await writer.drain()

    gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    watch = None
    try:
        with tempfile.SpooledTemporaryFile(_CHUNK) as body:
            _, content = await _read(reader)
            visitor, scope = _unpack_scope(content)
            while (part := await _read(reader))[0] == BODY:
                body.write(part[1])
            length = body.tell()
            body.seek(0)
            watch = asyncio.create_task(_watch(reader, gone))
            await serve(visitor, scope, body, length, gone, send)
    except (OSError, EOFError):
        pass  # nobody waits for the answer any more
    finally:
        if watch:
            watch.cancel()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _watch(reader: asyncio.StreamReader, gone: asyncio.Future[None]) -> None:
    with contextlib.suppress(OSError):
        await reader.read()
    if not gone.done():
        gone.set_result(None)


def _write(writer: asyncio.StreamWriter, kind: bytes, content: bytes) -> None:
    writer.write(_HEAD.pack(kind, len(content)))
    writer.write(content)


async def _read(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    kind, length = _HEAD.unpack(await reader.readexactly(_HEAD.size))
    return kind, await reader.readexactly(length)


def _pack_scope(visitor: str, scope: Scope) -> bytes:
    packed = {name: scope[name] for name in _SCOPE_TEXTS}
    packed |= {name: scope[name].decode("latin-1") for name in _SCOPE_BYTES}
    return json.dumps({**packed, "headers": _pack_headers(scope["headers"]), "visitor": visitor}).encode()


def _unpack_scope(content: bytes) -> tuple[str, dict[str, Any]]:
    scope = json.loads(content)
    scope |= {name: scope[name].encode("latin-1") for name in _SCOPE_BYTES}
    scope["headers"] = _unpack_headers(scope["headers"])
    return scope.pop("visitor"), scope


def _pack_message(message: Message) -> tuple[bytes, bytes]:
    if message["type"] == "http.response.start":
        return START, json.dumps([message["status"], _pack_headers(message["headers"])]).encode()
    return BODY if message.get("more_body") else END, message.get("body", b"")


def _unpack_message(kind: bytes, content: bytes) -> Message:
    if kind == START:
        status, headers = json.loads(content)
        return {"type": "http.response.start", "status": status, "headers": _unpack_headers(headers)}
    return {"type": "http.response.body", "body": content, "more_body": kind == BODY}


def _pack_headers(headers: list[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]


def _unpack_headers(headers: list[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
