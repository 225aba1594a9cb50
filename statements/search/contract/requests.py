"""Requests to an engine. They are frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from statements.search.language import Everything, Node


class Scope(StrEnum):
    """The part of a statement that has to hold all the words."""

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
MAX_PASSAGES = 3  # shown with a statement
MAX_PAGE = 10_000
MAX_FACET_VALUES = 60


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. `text` is as typed; `query` is the parsed text, with codes in place of the names in its fields.

    `filters` maps the name of a facet to codes: a statement matches with any of them, and has to match every facet.
    `since` and `until` are EDTF or "".
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
    max_facet_values: int = MAX_FACET_VALUES  # the most frequent values of a facet that are counted
    passages: bool = True  # whether hits have their best passages, and results the words to mark
