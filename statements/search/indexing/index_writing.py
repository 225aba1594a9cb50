"""What all writers of the index share: how a record is called in it, and what may go wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Model
from haystack.indexes import SearchIndex
from haystack.utils import get_model_ct

from statements.search.contract.results import SearchUnavailable
from statements.search.engines.whoosh.segments.array_file import DamagedIndex
from statements.search.engines.whoosh.segments.documents import Document
from statements.search.engines.whoosh.storage.file_lock import IndexLocked
from statements.search.haystack.backend import ArrayBackend
from statements.text.batches import batches

FAILURES = (IndexLocked, DamagedIndex, SearchUnavailable, OSError)


class IndexNotWritten(RuntimeError):
    """The index could not be written: locked for too long, damaged, or the disk is full."""


def key_of(model: type[Model], pk: int) -> str:
    """The name of a record in the index."""
    return f"{get_model_ct(model)}.{pk}"


def documents_of(
    backend: ArrayBackend, index: SearchIndex, pks: Iterable[int], size: int, using: str | None = None
) -> Iterator[Document]:
    """The documents of those of the records that are to be indexed, `size` of them read at a time."""
    for batch in batches(pks, size):
        yield from backend.documents(index, index.index_queryset(using).filter(pk__in=batch).order_by("pk"))
