"""Which documents match a query, and how well: whole arrays at a time."""

from __future__ import annotations

from functools import singledispatchmethod

import numpy as np
from whoosh import query as wq
from whoosh.searching import Searcher

from .building import NO_NUMBER
from .finds import common_ids, finds_of
from .generation import Generation
from .queries import Coded, Near, Row, Spans, Words
from .slots import Postings, Slot, Term, postings_of, slot_of
from .weighting import K1, WHOOSH_BM25F, Weighting

_NONE = np.zeros(0, np.int32)


class Evaluation:
    """One query's evaluation on one generation. Keeps what it worked out, so that scoring need not match again."""

    def __init__(self, generation: Generation, weighting: Weighting = WHOOSH_BM25F) -> None:
        self.generation = generation
        self.weighting = weighting
        self._matched: dict[int, tuple[wq.Query, np.ndarray]] = {}
        self.cut: set[Term] = set()  # wildcards and spellings that stood for more words than are looked up

    # Which documents

    def match(self, query: wq.Query) -> np.ndarray:
        """Documents that match, ascending, without deleted ones."""
        kept = self._matched.get(id(query))
        if kept is None:
            kept = self._matched[id(query)] = (query, self._match(query))
        return kept[1]

    @singledispatchmethod
    def _match(self, query: wq.Query) -> np.ndarray:
        return fallback(self.generation, query)[0]

    @_match.register
    def _(self, query: Words) -> np.ndarray:
        return self.generation.only_live(self.postings(query.term).docs)

    @_match.register(Row)
    @_match.register(Near)
    def _(self, query: Row | Near) -> np.ndarray:
        for term in query.terms_in_order:
            self.slot(term)
        return self.generation.only_live(_docs_of(finds_of(self.generation, query, None)))

    @_match.register
    def _(self, query: wq.Phrase) -> np.ndarray:
        # Farther apart than next to each other they are left to Whoosh, whose distance is none of ours.
        return self.match(_row_of(query)) if query.slop == 1 else fallback(self.generation, query)[0]

    @_match.register
    def _(self, query: wq.Term) -> np.ndarray:
        return self.generation.only_live(self.postings(Term(query.fieldname, "exact", _text(query.text))).docs)

    @_match.register
    def _(self, query: Coded) -> np.ndarray:
        return np.flatnonzero(self.coded(query)).astype(np.int32)

    @_match.register
    def _(self, query: Spans) -> np.ndarray:
        return np.flatnonzero(self.spanned(query)).astype(np.int32)

    @_match.register(wq.NumericRange)
    @_match.register(wq.DateRange)
    def _(self, query: wq.NumericRange) -> np.ndarray:
        # Numbers are whole: an open end is the next number.
        first = None if query.start is None else query.start + bool(query.startexcl)
        last = None if query.end is None else query.end - bool(query.endexcl)
        span = Spans(query.fieldname, query.fieldname, first, last)
        docs = np.flatnonzero(self.spanned(span)).astype(np.int32)
        return docs[self.generation.numbers(query.fieldname)[docs] != NO_NUMBER]

    @_match.register
    def _(self, query: wq.And) -> np.ndarray:
        wanted = [part for part in query.subqueries if not isinstance(part, wq.Not)]
        found = sorted((self.match(part) for part in wanted), key=len)
        docs = found[0] if found else self.generation.all_ids
        for other in found[1:]:
            if not len(docs):
                return docs
            docs = common_ids(docs, other, self.generation.count)
        for part in query.subqueries:
            if isinstance(part, wq.Not) and len(docs):
                docs = docs[~self._mask(self.match(part.query))[docs]]
        return docs

    @_match.register(wq.Or)
    @_match.register(wq.DisjunctionMax)
    def _(self, query: wq.Or) -> np.ndarray:
        found = [self.match(part) for part in query.subqueries]
        if len(found) == 1:
            return found[0]
        mask = np.zeros(self.generation.count, bool)
        for docs in found:
            mask[docs] = True
        return np.flatnonzero(mask).astype(np.int32)

    @_match.register
    def _(self, query: wq.Not) -> np.ndarray:
        mask = ~self._mask(self.match(query.query))
        return self.generation.only_live(np.flatnonzero(mask).astype(np.int32))

    @_match.register
    def _(self, query: wq.Every) -> np.ndarray:
        if query.fieldname in (None, "*"):
            return self.generation.all_ids
        return fallback(self.generation, query)[0]

    @_match.register
    def _(self, query: wq.ConstantScoreQuery) -> np.ndarray:
        return self.match(query.child)

    @_match.register(type(wq.NullQuery))
    def _(self, query: wq.Query) -> np.ndarray:
        return _NONE

    def slot(self, term: Term) -> Slot:
        slot = slot_of(self.generation, term)
        if slot.cut:
            self.cut.add(term)
        return slot

    def postings(self, term: Term) -> Postings:
        return postings_of(self.generation, self.slot(term))

    def _mask(self, docs: np.ndarray) -> np.ndarray:
        mask = np.zeros(self.generation.count, bool)
        mask[docs] = True
        return mask

    def coded(self, query: Coded) -> np.ndarray:
        """A bool a document: whether it carries any of the codes."""
        mask = np.zeros(self.generation.count, bool)
        for value in query.values:
            mask[self.postings(Term(query.fieldname, "code", value)).docs] = True
        if self.generation.live is not None:
            mask &= self.generation.live
        return mask

    def spanned(self, query: Spans) -> np.ndarray:
        low, high = self.generation.numbers(query.low), self.generation.numbers(query.high)
        if query.touching:
            low, high = high, low
        mask = np.ones(self.generation.count, bool) if self.generation.live is None else self.generation.live.copy()
        if query.first is not None:
            mask &= low >= query.first
        if query.last is not None:
            mask &= high <= query.last
        return mask

    # How well

    def score(self, query: wq.Query, docs: np.ndarray) -> np.ndarray:
        """The score of each of `docs` (matches of the whole query) for this part of it."""
        return self._score(query, docs)

    @singledispatchmethod
    def _score(self, query: wq.Query, docs: np.ndarray) -> np.ndarray:
        found, scores = fallback(self.generation, query)
        return self._scattered(found, scores)[docs]

    def _scattered(self, found: np.ndarray, scores: np.ndarray) -> np.ndarray:
        spread = np.zeros(self.generation.count)
        spread[found] = scores
        return spread

    @_score.register
    def _(self, query: Words, docs: np.ndarray) -> np.ndarray:
        return self._bm25(query.term, docs, query.boost)

    @_score.register
    def _(self, query: wq.Phrase, docs: np.ndarray) -> np.ndarray:
        if query.slop == 1:
            return self._score(_row_of(query), docs)
        return self._scattered(*fallback(self.generation, query))[docs]

    @_score.register
    def _(self, query: wq.Term, docs: np.ndarray) -> np.ndarray:
        return self._bm25(Term(query.fieldname, "exact", _text(query.text)), docs, query.boost)

    @_score.register(Row)
    @_score.register(Near)
    def _(self, query: Row | Near, docs: np.ndarray) -> np.ndarray:
        total = np.zeros(len(docs))
        for term in query.terms_in_order:
            total += self._bm25(term, docs, query.boost)
        return self._where_matching(query, docs, total)

    @_score.register
    def _(self, query: wq.And, docs: np.ndarray) -> np.ndarray:
        total = np.zeros(len(docs))
        for part in query.subqueries:
            if not isinstance(part, wq.Not):
                total += self.score(part, docs)
        return self._where_matching(query, docs, total) * query.boost

    @_score.register
    def _(self, query: wq.Or, docs: np.ndarray) -> np.ndarray:
        total = np.zeros(len(docs))
        for part in query.subqueries:
            total += self.score(part, docs)
        return total * query.boost

    @_score.register
    def _(self, query: wq.DisjunctionMax, docs: np.ndarray) -> np.ndarray:
        return np.max([self.score(part, docs) for part in query.subqueries], axis=0) * query.boost

    @_score.register(Coded)
    @_score.register(Spans)
    @_score.register(wq.NumericRange)
    @_score.register(wq.DateRange)
    def _(self, query: wq.Query, docs: np.ndarray) -> np.ndarray:
        return np.zeros(len(docs))

    @_score.register(wq.Not)
    @_score.register(wq.Every)
    def _(self, query: wq.Query, docs: np.ndarray) -> np.ndarray:
        return self._where_matching(query, docs, np.ones(len(docs)) * query.boost)

    @_score.register
    def _(self, query: wq.ConstantScoreQuery, docs: np.ndarray) -> np.ndarray:
        return self._where_matching(query, docs, np.full(len(docs), float(query.score)))

    @_score.register(type(wq.NullQuery))
    def _(self, query: wq.Query, docs: np.ndarray) -> np.ndarray:
        return np.zeros(len(docs))

    def _where_matching(self, query: wq.Query, docs: np.ndarray, scores: np.ndarray) -> np.ndarray:
        matched = self.match(query)
        if len(matched) == len(docs) and np.array_equal(matched, docs):
            return scores
        return scores * self._mask(matched)[docs]

    def _bm25(self, term: Term, docs: np.ndarray, boost: float) -> np.ndarray:
        postings = self.postings(term)
        if not len(postings.docs):
            return np.zeros(len(docs))
        idf = self.weighting.idf(self.generation.count, len(postings.docs))
        if not any(term.field in segment.texts for segment in self.generation.segments):
            return np.zeros(len(docs))  # codes tell documents apart, not how well they match
        if len(docs) == len(postings.docs) and np.array_equal(docs, postings.docs):
            freqs = 1.0 if postings.freqs is None else postings.freqs.astype(np.float64)
            return boost * idf * (freqs * (K1 + 1) / (freqs + self.generation.norms(term.field)[docs]))
        if len(docs) * 8 < len(postings.docs):
            places = np.searchsorted(postings.docs, docs)
            places[places == len(postings.docs)] = 0
            there = postings.docs[places] == docs
            freqs = np.ones(len(docs)) if postings.freqs is None else postings.freqs[places].astype(np.float64)
            freqs = np.where(there, freqs, 0.0)
        else:
            spread = np.zeros(self.generation.count)
            spread[postings.docs] = 1 if postings.freqs is None else postings.freqs
            freqs = spread[docs]
        return boost * idf * (freqs * (K1 + 1) / (freqs + self.generation.norms(term.field)[docs]))


def _docs_of(keys: np.ndarray) -> np.ndarray:
    docs = (keys >> 32).astype(np.int32)
    new = np.ones(len(docs), bool)
    new[1:] = docs[1:] != docs[:-1]
    return docs[new]


def _row_of(query: wq.Phrase) -> wq.Query:
    """What Haystack's and Whoosh's parsers make of quotation marks, as words of ours in a row."""
    terms = tuple(Term(query.fieldname, "exact", _text(word)) for word in query.words)
    if len(terms) < 2:
        return Words(terms[0], query.boost) if terms else wq.NullQuery
    return Row(terms, query.boost)


def _text(text: str | bytes) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else text


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


def best(docs: np.ndarray, keys: tuple[np.ndarray, ...], first: int, last: int) -> np.ndarray:
    """`docs[first:last]` in the order of `keys` (the most important first, smallest first, ties by document)."""
    count = len(docs)
    if last < count // 4 and count > 512:
        # Only documents that can be on the page are sorted; equal ones at the border are all kept.
        border = np.partition(keys[0], last)[last]
        near = keys[0] <= border
        docs, keys = docs[near], tuple(key[near] for key in keys)
    order = np.lexsort((docs, *reversed(keys)))
    return docs[order[first:last]]
