"""Queries of our own, beside Whoosh's: words, words in a row or near each other, codes, ranges.

They are Whoosh queries, so that they mix with And, Or and Not and with what Haystack parses. They say what is asked;
`matching` and `scoring` answer them. Whoosh's own searcher cannot: they have no matchers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

from whoosh import query as wq

from .terms import Term


class _Leaf(wq.Query):
    boost: float = 1.0
    fieldname: str

    def is_leaf(self) -> bool:
        return True

    def field(self) -> str:
        return self.fieldname

    def with_boost(self, boost: float) -> Self:
        copy = object.__new__(type(self))
        copy.__dict__.update(self.__dict__)
        copy.boost = boost
        return copy

    def _key(self) -> tuple[Any, ...]:
        """What tells it from others of its kind."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Leaf) and type(self) is type(other) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._key()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._key()}"


class WordQuery(_Leaf):
    """Any of a set of words (the forms of one, what a pattern stands for), scored as if they were one word."""

    def __init__(self, term: Term, boost: float = 1.0) -> None:
        self.term, self.boost, self.fieldname = term, boost, term.field

    @property
    def terms_in_order(self) -> tuple[Term, ...]:
        return (self.term,)

    def _key(self) -> tuple[Any, ...]:
        return self.term, self.boost


class PhraseQuery(_Leaf):
    """Terms one after the other."""

    def __init__(self, terms: tuple[Term, ...], boost: float = 1.0) -> None:
        self.terms_in_order, self.boost, self.fieldname = terms, boost, terms[0].field

    def _key(self) -> tuple[Any, ...]:
        return self.terms_in_order, self.boost


class ProximityQuery(_Leaf):
    """Terms in any order, each at a position of its own, with fewer than `within` other words among them."""

    def __init__(self, terms: tuple[Term, ...], within: int, boost: float = 1.0) -> None:
        self.terms_in_order, self.within, self.boost, self.fieldname = terms, within, boost, terms[0].field

    @property
    def max_span(self) -> int:
        """The largest distance from the first to the last position."""
        return self.within + len(self.terms_in_order) - 2

    def _key(self) -> tuple[Any, ...]:
        return self.terms_in_order, self.within, self.boost


class CodeQuery(_Leaf):
    """Documents that carry any of the codes. Adds nothing to the score."""

    def __init__(self, fieldname: str, values: tuple[str, ...]) -> None:
        self.fieldname, self.values = fieldname, values

    def _key(self) -> tuple[Any, ...]:
        return self.fieldname, self.values


class RangeQuery(_Leaf):
    """Documents whose span of numbers, from column `low` to column `high`, lies within `first` to `last`; None is
    open. Adds nothing to the score."""

    def __init__(self, low: str, high: str, first: int | None, last: int | None) -> None:
        self.fieldname, self.low, self.high = low, low, high
        self.first, self.last = first, last

    def _key(self) -> tuple[Any, ...]:
        return self.low, self.high, self.first, self.last


TextQuery = WordQuery | PhraseQuery | ProximityQuery


def text_leaves(query: wq.Query) -> Iterator[TextQuery]:
    """The queries for words in `query` that a match may hold: those not under a Not."""
    if isinstance(query, WordQuery | PhraseQuery | ProximityQuery):
        yield query
    elif isinstance(query, wq.AndNot):
        yield from text_leaves(query.a)
    elif not isinstance(query, wq.Not):
        for part in query.children():
            yield from text_leaves(part)
