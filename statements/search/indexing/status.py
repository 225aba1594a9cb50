"""Whether the index has what the database has."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from django.conf import settings
from haystack.constants import DJANGO_CT

from statements.models import Statement
from statements.search.contract.names import NAMES
from statements.search.contract.results import SearchUnavailable
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import NO_NUMBER
from statements.search.engines.whoosh.storage.store import NAME as MAIN
from statements.search.engines.whoosh.storage.store import store_at

from .updating_names import public_names, versions_of_names


@dataclass(frozen=True, slots=True)
class NamesStatus:
    """Of the index of names. The lists hold models and primary keys."""

    problem: str = ""
    indexed: int = 0
    missing: list[tuple[str, int]] = field(default_factory=list)
    stale: list[tuple[str, int]] = field(default_factory=list)
    extra: list[tuple[str, int]] = field(default_factory=list)

    @property
    def fresh(self) -> bool:
        return not (self.problem or self.missing or self.stale or self.extra)

    @property
    def differing(self) -> dict[str, set[int]]:
        by_model: dict[str, set[int]] = {}
        for model, pk in (*self.missing, *self.stale, *self.extra):
            by_model.setdefault(model, set()).add(pk)
        return by_model

    def __str__(self) -> str:
        if self.problem:
            return f"The index of names cannot be used: {self.problem}"
        if self.fresh:
            return f"The index of names is up to date: {self.indexed:,} records."
        return (
            f"The index of names is stale: {len(self.missing):,} records missing, {len(self.stale):,} changed, "
            f"{len(self.extra):,} no longer public."
        )


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """`problem` is "" where the index can be read. The lists hold primary keys of statements."""

    problem: str = ""
    indexed: int = 0
    missing: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    extra: list[int] = field(default_factory=list)
    names: NamesStatus = field(default_factory=NamesStatus)

    @property
    def fresh(self) -> bool:
        return self.statements_fresh and self.names.fresh

    @property
    def statements_fresh(self) -> bool:
        return not (self.problem or self.missing or self.stale or self.extra)

    @property
    def differing(self) -> list[int]:
        return [*self.missing, *self.stale, *self.extra]

    def __str__(self) -> str:
        if self.problem:
            return f"The search index cannot be used: {self.problem}"
        if self.statements_fresh:
            told = f"The search index is up to date: {self.indexed:,} statements."
        else:
            told = (
                f"The search index is stale: {len(self.missing):,} statements missing, {len(self.stale):,} changed, "
                f"{len(self.extra):,} no longer public."
            )
        return f"{told} {self.names}"


def index_status(*, every_name: bool = False) -> IndexStatus:
    """Compare every published statement with the index; takes some 50 ms at 23,000 statements.

    Of names it is compared which are there; with `every_name` each as it stands too, which takes seconds.
    """
    names = names_status(every_name=every_name)
    try:
        generation = _generation()
    except SearchUnavailable as error:
        return IndexStatus(problem=str(error), names=names)
    indexed = _indexed(generation)
    public = dict(Statement.objects.published().values_list("pk", "lock_version"))
    return IndexStatus(
        indexed=len(indexed),
        missing=sorted(public.keys() - indexed.keys()),
        stale=sorted(pk for pk, version in public.items() if pk in indexed and indexed[pk] != version),
        extra=sorted(indexed.keys() - public.keys()),
        names=names,
    )


def names_status(*, every_name: bool) -> NamesStatus:
    try:
        generation = _generation(NAMES)
    except SearchUnavailable as error:
        return NamesStatus(problem=str(error))
    indexed = _indexed_names(generation)
    public = {(name, pk) for name, pks in public_names() for pk in pks.values_list("pk", flat=True)}
    versions = versions_of_names() if every_name else ()
    return NamesStatus(
        indexed=len(indexed),
        missing=sorted(public - indexed.keys()),
        stale=sorted(each for each, version in versions if indexed.get(each, version) != version),
        extra=sorted(indexed.keys() - public),
    )


def unreadable() -> str:
    """Empty when there is an index that can be read."""
    try:
        _generation()
    except SearchUnavailable:
        return "the search index is missing or cannot be read; run manage.py rebuild_index"
    return ""


def quick_problem() -> str:
    """Empty when the index can be read and holds as many records as are public. For health checks: a few counts."""
    if problem := unreadable():
        return problem
    count = _generation().live_count
    if count != Statement.objects.published().count():
        return "the search index is stale; run manage.py index_status --repair"
    try:
        count = _generation(NAMES).live_count
    except SearchUnavailable:
        return "the index of names is missing or cannot be read; run manage.py index_status --repair"
    if count != sum(records.count() for _, records in public_names()):
        return "the index of names is stale; run manage.py index_status --repair"
    return ""


def _generation(name: str = MAIN) -> Generation:
    return store_at(settings.HAYSTACK_CONNECTIONS["default"]["PATH"], name).generation()


def _indexed(generation: Generation) -> dict[int, int]:
    """Primary key -> version of what is indexed."""
    docs = generation.all_ids
    records, versions = generation.numbers("record")[docs], generation.numbers("version")[docs]
    known = records != NO_NUMBER
    return dict(zip(records[known].tolist(), np.maximum(versions[known], 0).tolist(), strict=True))


def _indexed_names(generation: Generation) -> dict[tuple[str, int], int]:
    """(Model, primary key) -> version of what is indexed."""
    docs = generation.all_ids
    records, versions = generation.numbers("record")[docs].tolist(), generation.numbers("version")[docs].tolist()
    models = [""] * generation.count
    for segment, offset in zip(generation.segments, generation.offsets, strict=False):
        reader = segment.field(DJANGO_CT)
        for place in range(len(reader.terms)):
            name = reader.terms[place].decode().rpartition(".")[2]
            for doc in reader.postings(place)[0].tolist():
                models[doc + offset] = name
    return {
        (models[doc], record): version
        for doc, record, version in zip(docs.tolist(), records, versions, strict=True)
    }  # fmt: skip
