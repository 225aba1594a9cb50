"""Requests counted as the archive answered them, by kind of page, status and how long they took; searches by whether
they found anything; trouble by its kind. `counters` keeps the numbers, for all processes of a server together."""

from __future__ import annotations

import threading

from . import counters
from .request_kinds import BUCKETS, MICROSECONDS, STATUSES

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
