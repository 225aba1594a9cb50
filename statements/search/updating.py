"""Statements -> the index, some at a time. The only writer besides a rebuild."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from haystack import connections
from haystack.utils import get_model_ct

from statements.models import Statement

from .results import SearchUnavailable
from .whoosh.arrays import DamagedIndex
from .whoosh.building import SegmentBuilder
from .whoosh.store import IndexLocked

BATCH = 200  # statements read at a time
MOST_TOKENS = 3_000_000  # that one update holds in memory before it is written


class IndexNotWritten(RuntimeError):
    """The index could not be written: locked for too long, damaged, or the disk is full."""


def update(pks: Iterable[int]) -> None:
    """Index those of the statements that are published, take the others out. Raises IndexNotWritten."""
    backend = connections["default"].get_backend()
    index = connections["default"].get_unified_index().get_index(Statement)
    remaining = iter(sorted(set(pks)))
    try:
        _write(
            backend, index, list(islice(remaining, BATCH * 10))
        )  # of none too: it makes an index where there is none
        while chosen := list(islice(remaining, BATCH * 10)):
            _write(backend, index, chosen)
    except (IndexLocked, DamagedIndex, SearchUnavailable, OSError) as error:
        raise IndexNotWritten(str(error)) from error


def _write(backend, index, pks: list[int]) -> None:
    builder, gone = SegmentBuilder(), set(map(key_of, pks))
    for batch in _batches(pks):
        records = index.index_queryset().filter(pk__in=batch).order_by("pk")
        for document in backend.documents(index, records):
            builder.add(document)
            gone.discard(document.key)
        if builder.size > MOST_TOKENS:
            backend.apply(builder, ())
            builder = SegmentBuilder()
    backend.apply(builder, gone)


def _batches(pks: list[int]) -> Iterator[list[int]]:
    remaining = iter(pks)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def key_of(pk: int) -> str:
    """The name of a statement in the index."""
    return f"{get_model_ct(Statement)}.{pk}"
