"""How many requests a visitor may send: Ninja's rate throttle, with its own rule of who one visitor is.

Counted in the memory of each process of the server, so that nothing is written for a read. A server of two processes
therefore lets through up to twice the number.
"""

from __future__ import annotations

import hashlib
import math
import time

from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle

from statements.serving.visitors import find_visitor

MAX_VISITORS = 20_000  # remembered; beyond that, the least recent are forgotten


class VisitorThrottle(SimpleRateThrottle):
    """At most so many requests in any 60 seconds. Holds the state of one request: make one for each."""

    # The default cache of Django remembers 300 entries, which a few hundred visitors would push out.
    cache = LocMemCache("api-visitors", {"max_entries": MAX_VISITORS})
    scope = "visitor"
    timer = time.monotonic  # a clock that is set back would lock out whoever has just asked

    def __init__(self, requests_per_minute: int) -> None:
        super().__init__(f"{requests_per_minute}/m")

    def get_cache_key(self, request: HttpRequest) -> str:
        # What a header says may be too long for a key, or hold characters that keys may not.
        ident = hashlib.sha256(self.get_ident(request).encode()).hexdigest()
        return self.cache_format % {"scope": self.scope, "ident": ident}

    def get_ident(self, request: HttpRequest) -> str:
        """Ninja's own rule believes a header that is shorter than the chain of proxies, and takes a port for a part of
        the address."""
        return find_visitor(
            str(request.META.get("REMOTE_ADDR", "")),
            request.headers.get("X-Forwarded-For", ""),
            settings.TRUSTED_PROXIES,
        )


def seconds_to_wait(request: HttpRequest) -> int:
    """Count the request. Return 0 if it may pass, otherwise after how many seconds the next one may."""
    if not settings.API_REQUESTS_PER_MINUTE:
        return 0
    throttle = VisitorThrottle(settings.API_REQUESTS_PER_MINUTE)
    if throttle.allow_request(request):
        return 0
    return max(1, math.ceil(throttle.wait() or 0))
