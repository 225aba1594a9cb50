"""Whether the index has what the database has."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from django.conf import settings

from statements.models import Statement

from .results import SearchUnavailable
from .whoosh.building import NO_NUMBER
from .whoosh.generation import Generation
from .whoosh.store import store_at


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """`problem` is "" where the index can be read. The lists hold primary keys of statements."""

    problem: str = ""
    indexed: int = 0
    missing: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    extra: list[int] = field(default_factory=list)

    @property
    def fresh(self) -> bool:
        return not (self.problem or self.missing or self.stale or self.extra)

    def __str__(self) -> str:
        if self.problem:
            return f"The search index cannot be used: {self.problem}"
        if self.fresh:
            return f"The search index is up to date: {self.indexed:,} statements."
        return (
            f"The search index is stale: {len(self.missing):,} statements missing, {len(self.stale):,} changed, "
            f"{len(self.extra):,} no longer public."
        )


def index_status() -> IndexStatus:
    """Compare every published statement with the index; takes some 50 ms at 23,000 statements."""
    try:
        generation = _generation()
    except SearchUnavailable as error:
        return IndexStatus(problem=str(error))
    indexed = _indexed(generation)
    public = dict(Statement.objects.published().values_list("pk", "lock_version"))
    return IndexStatus(
        indexed=len(indexed),
        missing=sorted(public.keys() - indexed.keys()),
        stale=sorted(pk for pk, version in public.items() if pk in indexed and indexed[pk] != version),
        extra=sorted(indexed.keys() - public.keys()),
    )


def unreadable() -> str:
    """Empty when there is an index that can be read."""
    try:
        _generation()
    except SearchUnavailable:
        return "the search index is missing or cannot be read; run manage.py rebuild_index"
    return ""


def quick_problem() -> str:
    """Empty when the index can be read and holds as many statements as are public. For health checks: two counts."""
    if problem := unreadable():
        return problem
    count = _generation().live_count
    if count != Statement.objects.published().count():
        return "the search index is stale; run manage.py index_status --repair"
    return ""


def _generation() -> Generation:
    return store_at(settings.HAYSTACK_CONNECTIONS["default"]["PATH"]).generation()


def _indexed(generation: Generation) -> dict[int, int]:
    """Primary key -> version of what is indexed."""
    docs = generation.all_ids
    records, versions = generation.numbers("record")[docs], generation.numbers("version")[docs]
    known = records != NO_NUMBER
    return dict(zip(records[known].tolist(), np.maximum(versions[known], 0).tolist(), strict=True))
