"""What is asked of an engine and what it answers. Knows no engine; another one can take its place behind `engine`.

Nothing here changes once it is made. What there are many of in an answer are tuples, which are made in no time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from statements.search.language import Everything, Node


class Scope(StrEnum):
    """Within what all the words must stand."""

    STATEMENT = "statement"
    SPEECH = "speech"
    PARAGRAPH = "paragraph"


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    ADDED = "added"


class Show(StrEnum):
    """What a hit is."""

    STATEMENTS = "statements"
    PASSAGES = "passages"


FACETS = ("country", "speaker", "about", "topic", "kind", "publisher", "lang", "treaty", "interpreted", "event", "year")
PER_PAGE = 20
MOST_PASSAGES = 3  # shown with a statement
DEEPEST_PAGE = 10_000
MOST_VALUES = 60


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. `text` is as typed, `query` what was understood of it, with the codes of its fields filled in.

    `filters` maps a facet's name to codes, any of which will do; facets combine. `since` and `until` are EDTF or "".
    """

    text: str = ""
    query: Node = field(default_factory=Everything)
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    scope: Scope = Scope.STATEMENT
    show: Show = Show.STATEMENTS
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = PER_PAGE
    facets: Sequence[str] = FACETS
    most_values: int = MOST_VALUES  # of a facet that are counted out, the most frequent ones
    passages: bool = True  # whether hits come with their best passages and finds, results with the words to be marked


class FoundPassage(NamedTuple):
    """A paragraph that answers the query, by statement and order (0: the title). `finds` words are found in it."""

    statement: int
    order: int
    finds: int


class Hit(NamedTuple):
    """A statement (its primary key) with its best passages in reading order, or, in a list of passages, just one.

    `finds` counts the found words and phrases in the whole statement.
    """

    statement: int
    score: float
    passages: tuple[FoundPassage, ...] = ()
    finds: int = 0


class FacetCount(NamedTuple):
    """How many hits a click on `code` would give, all other filters kept."""

    code: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits and the true counts of the whole. `page` is the asked one, brought into range."""

    total: int
    statements: int
    page: int
    pages: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    distinct: Mapping[str, int]  # how many values each facet has among the hits, shown or not
    notices: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()  # folded, that the query's words stand for in the texts; empty if too many
    seconds: float = 0.0


class SearchUnavailable(RuntimeError):
    """The index is missing, damaged or being rebuilt. Pages say so, with status 503, and go on browsing."""
