"""The index follows the records: whoever changes what the public may read says so here.

A change is noted in a table, in the transaction of the change itself, and followed once that is committed. A process
that dies in between, an index that is locked or a disk that is full lose nothing: the note stays, and whoever follows
the next change, or `manage.py index_status --repair`, follows it too.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Model

from statements.models import IndexChange, Statement
from statements.search.engines.whoosh.storage.file_lock import IndexLocked, exclusively

from .updating import IndexNotWritten, update
from .updating_names import rebuild_names

logger = logging.getLogger(__name__)

LOT = 5_000  # notes followed at a time
WAIT_TO_FOLLOW = 1.0  # seconds
ALL_NAMES = "names"  # in the place of a model

# Within `deferred` changes are noted and followed together at its end.
_waiting: ContextVar[bool] = ContextVar("waiting", default=False)


def statements_changed(pks: Iterable[int]) -> None:
    """Bring the index up to date with these statements once the transaction is committed.

    Published ones are indexed anew, all others are taken out. That the index cannot be written is logged and harms
    nothing else.
    """
    names_changed(Statement, pks)


def names_changed(model: type[Model], pks: Iterable[int]) -> None:
    """The same for records of `model` that are found by their names: speakers, treaties, parties, topics, events."""
    changed = sorted(set(pks))
    if changed:
        _note([IndexChange(model=model._meta.model_name, record=pk) for pk in changed])


def all_names_changed() -> None:
    """After bulk work on the records that have names: all of them are indexed anew, in one go."""
    _note([IndexChange(model=ALL_NAMES, record=0)])


def _note(changes: list[IndexChange]) -> None:
    IndexChange.objects.bulk_create(changes, batch_size=500)
    transaction.on_commit(_follow_unless_waiting, robust=True)


@contextmanager
def deferred() -> Iterator[None]:
    """For bulk work: changes within the block are followed together at its end, however it is left."""
    if _waiting.get():
        yield
        return
    token = _waiting.set(True)
    try:
        yield
    finally:
        _waiting.reset(token)
        transaction.on_commit(_follow_unless_waiting, robust=True)


@contextmanager
def withheld() -> Iterator[None]:
    """For bulk work after which the index is rebuilt: changes within the block are noted and left waiting."""
    token = _waiting.set(True)
    try:
        yield
    finally:
        _waiting.reset(token)


def _follow_unless_waiting() -> None:
    if not _waiting.get():
        follow()


def follow() -> bool:
    """Follow all changes that are noted; whether the index now has them.

    One process at a time does, lest one writes what it read before another's change over what that wrote after it.
    Who finds another at it leaves it the notes: they are looked for until there are none.
    """
    folder = Path(settings.HAYSTACK_CONNECTIONS["default"]["PATH"])
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with exclusively(folder / "following.lock", WAIT_TO_FOLLOW):
            return _follow()
    except IndexLocked:
        logger.info("Another process is following the changes.")
        return False


def _follow() -> bool:
    try:
        while notes := list(IndexChange.objects.values_list("pk", "model", "record")[:LOT]):
            changed: dict[str, set[int]] = defaultdict(set)
            for _, model, record in notes:
                changed[model].add(record)
            statements = changed.pop(Statement._meta.model_name, set())
            if changed.pop(ALL_NAMES, None):
                rebuild_names()
            update(statements, changed)
            IndexChange.objects.filter(pk__in=[pk for pk, _, _ in notes]).delete()
    except (IndexNotWritten, DatabaseError):
        logger.exception("The index does not follow the changes that are noted; it is stale until it can be written.")
        return False
    return True
