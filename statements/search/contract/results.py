"""The results of a search. They have many hits and counts, which are tuples because those are cheap to make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class FoundPassage(NamedTuple):
    """A paragraph that matches, by statement and order (0: the title). `finds` words are found in it."""

    statement: int
    order: int
    finds: int


class Hit(NamedTuple):
    """A statement (its primary key) with its best passages in reading order, or, in a list of passages, just one.

    `finds` counts the words and phrases found in the whole statement.
    """

    statement: int
    score: float
    passages: tuple[FoundPassage, ...] = ()
    finds: int = 0


class FacetCount(NamedTuple):
    """How many hits a search filtered by `code` would have, with all other filters unchanged."""

    code: str
    count: int  # type: ignore[assignment]  # hides tuple.count, which these three values do not need
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits and the exact counts of the whole. `page` is the requested page, brought into range."""

    total: int
    statements: int
    page: int
    pages: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    distinct: Mapping[str, int]  # how many values each facet has among the hits, listed or not
    notices: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()  # folded words of the texts that the query matches; empty if there are too many
    seconds: float = 0.0
