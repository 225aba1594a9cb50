"""Records -> the index, some at a time. The only writer besides a rebuild."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from haystack import connections

from statements.models import Statement
from statements.search.engines.whoosh.segments.builder import SegmentBuilder
from statements.text.batches import batches

from .index_writing import FAILURES, IndexNotWritten, documents_of, key_of
from .status import IndexStatus
from .updating_names import update_names

BATCH = 200  # statements read at a time
MOST_TOKENS = 3_000_000  # that one update holds in memory before it is written


def update(pks: Iterable[int], names: Mapping[str, Iterable[int]] | None = None) -> None:
    """Index those of the statements that are published, take the others out; and the same for whatever has a name in
    them or is among `names` (model -> primary keys). Raises IndexNotWritten."""
    pks = sorted(set(pks))
    update_names(names or {}, pks)
    backend = connections["default"].get_backend()
    index = connections["default"].get_unified_index().get_index(Statement)
    if not pks and backend.store.latest() >= 0:
        return
    try:
        for chosen in batches(pks, BATCH * 10) if pks else [[]]:  # of none too: it makes an index where there is none
            _write(backend, index, chosen)
    except FAILURES as error:
        raise IndexNotWritten(str(error)) from error


def _write(backend, index, pks: list[int]) -> None:
    builder, gone = SegmentBuilder(), {key_of(Statement, pk) for pk in pks}
    for document in documents_of(backend, index, pks, BATCH):
        builder.add(document)
        gone.discard(document.key)
        if builder.size > MOST_TOKENS:
            backend.apply(builder, ())
            builder = SegmentBuilder()
    backend.apply(builder, gone)


def mend(status: IndexStatus) -> None:
    """Index whatever `status` finds differing; an index of names that cannot be read is built anew.

    Raises IndexNotWritten.
    """
    update(status.differing, status.names.differing)


__all__ = ["IndexNotWritten", "mend", "update"]
