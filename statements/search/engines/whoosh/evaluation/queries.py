"""Queries of the language compiled into queries of the engine: words, words in a row or near each other, codes, ranges.

Ours are Whoosh queries, so that they mix with And, Or and Not and with what Haystack parses. They say what is asked;
`matching` and `scoring` answer them. Whoosh's own searcher cannot: they have no matchers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple, Self

from whoosh import query as wq

from statements import dates
from statements.search.engines.whoosh.segments.builder import BODY
from statements.search.engines.whoosh.segments.postings import encode_number
from statements.search.language import (
    All,
    Any,
    Dates,
    Everything,
    Field,
    Fuzzy,
    Node,
    Not,
    Pattern,
    Phrase,
    Title,
    Word,
)
from statements.search.language.nodes import expand_leaf
from statements.text import tokenization


def compile_query(node: Node, field: str = BODY) -> wq.Query:
    """Compile `node`, whose Field values are codes already. Words are looked for in the text field `field`."""
    match node:
        case Everything():
            return wq.Every()
        case All(parts):
            return wq.And([compile_query(part, field) for part in _merge_repeats(parts)])
        case Any(parts):
            return wq.Or([compile_query(part, field) for part in _merge_repeats(parts)])
        case Not(part):
            return wq.Not(compile_query(part, field))
        case Title(part):
            return compile_query(part, "title")
        case Field(name, values):
            return _compile_field(name, values)
        case Dates(start, end):
            return compile_dates(start, end)
        case Word() | Fuzzy() | Pattern() | Phrase():
            terms = [Term(field, *term) for term in expand_leaf(node)]
            if isinstance(node, Phrase) and node.within is not None and len(terms) > 1:
                return ProximityQuery(tuple(terms), node.within, node.boost)
            return _phrase(terms, node.boost)
    raise TypeError(f"{node!r} is no query")


def _merge_repeats(parts: Sequence[Node]) -> Iterator[Node]:
    """A word that is asked for twice is looked up once and counts twice."""
    for part, times in Counter(parts).items():
        if times > 1 and isinstance(part, Word | Fuzzy | Pattern | Phrase):
            yield replace(part, boost=part.boost * times)
        else:
            yield part


def _phrase(terms: list[Term], boost: float) -> wq.Query:
    if not terms:
        return wq.Every()
    if len(terms) == 1:
        return WordQuery(terms[0], boost)
    return PhraseQuery(tuple(terms), boost)


def _compile_field(name: str, values: tuple[str, ...]) -> wq.Query:
    if not values:
        return wq.NullQuery
    if name == "by":
        kinds = {
            kind: tuple(v.partition(":")[2] for v in values if v.startswith(f"{kind}:"))
            for kind in ("speaker", "country")
        }
        return _either([CodeQuery(kind, codes) for kind, codes in kinds.items() if codes])
    if name == "place":
        return _either([_phrase(_exact(value, "place"), 1.0) for value in values])
    return CodeQuery(name, values)


def _exact(text: str, field: str) -> list[Term]:
    return [Term(field, "exact", token) for token in tokenization.tokenize_query(text)]


def _either(parts: list[wq.Query]) -> wq.Query:
    if not parts:
        return wq.NullQuery
    return parts[0] if len(parts) == 1 else wq.Or(parts)


def compile_dates(start: str, end: str) -> RangeQuery:
    """Statements whose date lies from `start` to `end`, both EDTF or ""."""
    first = dates.parse(start).earliest if start else None
    last = dates.parse(end).latest if end else None
    return RangeQuery(
        "date_from",
        "date_to",
        None if first is None else encode_number(first),
        None if last is None else encode_number(last),
    )


Kind = Literal["exact", "forms", "pattern", "fuzzy", "code"]


class Term(NamedTuple):
    """`text` as it is asked for in `field`; `expansion` finds the words of the index for which it stands.

    exact: the word itself; forms: all words of its stem; pattern: words that fit its * and ?; fuzzy: words within
    `distance` insertions, deletions and changes; code: a code, compared whole.
    """

    field: str
    kind: Kind
    text: str
    distance: int = 0


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

    def _key(self) -> tuple[object, ...]:
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

    def _key(self) -> tuple[object, ...]:
        return self.term, self.boost


class PhraseQuery(_Leaf):
    """Terms one after the other."""

    def __init__(self, terms: tuple[Term, ...], boost: float = 1.0) -> None:
        self.terms_in_order, self.boost, self.fieldname = terms, boost, terms[0].field

    def _key(self) -> tuple[object, ...]:
        return self.terms_in_order, self.boost


class ProximityQuery(_Leaf):
    """Terms in any order, each at a position of its own, with fewer than `within` other words among them."""

    def __init__(self, terms: tuple[Term, ...], within: int, boost: float = 1.0) -> None:
        self.terms_in_order, self.within, self.boost, self.fieldname = terms, within, boost, terms[0].field

    @property
    def max_span(self) -> int:
        """The largest distance from the first to the last position."""
        return self.within + len(self.terms_in_order) - 2

    def _key(self) -> tuple[object, ...]:
        return self.terms_in_order, self.within, self.boost


class CodeQuery(_Leaf):
    """Documents that carry any of the codes. Adds nothing to the score."""

    def __init__(self, fieldname: str, values: tuple[str, ...]) -> None:
        self.fieldname, self.values = fieldname, values

    def _key(self) -> tuple[object, ...]:
        return self.fieldname, self.values


class RangeQuery(_Leaf):
    """Documents whose span of numbers, from column `low` to column `high`, lies within `first` to `last`; None is
    open. Adds nothing to the score."""

    def __init__(self, low: str, high: str, first: int | None, last: int | None) -> None:
        self.fieldname, self.low, self.high = low, low, high
        self.first, self.last = first, last

    def _key(self) -> tuple[object, ...]:
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
