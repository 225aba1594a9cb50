"""Queries of our own, beside Whoosh's: a set of words at a place, words in a row or near each other, codes, spans.

They are Whoosh queries, so that they mix with And, Or and Not and with what Haystack parses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh import query as wq
from whoosh.matching import Matcher
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from .expansion import Term


class _Leaf(wq.Query):
    boost: float = 1.0
    fieldname: str

    def is_leaf(self) -> bool:
        return True

    def field(self) -> str:
        return self.fieldname

    def estimate_size(self, ixreader: IndexReader) -> int:
        return ixreader.doc_count()

    def estimate_min_size(self, ixreader: IndexReader) -> int:
        return 0

    def requires(self) -> set:
        return {self}

    def matcher(self, searcher: Searcher, context: Any = None) -> Matcher:
        from statements.search.haystack.under_whoosh import matcher_of

        return matcher_of(self, searcher)

    def with_boost(self, boost: float) -> _Leaf:
        copy = object.__new__(type(self))
        copy.__dict__.update(self.__dict__)
        copy.boost = boost
        return copy

    def _key(self) -> tuple:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._key()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._key()}"


class Words(_Leaf):
    """Any of a set of words (the forms of one, what a pattern stands for), scored as if they were one word."""

    def __init__(self, term: Term, boost: float = 1.0) -> None:
        self.term, self.boost, self.fieldname = term, boost, term.field

    @property
    def terms_in_order(self) -> tuple[Term, ...]:
        return (self.term,)

    def _key(self) -> tuple:
        return self.term, self.boost


class Row(_Leaf):
    """Slots one after the other."""

    def __init__(self, terms: tuple[Term, ...], boost: float = 1.0) -> None:
        self.terms_in_order, self.boost, self.fieldname = terms, boost, terms[0].field

    def _key(self) -> tuple:
        return self.terms_in_order, self.boost


class Near(_Leaf):
    """Slots in any order, each at its own position, with fewer than `within` other words among them."""

    def __init__(self, terms: tuple[Term, ...], within: int, boost: float = 1.0) -> None:
        self.terms_in_order, self.within, self.boost, self.fieldname = terms, within, boost, terms[0].field

    @property
    def widest(self) -> int:
        """The largest distance from the first to the last position."""
        return self.within + len(self.terms_in_order) - 2

    def _key(self) -> tuple:
        return self.terms_in_order, self.within, self.boost


class Coded(_Leaf):
    """Documents that carry any of the codes. Counts nothing towards the score."""

    def __init__(self, fieldname: str, values: tuple[str, ...]) -> None:
        self.fieldname, self.values = fieldname, values

    def _key(self) -> tuple:
        return self.fieldname, self.values


class Spans(_Leaf):
    """Documents whose span of numbers (columns `low` and `high`) lies within `first` to `last`; None is open.

    With `touching` it is enough that the spans overlap.
    """

    def __init__(self, low: str, high: str, first: int | None, last: int | None, touching: bool = False) -> None:
        self.fieldname, self.low, self.high = low, low, high
        self.first, self.last, self.touching = first, last, touching

    def _key(self) -> tuple:
        return self.low, self.high, self.first, self.last, self.touching


def text_leaves(query: wq.Query) -> Iterator[_Leaf]:
    """The words, rows and nears that are wanted: those not under a Not."""
    if isinstance(query, Words | Row | Near):
        yield query
    elif isinstance(query, wq.Not):
        return
    else:
        for part in query.children():
            yield from text_leaves(part)
