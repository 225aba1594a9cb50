"""How many requests an address may send: a bucket of a minute's worth that fills up again steadily.

Counted in the memory of each process of the server, so that nothing is written for a read. A server of two processes
therefore lets through up to twice the number.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest

MOST_ADDRESSES = 20_000  # remembered; who has been quiet the longest is forgotten first, with a full bucket anyway
_IPV6_SITE = 64  # bits of an IPv6 address that name a site: one visitor has all addresses behind them


class Buckets:
    """``take`` is safe to call from several threads."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # address -> (tokens, when)

    def take(self, address: str, a_minute: int) -> int:
        """Take one request. Returns 0, or for how many seconds to wait where there is none left."""
        if not a_minute:
            return 0
        now = self._now()
        with self._lock:
            tokens, when = self._buckets.pop(address, (float(a_minute), now))
            tokens = min(float(a_minute), tokens + (now - when) * a_minute / 60)
            wait = 0 if tokens >= 1 else max(1, math.ceil((1 - tokens) * 60 / a_minute))
            self._buckets[address] = (tokens if wait else tokens - 1, now)
            if len(self._buckets) > MOST_ADDRESSES:
                self._buckets.popitem(last=False)
        return wait


def visitor(request: HttpRequest) -> str:
    """The address that asks: the connection's own, or what the trusted proxies wrote at the end of X-Forwarded-For."""
    address = request.META.get("REMOTE_ADDR", "")
    if proxies := settings.TRUSTED_PROXIES:
        # Anybody may write the beginning of the list; the last ones were added by our own proxies.
        listed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(listed) >= proxies:
            address = listed[-proxies]
    return _site(address)


def _site(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, _IPV6_SITE), strict=False))
    return address
