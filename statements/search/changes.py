"""The index follows the records: whoever changes what the public may read says so here, and it is indexed on commit.

Whatever is not indexed in time (the process dies, the index is locked or damaged) is seen by `status`, which compares
versions, and repaired by `manage.py check_archive`, `update_index` or the next `prepare_archive`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from .updating import IndexNotWritten, update

logger = logging.getLogger(__name__)

# Gathers the statements of a bulk import: one update at its end instead of one a statement.
_gathered: ContextVar[set[int] | None] = ContextVar("gathered", default=None)


def statements_changed(pks: Iterable[int]) -> None:
    """Bring the index up to date with these statements once the transaction is committed.

    Published ones are indexed anew, all others are taken out. Never raises: the record is safe in the database, and an
    index that lags behind is repaired later.
    """
    changed = set(pks)
    if changed:
        transaction.on_commit(lambda: _follow(changed), robust=True)


@contextmanager
def deferred() -> Iterator[None]:
    """Within the block changes are gathered and written together at its end, also when it is left by an exception."""
    if _gathered.get() is not None:
        yield
        return
    token = _gathered.set(set())
    try:
        yield
    finally:
        changed = _gathered.get()
        _gathered.reset(token)
        if changed:
            _write(changed)


@contextmanager
def withheld() -> Iterator[None]:
    """Within the block the index hears of nothing: it is stale afterwards, and whoever asked for that rebuilds it."""
    token = _gathered.set(set())
    try:
        yield
    finally:
        _gathered.reset(token)


def _follow(changed: set[int]) -> None:
    gathered = _gathered.get()
    if gathered is None:
        _write(changed)
    else:
        gathered |= changed


def _write(changed: set[int]) -> None:
    try:
        update(changed)
    except IndexNotWritten:
        logger.exception(
            "The index does not follow %d changed statements; it is stale until it is rebuilt.", len(changed)
        )
