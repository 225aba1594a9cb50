"""Which documents match a query: whole sets at a time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from whoosh import query as wq
from whoosh.searching import Searcher

from statements.search.engines.whoosh.generations.document_sets import DocumentSet, unique_sorted, unite
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import NO_NUMBER

from .expansion import Expansion, expand
from .occurrences import Postings, load_postings
from .phrases import find_sloppy_phrase, locate
from .queries import CodeQuery, PhraseQuery, ProximityQuery, RangeQuery, Term, WordQuery


class Matcher:
    """One query's evaluation on one generation. Keeps what it worked out, so that scoring need not match again.

    `places`: where the phrases and proximities begin that were matched in all documents (see `locate`).
    `cut`: wildcards and spellings that stood for more words than are looked up.
    """

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.places: dict[wq.Query, np.ndarray] = {}
        self.cut: set[Term] = set()
        self._documents: dict[int, tuple[wq.Query, DocumentSet]] = {}
        self._postings: dict[Term, Postings] = {}

    def match(self, query: wq.Query) -> np.ndarray:
        """The documents that match, ascending whole numbers, without deleted ones."""
        return self.documents(query).ids

    def documents(self, query: wq.Query) -> DocumentSet:
        """The same as a set."""
        kept = self._documents.get(id(query))
        if kept is None:
            kept = self._documents[id(query)] = (query, _MATCHES.get(type(query), _ask_whoosh)(self, query))
        return kept[1]

    def expand(self, term: Term) -> Expansion:
        expansion = expand(self.generation, term)
        if expansion.cut:
            self.cut.add(term)
        return expansion

    def postings(self, term: Term) -> Postings:
        postings = self._postings.get(term)
        if postings is None:
            postings = self._postings[term] = load_postings(self.generation, self.expand(term))
        return postings

    def drop_deleted(self, docs: DocumentSet) -> DocumentSet:
        return docs if self.generation.live is None else docs & self.generation.everything


def _match_word(matcher: Matcher, query: WordQuery) -> DocumentSet:
    return matcher.drop_deleted(matcher.postings(query.term).documents)


def _match_term(matcher: Matcher, query: wq.Term) -> DocumentSet:
    return matcher.drop_deleted(matcher.postings(exact_term(query.fieldname, query.text)).documents)


def _match_phrase(matcher: Matcher, query: PhraseQuery | ProximityQuery) -> DocumentSet:
    for term in query.terms_in_order:
        matcher.expand(term)
    generation = matcher.generation
    places = matcher.places[query] = locate(generation, query, None)
    docs = unique_sorted(generation.places.documents_at(query.fieldname, places))
    return matcher.drop_deleted(DocumentSet(generation.count, docs))


def _match_whoosh_phrase(matcher: Matcher, query: wq.Phrase) -> DocumentSet:
    generation = matcher.generation
    if not any(query.fieldname in segment.texts for segment in generation.segments):
        return _ask_whoosh(matcher, query)  # which refuses it: there are no positions
    if query.slop == 1 or len(query.words) < 2:
        return matcher.documents(to_phrase_query(query))
    expansions = [matcher.expand(exact_term(query.fieldname, word)) for word in query.words]
    places = find_sloppy_phrase(generation, expansions, query.slop)
    docs = unique_sorted(generation.places.documents_at(query.fieldname, places))
    return matcher.drop_deleted(DocumentSet(generation.count, docs))


def _match_codes(matcher: Matcher, query: CodeQuery) -> DocumentSet:
    carrying = [matcher.postings(Term(query.fieldname, "code", value)).documents for value in query.values]
    return matcher.drop_deleted(unite(matcher.generation.count, carrying))


def _match_range(matcher: Matcher, query: RangeQuery) -> DocumentSet:
    generation = matcher.generation
    tests = [] if generation.live is None else [generation.live]
    if query.first is not None:
        tests.append(generation.columns.numbers(query.low) >= query.first)
    if query.last is not None:
        tests.append(generation.columns.numbers(query.high) <= query.last)
    if not tests:
        return generation.everything
    return DocumentSet(generation.count, mask=np.logical_and.reduce(tests) if len(tests) > 1 else tests[0])


def _match_whoosh_range(matcher: Matcher, query: wq.NumericRange) -> DocumentSet:
    # Numbers are whole: an open end is the next number.
    first = None if query.start is None else query.start + bool(query.startexcl)
    last = None if query.end is None else query.end - bool(query.endexcl)
    inside = matcher.documents(RangeQuery(query.fieldname, query.fieldname, first, last))
    there = matcher.generation.columns.numbers(query.fieldname) != NO_NUMBER
    return DocumentSet(matcher.generation.count, mask=inside.mask & there)


def _match_all(matcher: Matcher, query: wq.And) -> DocumentSet:
    parts = [part for part in query.subqueries if not isinstance(part, wq.Not)]
    found = sorted(map(matcher.documents, parts), key=len)
    docs = found[0] if found else matcher.generation.everything
    for other in found[1:]:
        if not len(docs):
            return docs
        docs &= other
    for part in query.subqueries:
        if isinstance(part, wq.Not) and len(docs):
            docs = docs.without(matcher.documents(part.query))
    return docs


def _match_any(matcher: Matcher, query: wq.Or) -> DocumentSet:
    return unite(matcher.generation.count, [matcher.documents(part) for part in query.subqueries])


def _match_not(matcher: Matcher, query: wq.Not) -> DocumentSet:
    return matcher.generation.everything.without(matcher.documents(query.query))


def _match_first(matcher: Matcher, query: wq.AndMaybe) -> DocumentSet:
    return matcher.documents(query.a)


def _match_both(matcher: Matcher, query: wq.Require) -> DocumentSet:
    return matcher.documents(query.a) & matcher.documents(query.b)


def _match_first_alone(matcher: Matcher, query: wq.AndNot) -> DocumentSet:
    return matcher.documents(query.a).without(matcher.documents(query.b))


def _match_every(matcher: Matcher, query: wq.Every) -> DocumentSet:
    return matcher.generation.everything if query.fieldname in (None, "*") else _ask_whoosh(matcher, query)


def _match_constant(matcher: Matcher, query: wq.ConstantScoreQuery) -> DocumentSet:
    return matcher.documents(query.child)


def _match_nothing(matcher: Matcher, query: wq.Query) -> DocumentSet:
    return DocumentSet(matcher.generation.count, np.zeros(0, np.int32))


def _ask_whoosh(matcher: Matcher, query: wq.Query) -> DocumentSet:
    return DocumentSet(matcher.generation.count, match_with_whoosh(matcher.generation, query)[0])


_MATCHES: dict[type, Callable[[Matcher, wq.Query], DocumentSet]] = {
    WordQuery: _match_word,
    PhraseQuery: _match_phrase,
    ProximityQuery: _match_phrase,
    CodeQuery: _match_codes,
    RangeQuery: _match_range,
    wq.Term: _match_term,
    wq.Phrase: _match_whoosh_phrase,
    wq.NumericRange: _match_whoosh_range,
    wq.DateRange: _match_whoosh_range,
    wq.And: _match_all,
    wq.Or: _match_any,
    wq.DisjunctionMax: _match_any,
    wq.Not: _match_not,
    wq.AndMaybe: _match_first,
    wq.Require: _match_both,
    wq.AndNot: _match_first_alone,
    wq.Every: _match_every,
    wq.ConstantScoreQuery: _match_constant,
    type(wq.NullQuery): _match_nothing,
}


def exact_term(field: str, text: str | bytes) -> Term:
    """Whoosh's parser gives the terms of numbers as bytes, which are no text."""
    return Term(field, "exact", text.decode(errors="surrogateescape") if isinstance(text, bytes) else text)


def to_phrase_query(query: wq.Phrase) -> wq.Query:
    """What Haystack's and Whoosh's parsers make of quotation marks, as a query of ours."""
    terms = tuple(exact_term(query.fieldname, word) for word in query.words)
    if len(terms) < 2:
        return WordQuery(terms[0], query.boost) if terms else wq.NullQuery
    return PhraseQuery(terms, query.boost)


def match_with_whoosh(generation: Generation, query: wq.Query) -> tuple[np.ndarray, np.ndarray]:
    """Documents (int32, ascending) and scores (float64) by Whoosh's own matchers, which read the same arrays.

    For what Haystack's users may ask for and no page does, such as `country:R*`: right, and slower.
    """
    searcher = Searcher(generation.whoosh_reader())
    docs, scores = [], []
    for leaf, offset in searcher.leaf_searchers():
        matcher = query.matcher(leaf, searcher.context())
        while matcher.is_active():
            docs.append(matcher.id() + offset)
            scores.append(matcher.score())
            matcher.next()
    return np.array(docs, np.int32), np.array(scores, np.float64)
