"""Changed records -> the index. Everything but a rebuild goes through here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from statements.search.contract.fields import STATEMENTS
from statements.search.engine import get_engine
from statements.search.indexing.status import IndexStatus
from statements.text.batches import batches

from .documents import STATEMENT_SOURCE
from .updating_names import update_names, write_records

BATCH = 2_000  # statements written together


def update_index(statements: Iterable[int], names: Mapping[str, Iterable[int]] | None = None) -> None:
    """Index those of the statements that are published and take the others out; the same for the records that have
    names in them, and for `names` (model -> primary keys). Raises IndexNotWritten."""
    pks = sorted(set(statements))
    engine = get_engine()
    update_names(names or {}, pks)
    if not pks and not engine.exists(STATEMENTS):
        engine.clear(STATEMENTS)
    for batch in batches(pks, BATCH):
        write_records(engine, STATEMENT_SOURCE, batch)


def repair_index(status: IndexStatus) -> None:
    """Index whatever `status` finds differing; an index of names that cannot be read is built anew.

    Raises IndexNotWritten.
    """
    update_index(status.differing, status.names.differing)
