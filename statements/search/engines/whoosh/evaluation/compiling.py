"""Compiles a query of the language into a query of the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from whoosh import query as wq

from statements import dates
from statements.search.engines.whoosh.segments.builder import BODY
from statements.search.engines.whoosh.segments.number_encoding import encode_number
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
from statements.search.language.terms import expand_leaf
from statements.text import tokenization

from .queries import CodeQuery, PhraseQuery, ProximityQuery, RangeQuery, WordQuery
from .terms import Term


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
