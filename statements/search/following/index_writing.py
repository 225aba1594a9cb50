"""What all writers of the index share: how a record is called in it, and what may go wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import Model
from haystack.utils import get_model_ct

from statements.search.results import SearchUnavailable
from statements.search.whoosh.folder.locks import IndexLocked
from statements.search.whoosh.segments.arrays import DamagedIndex

FAILURES = (IndexLocked, DamagedIndex, SearchUnavailable, OSError)


class IndexNotWritten(RuntimeError):
    """The index could not be written: locked for too long, damaged, or the disk is full."""


def key_of(model: type[Model], pk: int) -> str:
    """The name of a record in the index."""
    return f"{get_model_ct(model)}.{pk}"


def batches(items: Iterable, size: int) -> Iterator[list]:
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
