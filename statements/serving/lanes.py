"""Which lane a request takes, and how wide the lanes are.

A page takes milliseconds, a download minutes. Were they to wait in one line, a few downloads would hold all threads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

HEALTH_PATHS = {"/healthz", "/metrics"}
# Whole lists and whole archives, and what other programs read in bulk.
DEAR_PATHS = ("/export/", "/search/export/", "/oai", "/sitemap.xml", "/sitemaps/", "/timemap/")
SEARCH_PATHS = ("/search/", "/api/v1/search")
# A word that begins with a wildcard, or with a letter and one: `*ism`, `?he`, `t*`. Every word of the index is tried.
_WIDE_WILDCARD = re.compile(r"(?<!\w)\w?[*?]")


@dataclass(frozen=True, slots=True)
class Lane:
    """How many requests of a lane are answered at once, and how many may wait for how long.

    `max_open` bounds the downloads that are under way, of which `slots` are worked on at a time, in turn; 0 for lanes
    without downloads.
    """

    name: str
    slots: int
    max_open: int
    max_waiting: int
    max_waiting_of_one: int
    patience: float  # seconds
    retry_after: int  # seconds, for who was refused


def choose_lane(path: str, query: str) -> str:
    """The name of a lane in `counters.LANES`. `path` is decoded, `query` is as sent, without `?`."""
    if path in HEALTH_PATHS:
        return "health"
    if path.startswith(DEAR_PATHS):
        return "dear"
    if not query:
        return "pages"
    parameters = parse_qs(query, errors="replace", max_num_fields=None)
    if "atom" in parameters.get("format", ()):
        return "dear"  # a feed holds whole statements
    is_wide = path.startswith(SEARCH_PATHS) and any(_WIDE_WILDCARD.search(text) for text in parameters.get("q", ()))
    return "dear" if is_wide else "pages"
