"""One request answered by the WSGI application, in slices: between two of them no thread is held, so that a slow reader
costs none and downloads take turns.

Everything here but `build_environ` and `decode_path` runs in a thread, one call at a time, each perhaps in another
thread.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any, NamedTuple
from urllib.parse import unquote_to_bytes

SLICE_BYTES = 256 * 1024
SLICE_SECONDS = 0.1

Environ = dict[str, Any]
WsgiApplication = Callable[[Environ, Any], Iterable[bytes]]


class Slice(NamedTuple):
    body: bytes
    is_last: bool


class WsgiRequest:
    """`status` and `headers` are known once the first slice was taken."""

    def __init__(self, application: WsgiApplication, environ: Environ) -> None:
        self._application, self._environ = application, environ
        self._answer: Iterable[bytes] | None = None
        self._chunks: Iterator[bytes] = iter(())
        self._bytes_left: int | None = None
        self._lock = threading.Lock()
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []

    @property
    def is_open(self) -> bool:
        """Whether an answer was begun and not ended."""
        return self._answer is not None

    def take_slice(self) -> Slice:
        """Work on for a moment. An answer to HEAD has one slice, and what would make its body never runs."""
        with self._lock:
            try:
                if self._answer is None:
                    self._answer = self._application(self._environ, self._start_response)
                    if self._environ["REQUEST_METHOD"] == "HEAD":
                        return self._end(b"")
                    self._chunks = iter(self._answer)
                return self._collect()
            except BaseException:
                self._close()
                raise

    def close(self) -> None:
        """End the answer, finished or not, once the slice is taken that may be in work."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        answer, self._answer = self._answer, None
        self._chunks = iter(())
        if answer is not None and hasattr(answer, "close"):
            answer.close()
        self._environ["wsgi.input"].close()

    def _collect(self) -> Slice:
        collected, size, end = [], 0, time.monotonic() + SLICE_SECONDS
        for chunk in self._chunks:
            collected.append(chunk)
            size += len(chunk)
            if self._bytes_left is not None and size >= self._bytes_left:
                break
            if size >= SLICE_BYTES or time.monotonic() >= end:
                if self._bytes_left is not None:
                    self._bytes_left -= size
                return Slice(b"".join(collected), is_last=False)
        return self._end(b"".join(collected))

    def _end(self, body: bytes) -> Slice:
        self._close()
        return Slice(body, is_last=True)

    def _start_response(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        self.status = int(status.partition(" ")[0])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        for name, value in self.headers:
            if name == b"content-length":
                self._bytes_left = int(value)


def build_environ(scope: Mapping[str, Any], body: IO[bytes], length: int) -> Environ:
    """The environment of PEP 3333 for a request as ASGI describes it. The scheme is always http: whether a proxy
    speaks TLS is for BEHIND_TLS to say, and no header here names another script, host or scheme."""
    host, port = scope.get("server") or ("localhost", None)
    client = scope.get("client") or ("", None)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": decode_path(scope["raw_path"]),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 80),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        _add_header(environ, name.decode("latin-1"), value.decode("latin-1"))
    if length:
        environ["CONTENT_LENGTH"] = str(length)
    return environ


def decode_path(raw: bytes) -> str:
    """The path that the application is asked for, in the characters of PEP 3333."""
    if not raw.startswith(b"/") and b"://" in raw:
        # `GET http://host/path`, as it is sent to proxies (RFC 9112, section 3.2.2).
        raw = b"/" + raw.partition(b"://")[2].partition(b"/")[2]
    return unquote_to_bytes(raw).decode("latin-1")


def _add_header(environ: Environ, name: str, value: str) -> None:
    if "_" in name or name in ("content-length", "transfer-encoding"):
        return  # `X_Forwarded_For` would become the same variable as `X-Forwarded-For`
    key = "CONTENT_TYPE" if name == "content-type" else f"HTTP_{name.replace('-', '_').upper()}"
    if key in environ:
        value = environ[key] + ("; " if name == "cookie" else ",") + value
    environ[key] = value
