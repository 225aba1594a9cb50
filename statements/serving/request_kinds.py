"""What requests are counted by, and the names of their counters."""

from __future__ import annotations

KINDS = ("page", "statement", "search", "suggest", "feed", "download", "api", "oai", "sitemap", "desk", "static")
STATUSES = ("200", "301", "302", "304", "400", "403", "404", "405", "410", "429", "500", "503", "other")
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds, the upper ends
TROUBLES = (
    "away", "refused", "crowded", "locked", "slow", "full", "read-only", "damaged", "failing", "unprepared",
    "exhausted",
)  # fmt: skip
SEARCHES = ("searches_found", "searches_empty")
MICROSECONDS = 1_000_000

NAMES = (
    *(f"requests_{kind}_{status}" for kind in KINDS for status in STATUSES),
    *(f"seconds_{kind}_{place}" for kind in KINDS for place in range(len(BUCKETS) + 1)),
    *(f"microseconds_{kind}" for kind in KINDS),
    *(f"trouble_{trouble}" for trouble in TROUBLES),
    *SEARCHES,
)
