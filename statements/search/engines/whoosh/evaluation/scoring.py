"""How well documents match a query, and the best of them in order.

score = boost · idf(documents, holding) · f · (K1 + 1) / (f + K1 · ((1 − B) + B · length / mean length)), the idf being
one of two measures of a word's rarity: see docs/decisions/0008-two-weightings.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from whoosh import query as wq

from statements.search.engines.whoosh.evaluation.matching import Matcher, exact_term, match_with_whoosh, to_phrase_query
from statements.search.engines.whoosh.evaluation.queries import (
    CodeQuery,
    PhraseQuery,
    ProximityQuery,
    RangeQuery,
    Term,
    WordQuery,
)
from statements.search.engines.whoosh.generations.document_sets import DocumentSet
from statements.search.engines.whoosh.generations.generation import Generation

# The textbook's and Whoosh's values. They were not fitted to the collections of docs/measurements.md, where they rank
# better than Whoosh's BM25F and Lucene's BM25.
B, K1 = 0.75, 1.2


@dataclass(frozen=True, slots=True)
class Weighting:
    """`idf(documents, holding)`: the worth of a word that `holding` of `documents` documents have; above 0.

    Scores are of type `dtype`: the shorter, the quicker.
    """

    name: str
    idf: Callable[[int, int], float]
    dtype: type[np.floating]


def _whoosh_idf(documents: int, holding: int) -> float:
    return log(documents / (holding + 1)) + 1


def _lucene_idf(documents: int, holding: int) -> float:
    return log(1 + (documents - holding + 0.5) / (holding + 0.5))


# What Whoosh's own matchers and therefore Haystack's users get. A word of every text still counts for nearly 1.
WHOOSH_BM25F = Weighting("Whoosh's BM25F", _whoosh_idf, np.float64)
# Robertson's and Spärck Jones's, kept above 0 as in Lucene. A word of every text counts for nearly nothing.
BM25 = Weighting("BM25", _lucene_idf, np.float32)


class Evaluation(Matcher):
    """Matches and scores; scores are numbers of the weighting's dtype."""

    def __init__(self, generation: Generation, weighting: Weighting = WHOOSH_BM25F) -> None:
        super().__init__(generation)
        self.weighting = weighting

    def score(self, query: wq.Query, docs: np.ndarray | None) -> np.ndarray:
        """The score of each of `docs`, all of which match `query`, in their order.

        With None, of every document of the generation; those that do not match have scores of no meaning.
        """
        return _score(self, query, _Target(docs, all_match=True))

    def zeros(self, docs: np.ndarray | None) -> np.ndarray:
        """A score of 0 for each of `docs` (None: of every document)."""
        return np.zeros(self.generation.count if docs is None else len(docs), self.weighting.dtype)

    def bm25(self, term: Term, docs: np.ndarray | None, boost: float) -> np.ndarray:
        """What `term` adds to the score of each of `docs` (None: of every document)."""
        generation, dtype = self.generation, self.weighting.dtype
        postings = self.postings(term)
        if not len(postings) or not any(term.field in segment.texts for segment in generation.segments):
            return self.zeros(docs)  # codes tell documents apart, not how well they match
        if docs is None and not postings.is_common:
            scores = self.zeros(None)
            scores[postings.docs] = self.bm25(term, postings.docs, boost)
            return scores
        norms = self._norms(term.field)
        if docs is None:
            freqs = postings.column.astype(dtype)
            below = freqs + norms
        else:
            if docs is not postings.docs:
                freqs = postings.column.take(docs).astype(dtype)
            elif postings.freqs is None:
                freqs = np.ones(len(docs), dtype)
            else:
                freqs = postings.freqs.astype(dtype)
            below = norms.take(docs)
            below += freqs
        freqs *= dtype(boost * self.weighting.idf(generation.count, len(postings)) * (K1 + 1))
        freqs /= below
        return freqs

    def _norms(self, field: str) -> np.ndarray:
        """By document: what BM25 adds to a frequency below the line, K1 · ((1 − B) + B · length / mean length)."""
        generation, dtype = self.generation, self.weighting.dtype

        def make() -> np.ndarray:
            total = sum(segment.total_length(field) for segment in generation.segments)
            mean = total / generation.count if total else 1.0
            return (K1 * ((1 - B) + B * generation.columns.lengths(field) / mean)).astype(dtype)

        return generation.segment_set.once(("norms", field, dtype), make)


class _Target:
    """Which documents are to be scored (None: every one), and whether all of them match."""

    __slots__ = ("all_match", "docs")

    def __init__(self, docs: np.ndarray | None, all_match: bool) -> None:
        self.docs, self.all_match = docs, all_match

    def add_up(self, evaluation: Evaluation, parts: Sequence[np.ndarray], boost: float = 1.0) -> np.ndarray:
        """The parts' scores added up in the first of them, which nobody else holds."""
        total = parts[0] if parts else evaluation.zeros(self.docs)
        for part in parts[1:]:
            total += part
        if boost != 1:
            total *= boost
        return total

    def blank_misses(self, evaluation: Evaluation, query: wq.Query, scores: np.ndarray) -> np.ndarray:
        """The scores, with 0 for documents that do not match `query`."""
        if self.all_match:
            return scores
        mask = evaluation.documents(query).mask
        return scores * (mask if self.docs is None else mask.take(self.docs))


def _score(evaluation: Evaluation, query: wq.Query, target: _Target) -> np.ndarray:
    return _SCORES.get(type(query), _ask_whoosh)(evaluation, query, target)


def _score_word(evaluation: Evaluation, query: WordQuery, target: _Target) -> np.ndarray:
    return evaluation.bm25(query.term, target.docs, query.boost)


def _score_term(evaluation: Evaluation, query: wq.Term, target: _Target) -> np.ndarray:
    return evaluation.bm25(exact_term(query.fieldname, query.text), target.docs, query.boost)


def _score_phrase(evaluation: Evaluation, query: PhraseQuery | ProximityQuery, target: _Target) -> np.ndarray:
    words = [evaluation.bm25(term, target.docs, query.boost) for term in query.terms_in_order]
    return target.blank_misses(evaluation, query, target.add_up(evaluation, words))


def _score_whoosh_phrase(evaluation: Evaluation, query: wq.Phrase, target: _Target) -> np.ndarray:
    words = _score(evaluation, to_phrase_query(query), _Target(target.docs, all_match=True))
    return target.blank_misses(evaluation, query, words)


def _score_all(evaluation: Evaluation, query: wq.And, target: _Target) -> np.ndarray:
    parts = [_score(evaluation, part, target) for part in query.subqueries if not isinstance(part, wq.Not)]
    return target.blank_misses(evaluation, query, target.add_up(evaluation, parts, query.boost))


def _score_any(evaluation: Evaluation, query: wq.Or, target: _Target) -> np.ndarray:
    some = _Target(target.docs, target.all_match and len(query.subqueries) == 1)
    parts = [_score(evaluation, part, some) for part in query.subqueries]
    return target.add_up(evaluation, parts, query.boost)


def _score_greatest(evaluation: Evaluation, query: wq.DisjunctionMax, target: _Target) -> np.ndarray:
    some = _Target(target.docs, all_match=False)
    return np.max([_score(evaluation, part, some) for part in query.subqueries], axis=0) * query.boost


def _score_maybe(evaluation: Evaluation, query: wq.AndMaybe, target: _Target) -> np.ndarray:
    parts = [_score(evaluation, query.a, target), _score(evaluation, query.b, _Target(target.docs, all_match=False))]
    return target.blank_misses(evaluation, query, target.add_up(evaluation, parts))


def _score_first(evaluation: Evaluation, query: wq.Require | wq.AndNot, target: _Target) -> np.ndarray:
    return target.blank_misses(evaluation, query, _score(evaluation, query.a, target))


def _score_nothing(evaluation: Evaluation, query: wq.Query, target: _Target) -> np.ndarray:
    return evaluation.zeros(target.docs)


def _score_boost(evaluation: Evaluation, query: wq.Query, target: _Target) -> np.ndarray:
    return target.blank_misses(evaluation, query, evaluation.zeros(target.docs) + query.boost)


def _score_constant(evaluation: Evaluation, query: wq.ConstantScoreQuery, target: _Target) -> np.ndarray:
    return target.blank_misses(evaluation, query, evaluation.zeros(target.docs) + query.score)


def _ask_whoosh(evaluation: Evaluation, query: wq.Query, target: _Target) -> np.ndarray:
    found, scores = match_with_whoosh(evaluation.generation, query)
    spread = evaluation.zeros(None)
    spread[found] = scores
    return spread if target.docs is None else spread.take(target.docs)


_SCORES: dict[type, Callable[[Evaluation, wq.Query, _Target], np.ndarray]] = {
    WordQuery: _score_word,
    PhraseQuery: _score_phrase,
    ProximityQuery: _score_phrase,
    CodeQuery: _score_nothing,
    RangeQuery: _score_nothing,
    wq.Term: _score_term,
    wq.Phrase: _score_whoosh_phrase,
    wq.NumericRange: _score_nothing,
    wq.DateRange: _score_nothing,
    wq.And: _score_all,
    wq.Or: _score_any,
    wq.DisjunctionMax: _score_greatest,
    wq.AndMaybe: _score_maybe,
    wq.Require: _score_first,
    wq.AndNot: _score_first,
    wq.Not: _score_boost,
    wq.Every: _score_boost,
    wq.ConstantScoreQuery: _score_constant,
    type(wq.NullQuery): _score_nothing,
}


# The best of them

# `select_smallest` folds the keys into rows of so many times as many keys as are wanted. Measured with 10,000 keys: 20
# are found in 10 µs, to 18 µs by partitioning all keys; with four rows 12 µs to 18 µs, with one 25 µs to 19 µs.
_ROW_WIDTH, _MIN_ROWS = 8, 4
# `slice_in_order` walks the known order in steps of twice as many documents as the page should need, at least so many:
# most pages then take one step.
_MIN_STEP = 64


def select_best(docs: np.ndarray, keys: tuple[np.ndarray, ...], first: int, last: int) -> np.ndarray:
    """`docs[first:last]` in the order of `keys`: arrays of the length of `docs`, the most important first, the smallest
    key first, ties by document."""
    near = select_smallest(keys[0], last)
    docs, keys = docs.take(near), tuple(key.take(near) for key in keys)
    order = np.lexsort((docs, *reversed(keys)))
    return docs.take(order[first:last])


def select_smallest(keys: np.ndarray, count: int) -> np.ndarray:
    """Where the keys stand (int64, ascending) that are among the `count` smallest or as small as one of them, and
    perhaps a few more."""
    if count >= len(keys):
        return np.arange(len(keys))
    if not count:
        return np.zeros(0, np.int64)
    width = count * _ROW_WIDTH
    rows = len(keys) // width
    if rows < _MIN_ROWS:
        border = np.partition(keys, count - 1)[count - 1]
    else:
        # The smallest of each of many columns are different keys: the border cannot lie beyond that among them.
        border = np.partition(keys[: rows * width].reshape(rows, width).min(axis=0), count - 1)[count - 1]
    return (keys <= border).nonzero()[0]


def slice_in_order(docs: DocumentSet, ordered: np.ndarray, ranks: np.ndarray, first: int, last: int) -> np.ndarray:
    """The documents of `docs` from `first` to `last` in the order in which `ordered` has all documents.

    `ranks`, by document, rise in that order.
    """
    if not docs.is_dense:
        places = ranks.take(docs.ids)
        near = select_smallest(places, last)
        return docs.ids.take(near.take(np.argsort(places.take(near))[first:last]))
    found, seen = [], 0
    step = max(_MIN_STEP, 2 * last * docs.count // len(docs))
    for start in range(0, docs.count, step):
        some = ordered[start : start + step]
        some = some.compress(docs.mask.take(some))
        found.append(some)
        seen += len(some)
        if seen >= last:
            break
    return np.concatenate(found)[first:last] if found else ordered[:0]
