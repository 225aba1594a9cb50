"""How well documents match a query (BM25), and the best of them in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from whoosh import query as wq

from statements.search.engines.whoosh.generations.document_sets import Docs
from statements.search.engines.whoosh.generations.generation import Generation

from .expansion import Term
from .matching import Matching, exact, fallback, row_of
from .queries import Coded, Near, Row, Spans, Words
from .weighting import K1, WHOOSH_BM25F, Weighting


class Evaluation(Matching):
    """Matches and scores; scores are numbers of the weighting's type."""

    def __init__(self, generation: Generation, weighting: Weighting = WHOOSH_BM25F) -> None:
        super().__init__(generation)
        self.weighting = weighting

    def score(self, query: wq.Query, docs: np.ndarray | None) -> np.ndarray:
        """The score of each of `docs`, which match the whole of `query`.

        With None of every document there is; those that do not match have scores of no meaning.
        """
        return _score(self, query, _Asked(docs, all_match=True))

    def size(self, docs: np.ndarray | None) -> int:
        return self.generation.count if docs is None else len(docs)

    def zeros(self, docs: np.ndarray | None) -> np.ndarray:
        return np.zeros(self.size(docs), self.weighting.dtype)

    def bm25(self, term: Term, docs: np.ndarray | None, boost: float) -> np.ndarray:
        generation, dtype = self.generation, self.weighting.dtype
        postings = self.postings(term)
        if not len(postings) or not any(term.field in segment.texts for segment in generation.segments):
            return self.zeros(docs)  # codes tell documents apart, not how well they match
        if docs is None and not postings.common:
            scores = self.zeros(None)
            scores[postings.docs] = self.bm25(term, postings.docs, boost)
            return scores
        norms = generation.norms(term.field, dtype)
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


class _Asked:
    """Which documents are to be scored, and whether all of them match."""

    __slots__ = ("all_match", "docs")

    def __init__(self, docs: np.ndarray | None, all_match: bool) -> None:
        self.docs, self.all_match = docs, all_match

    def added(self, evaluation: Evaluation, parts: Sequence[np.ndarray], boost: float = 1.0) -> np.ndarray:
        """The parts' scores added up in the first of them: scores are made anew for whoever asks."""
        total = parts[0] if parts else evaluation.zeros(self.docs)
        for part in parts[1:]:
            total += part
        if boost != 1:
            total *= boost
        return total

    def where_matching(self, evaluation: Evaluation, query: wq.Query, scores: np.ndarray) -> np.ndarray:
        if self.all_match:
            return scores
        mask = evaluation.found(query).mask
        return scores * (mask if self.docs is None else mask.take(self.docs))


def _score(evaluation: Evaluation, query: wq.Query, asked: _Asked) -> np.ndarray:
    return _SCORES.get(type(query), _fallen_back)(evaluation, query, asked)


def _words(evaluation: Evaluation, query: Words, asked: _Asked) -> np.ndarray:
    return evaluation.bm25(query.term, asked.docs, query.boost)


def _term(evaluation: Evaluation, query: wq.Term, asked: _Asked) -> np.ndarray:
    return evaluation.bm25(exact(query.fieldname, query.text), asked.docs, query.boost)


def _row_or_near(evaluation: Evaluation, query: Row | Near, asked: _Asked) -> np.ndarray:
    words = [evaluation.bm25(term, asked.docs, query.boost) for term in query.terms_in_order]
    return asked.where_matching(evaluation, query, asked.added(evaluation, words))


def _phrase(evaluation: Evaluation, query: wq.Phrase, asked: _Asked) -> np.ndarray:
    words = _score(evaluation, row_of(query), _Asked(asked.docs, all_match=True))
    return asked.where_matching(evaluation, query, words)


def _all(evaluation: Evaluation, query: wq.And, asked: _Asked) -> np.ndarray:
    parts = [_score(evaluation, part, asked) for part in query.subqueries if not isinstance(part, wq.Not)]
    return asked.where_matching(evaluation, query, asked.added(evaluation, parts, query.boost))


def _any(evaluation: Evaluation, query: wq.Or, asked: _Asked) -> np.ndarray:
    some = _Asked(asked.docs, asked.all_match and len(query.subqueries) == 1)
    parts = [_score(evaluation, part, some) for part in query.subqueries]
    return asked.added(evaluation, parts, query.boost)


def _greatest(evaluation: Evaluation, query: wq.DisjunctionMax, asked: _Asked) -> np.ndarray:
    some = _Asked(asked.docs, all_match=False)
    return np.max([_score(evaluation, part, some) for part in query.subqueries], axis=0) * query.boost


def _unscored(evaluation: Evaluation, query: wq.Query, asked: _Asked) -> np.ndarray:
    return evaluation.zeros(asked.docs)


def _one(evaluation: Evaluation, query: wq.Query, asked: _Asked) -> np.ndarray:
    return asked.where_matching(evaluation, query, evaluation.zeros(asked.docs) + query.boost)


def _constant(evaluation: Evaluation, query: wq.ConstantScoreQuery, asked: _Asked) -> np.ndarray:
    return asked.where_matching(evaluation, query, evaluation.zeros(asked.docs) + query.score)


def _fallen_back(evaluation: Evaluation, query: wq.Query, asked: _Asked) -> np.ndarray:
    found, scores = fallback(evaluation.generation, query)
    spread = evaluation.zeros(None)
    spread[found] = scores
    return spread if asked.docs is None else spread.take(asked.docs)


_SCORES: dict[type, Callable[[Evaluation, wq.Query, _Asked], np.ndarray]] = {
    Words: _words,
    Row: _row_or_near,
    Near: _row_or_near,
    Coded: _unscored,
    Spans: _unscored,
    wq.Term: _term,
    wq.Phrase: _phrase,
    wq.NumericRange: _unscored,
    wq.DateRange: _unscored,
    wq.And: _all,
    wq.Or: _any,
    wq.DisjunctionMax: _greatest,
    wq.Not: _one,
    wq.Every: _one,
    wq.ConstantScoreQuery: _constant,
    type(wq.NullQuery): _unscored,
}


# The best of them


def best(docs: np.ndarray, keys: tuple[np.ndarray, ...], first: int, last: int) -> np.ndarray:
    """`docs[first:last]` in the order of `keys` (the most important first, smallest first, ties by document)."""
    near = smallest(keys[0], last)
    docs, keys = docs.take(near), tuple(key.take(near) for key in keys)
    order = np.lexsort((docs, *reversed(keys)))
    return docs.take(order[first:last])


def smallest(keys: np.ndarray, most: int) -> np.ndarray:
    """Places of all keys that are among the `most` smallest or as small as one of them, and perhaps of a few more."""
    if most >= len(keys):
        return np.arange(len(keys))
    if not most:
        return np.zeros(0, np.int64)
    width = most * 8
    rows = len(keys) // width
    if rows < 4:
        border = np.partition(keys, most - 1)[most - 1]
    else:
        # The smallest of each of many columns are different keys: the border cannot lie beyond that among them.
        border = np.partition(keys[: rows * width].reshape(rows, width).min(axis=0), most - 1)[most - 1]
    return (keys <= border).nonzero()[0]


def first_in(docs: Docs, ordered: np.ndarray, ranks: np.ndarray, first: int, last: int) -> np.ndarray:
    """`docs` in the order in which `ordered` has all documents, from `first` to `last`; `ranks` rise in that order."""
    if not docs.wide:
        places = ranks.take(docs.ids)
        near = smallest(places, last)
        return docs.ids.take(near.take(np.argsort(places.take(near))[first:last]))
    found, seen = [], 0
    step = max(64, 2 * last * docs.count // len(docs))
    for start in range(0, docs.count, step):
        some = ordered[start : start + step]
        some = some.compress(docs.mask.take(some))
        found.append(some)
        seen += len(some)
        if seen >= last:
            break
    return np.concatenate(found)[first:last] if found else ordered[:0]
