"""Which documents match a query: whole sets at a time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from whoosh import query as wq
from whoosh.searching import Searcher

from statements.search.engines.whoosh.generations.document_sets import Docs, distinct, union
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import NO_NUMBER

from .expansion import Slot, Term, slot_of
from .occurrences import Postings, postings_of
from .phrases import finds_of, following
from .queries import Coded, Near, Row, Spans, Words


class Matching:
    """One query's evaluation on one generation. Keeps what it worked out, so that scoring need not match again."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self._found: dict[int, tuple[wq.Query, Docs]] = {}
        self._postings: dict[Term, Postings] = {}
        self.finds: dict[wq.Query, np.ndarray] = {}  # the places of the rows and nears that were matched everywhere
        self.cut: set[Term] = set()  # wildcards and spellings that stood for more words than are looked up

    def match(self, query: wq.Query) -> np.ndarray:
        """Documents that match, ascending, without deleted ones."""
        return self.found(query).ids

    def found(self, query: wq.Query) -> Docs:
        """The same as a set."""
        kept = self._found.get(id(query))
        if kept is None:
            kept = self._found[id(query)] = (query, _MATCHES.get(type(query), _fallen_back)(self, query))
        return kept[1]

    def slot(self, term: Term) -> Slot:
        slot = slot_of(self.generation, term)
        if slot.cut:
            self.cut.add(term)
        return slot

    def postings(self, term: Term) -> Postings:
        postings = self._postings.get(term)
        if postings is None:
            postings = self._postings[term] = postings_of(self.generation, self.slot(term))
        return postings

    def coded(self, query: Coded) -> np.ndarray:
        """A bool a document: whether it carries any of the codes."""
        return self.found(query).mask

    def live(self, docs: Docs) -> Docs:
        return docs if self.generation.live is None else docs & self.generation.everything


def _words(matching: Matching, query: Words) -> Docs:
    return matching.live(matching.postings(query.term).documents)


def _term(matching: Matching, query: wq.Term) -> Docs:
    return matching.live(matching.postings(exact(query.fieldname, query.text)).documents)


def _row_or_near(matching: Matching, query: Row | Near) -> Docs:
    for term in query.terms_in_order:
        matching.slot(term)
    generation = matching.generation
    finds = matching.finds[query] = finds_of(generation, query, None)
    docs = distinct(generation.documents_at(query.fieldname, finds))
    return matching.live(Docs(generation.count, docs))


def _phrase(matching: Matching, query: wq.Phrase) -> Docs:
    generation = matching.generation
    if not any(query.fieldname in segment.texts for segment in generation.segments):
        return _fallen_back(matching, query)  # refused: there are no positions
    if query.slop == 1 or len(query.words) < 2:
        return matching.found(row_of(query))
    slots = [matching.slot(exact(query.fieldname, word)) for word in query.words]
    docs = distinct(generation.documents_at(query.fieldname, following(generation, slots, query.slop)))
    return matching.live(Docs(generation.count, docs))


def _coded(matching: Matching, query: Coded) -> Docs:
    carrying = [matching.postings(Term(query.fieldname, "code", value)).documents for value in query.values]
    return matching.live(union(matching.generation.count, carrying))


def _spanned(matching: Matching, query: Spans) -> Docs:
    generation = matching.generation
    low, high = generation.numbers(query.low), generation.numbers(query.high)
    if query.touching:
        low, high = high, low
    tests = [] if generation.live is None else [generation.live]
    if query.first is not None:
        tests.append(low >= query.first)
    if query.last is not None:
        tests.append(high <= query.last)
    if not tests:
        return generation.everything
    return Docs(generation.count, mask=np.logical_and.reduce(tests) if len(tests) > 1 else tests[0])


def _numeric(matching: Matching, query: wq.NumericRange) -> Docs:
    # Numbers are whole: an open end is the next number.
    first = None if query.start is None else query.start + bool(query.startexcl)
    last = None if query.end is None else query.end - bool(query.endexcl)
    spanned = matching.found(Spans(query.fieldname, query.fieldname, first, last))
    there = matching.generation.numbers(query.fieldname) != NO_NUMBER
    return Docs(matching.generation.count, mask=spanned.mask & there)


def _all(matching: Matching, query: wq.And) -> Docs:
    parts = [part for part in query.subqueries if not isinstance(part, wq.Not)]
    found = sorted(map(matching.found, parts), key=len)
    docs = found[0] if found else matching.generation.everything
    for other in found[1:]:
        if not len(docs):
            return docs
        docs &= other
    for part in query.subqueries:
        if isinstance(part, wq.Not) and len(docs):
            docs = docs.without(matching.found(part.query))
    return docs


def _any(matching: Matching, query: wq.Or) -> Docs:
    return union(matching.generation.count, [matching.found(part) for part in query.subqueries])


def _not(matching: Matching, query: wq.Not) -> Docs:
    return matching.generation.everything.without(matching.found(query.query))


def _every(matching: Matching, query: wq.Every) -> Docs:
    return matching.generation.everything if query.fieldname in (None, "*") else _fallen_back(matching, query)


def _constant(matching: Matching, query: wq.ConstantScoreQuery) -> Docs:
    return matching.found(query.child)


def _nothing(matching: Matching, query: wq.Query) -> Docs:
    return Docs(matching.generation.count, np.zeros(0, np.int32))


def _fallen_back(matching: Matching, query: wq.Query) -> Docs:
    return Docs(matching.generation.count, fallback(matching.generation, query)[0])


_MATCHES: dict[type, Callable[[Matching, wq.Query], Docs]] = {
    Words: _words,
    Row: _row_or_near,
    Near: _row_or_near,
    Coded: _coded,
    Spans: _spanned,
    wq.Term: _term,
    wq.Phrase: _phrase,
    wq.NumericRange: _numeric,
    wq.DateRange: _numeric,
    wq.And: _all,
    wq.Or: _any,
    wq.DisjunctionMax: _any,
    wq.Not: _not,
    wq.Every: _every,
    wq.ConstantScoreQuery: _constant,
    type(wq.NullQuery): _nothing,
}


def exact(field: str, text: str | bytes) -> Term:
    return Term(field, "exact", text.decode(errors="replace") if isinstance(text, bytes) else text)


def row_of(query: wq.Phrase) -> wq.Query:
    """What Haystack's and Whoosh's parsers make of quotation marks, as words of ours in a row."""
    terms = tuple(exact(query.fieldname, word) for word in query.words)
    if len(terms) < 2:
        return Words(terms[0], query.boost) if terms else wq.NullQuery
    return Row(terms, query.boost)


def fallback(generation: Generation, query: wq.Query) -> tuple[np.ndarray, np.ndarray]:
    """Any other query through Whoosh's own matchers, which read the same arrays: right, and slower."""
    searcher = Searcher(generation.once("reader", generation.whoosh_reader))
    docs, scores = [], []
    for leaf, offset in searcher.leaf_searchers():
        matcher = query.matcher(leaf, searcher.context())
        while matcher.is_active():
            docs.append(matcher.id() + offset)
            scores.append(matcher.score())
            matcher.next()
    return np.array(docs, np.int32), np.array(scores, np.float64)
