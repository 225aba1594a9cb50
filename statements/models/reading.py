"""Many records read without a cursor that stays open while the caller works.

An open cursor holds a snapshot of SQLite's file. Whoever writes on the same connection while it is open is refused with
"database is locked", at once and whatever the timeout, when anybody else has written since (SQLITE_BUSY_SNAPSHOT). So
the keys are read first, and the records in batches, each read to its end before the first of it is handed out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from statements.text.batches import batches

M = TypeVar("M", bound=Model)
BATCH = 500


def read_in_batches(records: QuerySet[M], size: int = BATCH) -> Iterator[M]:
    """Yield the records in their order, `size` of them in memory at a time. What was deleted meanwhile is left out."""
    for keys in batches(_read_keys(records), size):
        found = {record.pk: record for record in records.filter(pk__in=keys)}
        yield from (found[key] for key in keys if key in found)


def read_rows_in_batches(records: QuerySet[Any], *columns: str, size: int = BATCH) -> Iterator[tuple[Any, ...]]:
    """The same for some columns of them, of which each record has one row."""
    for keys in batches(_read_keys(records), size):
        rows = {key: row for key, *row in records.filter(pk__in=keys).values_list("pk", *columns)}
        yield from (tuple(rows[key]) for key in keys if key in rows)


def _read_keys(records: QuerySet[Any]) -> list[Any]:
    return list(records.values_list("pk", flat=True))
