"""The queue of changes that the index does not have yet: code that changes what the public may read puts them here.

A change is put into a table in the transaction of the change itself, and processed once that is committed. A process
that dies in between, an index that is locked or a disk that is full lose nothing: the entry stays, and is processed
with the next change or by `manage.py index_status --repair`.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import Model

from statements.models import IndexChange, Statement
from statements.search.contract.errors import IndexLocked, IndexNotWritten
from statements.search.engine import get_engine
from statements.search.indexing.updating import update_index
from statements.trouble import find_trouble, log_trouble

from .updating_names import rebuild_names

logger = logging.getLogger(__name__)

BATCH = 5_000  # changes processed together
WAIT_FOR_QUEUE = 1.0  # seconds
ALL_NAMES = "names"  # in the place of a model

# Within `defer_indexing` changes are queued, and processed together at its end.
_deferred: ContextVar[bool] = ContextVar("deferred", default=False)


def queue_statements(pks: Iterable[int]) -> None:
    """Bring the index up to date with these statements once the transaction is committed.

    Published ones are indexed anew, all others are taken out. An index that cannot be written is logged; the change
    of the records is not affected.
    """
    queue_records(Statement, pks)


def queue_records(model: type[Model], pks: Iterable[int]) -> None:
    """The same for records of `model` that are found by their names: speakers, treaties, parties, topics, events."""
    if changed := sorted(set(pks)):
        _queue([IndexChange(model=str(model._meta.model_name), record=pk) for pk in changed])


def queue_all_names() -> None:
    """After bulk work on the records that have names: all of them are indexed anew, in one go."""
    _queue([IndexChange(model=ALL_NAMES, record=0)])


def _queue(changes: list[IndexChange]) -> None:
    IndexChange.objects.bulk_create(changes, batch_size=500)
    transaction.on_commit(_process_unless_deferred, robust=True)


@contextmanager
def defer_indexing() -> Iterator[None]:
    """For bulk work: changes within the block are processed together at its end, also when it is left by an error."""
    if _deferred.get():
        yield
        return
    token = _deferred.set(True)
    try:
        yield
    finally:
        _deferred.reset(token)
        transaction.on_commit(_process_unless_deferred, robust=True)


@contextmanager
def pause_indexing() -> Iterator[None]:
    """For bulk work after which the index is rebuilt: changes within the block stay in the queue."""
    token = _deferred.set(True)
    try:
        yield
    finally:
        _deferred.reset(token)


def _process_unless_deferred() -> None:
    if not _deferred.get():
        process_queue()


def process_queue() -> bool:
    """Index all changes in the queue; returns whether the index now has them.

    One process at a time does this: another could write what it read before a change over what was written after it.
    A process that finds another at work leaves its changes to that one, which looks until the queue is empty.
    """
    try:
        with get_engine().lock("queue", WAIT_FOR_QUEUE):
            return _process_all()
    except IndexLocked:
        logger.info("Another process is indexing the changes in the queue.")
        return False


def _process_all() -> bool:
    try:
        while changes := list(IndexChange.objects.values_list("pk", "model", "record")[:BATCH]):
            changed: dict[str, set[int]] = defaultdict(set)
            for _, model, record in changes:
                changed[model].add(record)
            statements = changed.pop(str(Statement._meta.model_name), set())
            if changed.pop(ALL_NAMES, None):
                rebuild_names()
            update_index(statements, changed)
            IndexChange.objects.filter(pk__in=[pk for pk, _, _ in changes]).delete()
    except (IndexNotWritten, DatabaseError, InterfaceError, OSError) as error:
        where = "The changes in the queue could not be indexed; the index is stale until it can be written"
        if trouble := find_trouble(error):
            log_trouble(where, trouble)
        else:
            logger.exception("%s.", where)
        return False
    return True
