"""The lock version of a statement: a number that rises with every saved change of its content.

An editor's form remembers it and is refused once it has risen; the search index stores it and is stale once it has
risen; an import stores it beside the raw text and leaves the statement alone once it has risen. It is written here and
nowhere else (`tests/publishing/test_lock_versions.py`).
"""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from statements.models import Source, Statement


class StaleVersion(Exception):
    """The statement has changed since the version that the caller read."""


def raise_lock(statement: Statement) -> None:
    """Raise the lock of a statement whose content was changed and saved."""
    Statement.objects.filter(pk=statement.pk).update(lock_version=F("lock_version") + 1, changed_at=timezone.now())
    statement.lock_version += 1


def take_lock(statement: Statement, seen: int) -> None:
    """Raise the lock where it is still ``seen``, in one UPDATE: of two callers, one succeeds. Raises StaleVersion."""
    taken = Statement.objects.filter(pk=statement.pk, lock_version=seen).update(
        lock_version=F("lock_version") + 1, changed_at=timezone.now()
    )
    if not taken:
        raise StaleVersion
    statement.lock_version = seen + 1


def save_with_raised_lock(statement: Statement, *fields: str) -> None:
    """Save ``fields`` and raise the lock in the same UPDATE."""
    statement.lock_version += 1
    statement.save(update_fields=[*fields, "lock_version", "changed_at"])


def lock_fields(publications: int) -> dict[str, int]:
    """The values for a statement restored from a package: as if each of its versions had been published here."""
    return {"lock_version": publications}


def mark_as_imported(source: Source) -> None:
    """Note on an unsaved raw text that its statement is as the import leaves it."""
    source.lock_version = source.statement.lock_version


def update_import_mark(statement: Statement) -> None:
    """The same for the raw text that is stored with ``statement``."""
    Source.objects.filter(statement=statement).update(lock_version=statement.lock_version)


def was_edited_since_import(statement_pk: int, lock_version: int) -> bool:
    """Whether somebody other than an import has changed the statement. One query: the column lies behind the raw text,
    which SQLite reads to get at it, so ask only where it matters."""
    imported = Source.objects.filter(statement=statement_pk).values_list("lock_version", flat=True).first()
    return lock_version != imported
