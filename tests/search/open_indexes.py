"""Indexes that this process has open."""

from statements.search.engine import _make_engine
from statements.search.engines.whoosh.segments import segment
from statements.search.engines.whoosh.storage import store


def forget_open_indexes() -> None:
    """As in a process that has just started: whatever is read next is read from the files."""
    _make_engine.cache_clear()
    store._stores.clear()
    segment._open_segments.clear()
