"""Whether the index agrees with the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from statements.models.reading import read_in_batches
from statements.search.contract.documents import Number
from statements.search.contract.errors import SearchUnavailable
from statements.search.contract.fields import NAMES, RECORD, STATEMENTS
from statements.search.engine import get_engine

from .documents import NAME_SOURCES, STATEMENT_SOURCE, NameSource

BATCH = 500


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
            described = f"The search index is up to date: {self.indexed:,} statements."
        else:
            described = (
                f"The search index is stale: {len(self.missing):,} statements missing, {len(self.stale):,} changed, "
                f"{len(self.extra):,} no longer public."
            )
        return f"{described} {self.names}"


def read_status(*, every_name: bool = False) -> IndexStatus:
    """Compare every published statement with the index; takes some 50 ms at 23,000 statements.

    Of names it is compared which are there; with `every_name` the whole document of each, which takes seconds.
    """
    names = read_names_status(every_name=every_name)
    try:
        indexed = get_engine().read_versions(STATEMENTS, STATEMENT_SOURCE.label)
    except SearchUnavailable as error:
        return IndexStatus(problem=str(error), names=names)
    public = dict(STATEMENT_SOURCE.select_public().values_list("pk", "lock_version"))
    return IndexStatus(
        indexed=len(indexed),
        missing=sorted(public.keys() - indexed.keys()),
        stale=sorted(pk for pk, version in public.items() if pk in indexed and indexed[pk] != version),
        extra=sorted(indexed.keys() - public.keys()),
        names=names,
    )


def read_names_status(*, every_name: bool) -> NamesStatus:
    indexed: dict[tuple[str, int], int] = {}
    public: set[tuple[str, int]] = set()
    versions: dict[tuple[str, int], Number] = {}
    try:
        for source in NAME_SOURCES:
            name = source.model_name
            in_index = get_engine().read_versions(NAMES, source.label)
            indexed |= {(name, pk): version for pk, version in in_index.items()}
            public |= {(name, pk) for pk in source.select_public().values_list("pk", flat=True)}
            if every_name:
                versions |= {(name, pk): version for pk, version in _read_versions(source)}
    except SearchUnavailable as error:
        return NamesStatus(problem=str(error))
    return NamesStatus(
        indexed=len(indexed),
        missing=sorted(public - indexed.keys()),
        stale=sorted(each for each, version in versions.items() if indexed.get(each, version) != version),
        extra=sorted(indexed.keys() - public),
    )


def _read_versions(source: NameSource[Any]) -> Iterator[tuple[int, Number]]:
    """The primary key of every record, and what the index has to have as its version."""
    for document in source.read_documents(read_in_batches(source.select_for_reading().order_by("pk"), BATCH)):
        yield int(document.codes[RECORD][0]), document.numbers["version"]


def describe_unreadable() -> str:
    """Why the index cannot be searched; "" where it can."""
    try:
        get_engine().count(STATEMENTS)
    except SearchUnavailable:
        return "the search index is missing or cannot be read; run manage.py rebuild_index"
    return ""


def describe_stale() -> str:
    """Why the index is not up to date, from a few counts, which is quick enough for health checks; "" where it is."""
    if problem := describe_unreadable():
        return problem
    engine = get_engine()
    if engine.count(STATEMENTS) != STATEMENT_SOURCE.select_public().count():
        return "the search index is stale; run manage.py index_status --repair"
    try:
        count = engine.count(NAMES)
    except SearchUnavailable:
        return "the index of names is missing or cannot be read; run manage.py index_status --repair"
    if count != sum(source.select_public().count() for source in NAME_SOURCES):
        return "the index of names is stale; run manage.py index_status --repair"
    return ""
