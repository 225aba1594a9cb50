"""Requests named, and counted as the archive answered them: by kind of page, status and how long they took; searches by
whether they found anything; trouble by its kind. `counters` keeps the numbers, for all processes of a server."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from . import counters
from .request_kinds import BUCKETS, MICROSECONDS, STATUSES

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
# What lines of the log tell of the request: its id and the kind of its address.
_current: ContextVar[Mapping[str, str] | None] = ContextVar("request", default=None)

_PREFIXES = (
    ("/static/", "static"),
    ("/admin/", "desk"),
    ("/api/v1/", "api"),
    ("/oai", "oai"),
    ("/sitemap", "sitemap"),
    ("/suggest/", "suggest"),
    ("/search/export/", "download"),
    ("/export/", "download"),
    ("/search/", "search"),
    ("/s/", "statement"),
)
_lock = threading.Lock()  # requests are answered on several threads of a process


def find_kind(path: str, query: str) -> str:
    """The kind of page that an address asks for; one of KINDS."""
    kind = next((kind for prefix, kind in _PREFIXES if path.startswith(prefix)), "page")
    return "feed" if kind in ("page", "search") and "format=atom" in query else kind


def count_request(kind: str, status: int, seconds: float) -> None:
    name = str(status) if str(status) in STATUSES else "other"
    place = next((place for place, end in enumerate(BUCKETS) if seconds <= end), len(BUCKETS))
    _count(f"requests_{kind}_{name}", f"seconds_{kind}_{place}")
    _count(f"microseconds_{kind}", number=round(seconds * MICROSECONDS))


def count_search(hits: int) -> None:
    _count("searches_found" if hits else "searches_empty")


def count_trouble(kind: str) -> None:
    _count(f"trouble_{kind}")


def _count(*names: str, number: int = 1) -> None:
    with _lock:
        for name in names:
            counters.add(name, number)


@contextmanager
def name_request(proposed: str, kind: str, *, believed: bool) -> Iterator[str]:
    """Give the request a name for the block. What it was `proposed` to be called is taken from the operator's own proxy
    only (`believed`): a client's could be that of another request."""
    name = proposed if believed and _WELL_FORMED.fullmatch(proposed) else secrets.token_hex(8)
    token = _current.set({"request_id": name, "address": kind})
    try:
        yield name
    finally:
        _current.reset(token)


def describe_request() -> Mapping[str, str]:
    """`request_id` and `address` of the request that this thread answers; empty outside one."""
    return _current.get() or {}
