"""The name of the request that is being answered, by which its lines in the log and its answer are found again."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
# What lines of the log tell of the request: its id and the kind of its address.
_current: ContextVar[Mapping[str, str] | None] = ContextVar("request", default=None)


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
