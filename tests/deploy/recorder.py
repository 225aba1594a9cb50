"""A server that stands where the archive stands and keeps what a proxy sends it: what the archive itself, which
believes none of it, would not tell."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

CHUNK = b"statement " * 6554  # some 64 KB
LONG_DOWNLOAD = 3000 * len(CHUNK)


@dataclass
class Recorder:
    """`sent` counts the bytes of a long download that could be written so far."""

    url: str
    requests: list[Request] = field(default_factory=list)
    sent: int = 0


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]  # by their names in small letters
    body: bytes


@contextmanager
def recorder() -> Iterator[Recorder]:
    """Answers every request with a small page, and /long with LONG_DOWNLOAD bytes."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.recorder = Recorder(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.recorder
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        recorder: Recorder = self.server.recorder
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        recorder.requests.append(Request(self.command, self.path, headers, body))
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Cache-Control", "no-store")
        if self.path == "/long":
            self.send_header("Content-Length", str(LONG_DOWNLOAD))
            self.end_headers()
            while recorder.sent < LONG_DOWNLOAD:
                self.wfile.write(CHUNK)
                recorder.sent += len(CHUNK)
            return
        self.send_header("Content-Length", "2")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(b"ok")

    do_GET = do_HEAD = do_POST = answer

    def log_message(self, format: str, *arguments: object) -> None:
        """Silent: what was asked is in `requests`."""
