"""What happens when the content of a statement has changed, whoever changed it."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from statements.models import Revision, Statement
from statements.models.history import pause_history
from statements.search.indexing.queue import queue_statements

from . import datestamps
from .lifecycle import WrittenSpeeches, find_obstacles, publish
from .lock_versions import raise_lock


@transaction.atomic
def record_change(
    statement: Statement, reason: str, author: AbstractBaseUser | None = None, speeches: WrittenSpeeches | None = None
) -> Revision | None:
    """Record that the content of ``statement`` was changed and saved; the caller's transaction holds both.

    The invariant: after the commit its lock version has risen once, and what the public sees is the last revision. A
    public statement is published again with ``reason``, which writes the revision, sets the datestamp and queues it
    for the index; the revision is returned. For any other the lock alone is raised, since nobody outside the desk
    sees the change. Raises ``NotReady`` where a public statement could not stay public.
    """
    if statement.is_public:
        return publish(statement, reason, author, speeches)
    raise_lock(statement)
    return None


def republish(statements: Iterable[Statement], reason: str, author: AbstractBaseUser | None = None) -> None:
    """Record for each of ``statements`` that a record it names was changed: a speaker merged, a label resolved.

    As ``record_change``; but a public statement that could not be published today keeps its last revision, and the
    index and harvesters are told of what has changed around it. No history is kept of what only follows from the
    change.
    """
    with transaction.atomic(), pause_history():
        kept_back = []
        for statement in statements:
            if statement.is_public and find_obstacles(statement):
                raise_lock(statement)
                kept_back.append(statement.pk)
            else:
                record_change(statement, reason, author)
        datestamps.touch(Statement.objects.filter(pk__in=kept_back))
        queue_statements(kept_back)
