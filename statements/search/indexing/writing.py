"""Writes to the index in use or, within a rebuild, to the one that is being built beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any

from statements.search.contract.engine import Batch, Engine
from statements.search.contract.fields import INDEXES

from .documents.source import DocumentSource

# The rebuilds under way in this context, by engine and index.
_rebuilds: ContextVar[Mapping[tuple[Engine, str], Batch] | None] = ContextVar("rebuilds", default=None)


def is_rebuilding() -> bool:
    return _rebuilds.get() is not None


@contextmanager
def open_rebuilds(engines: Iterable[Engine]) -> Iterator[None]:
    """Writes within the block make up new indexes, which take the places of the old ones at its end."""
    with ExitStack() as stack:
        opened = {
            (engine, index): stack.enter_context(engine.open_rebuild(index)) for engine in engines for index in INDEXES
        }
        token = _rebuilds.set(opened)
        try:
            yield
        finally:
            _rebuilds.reset(token)


@contextmanager
def open_batch(engine: Engine, index: str) -> Iterator[Batch]:
    batch = (_rebuilds.get() or {}).get((engine, index))
    if batch is not None:
        yield batch
        return
    with engine.open_batch(index) as batch:
        yield batch


def write_records(engine: Engine, source: DocumentSource[Any], pks: Iterable[int]) -> None:
    """Index those of the records that are public and take the others out. Raises IndexNotWritten."""
    with open_batch(engine, source.index) as batch:
        add_records(batch, source, list(pks))


def add_records(batch: Batch, source: DocumentSource[Any], pks: Iterable[int]) -> None:
    """The same, as a part of a batch."""
    pks = list(pks)
    not_public = {source.key(pk) for pk in pks}
    for document in source.documents_for(pks):
        batch.add(document)
        not_public.discard(document.key)
    batch.delete(not_public)
