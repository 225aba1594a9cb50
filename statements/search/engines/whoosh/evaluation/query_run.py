"""A request -> results, on one generation."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from whoosh import query as wq

from statements.search.contract.requests import MAX_PAGE, Scope, SearchRequest, Show, Sort
from statements.search.contract.results import FacetCount, FoundPassage, Hit, Results
from statements.search.engines.whoosh.generations.document_sets import Docs
from statements.search.engines.whoosh.generations.generation import Generation

from .best_passages import best_passages, rarity
from .compiling import compile_query, span_of
from .expansion import MOST_WORDS, slot_of, words_of
from .phrases import finds_of
from .queries import Coded, Spans, Words, text_leaves
from .scoring import Evaluation, best, first_in, smallest
from .units import PASSAGE, SPEECH, UnitMatching
from .weighting import BM25

_DATES = "dates"
MOST_MARKED = 64  # words of the index, one segment's after the other's, that are looked for one by one in passages
TITLE_WEIGHT = 0.5  # of a word's score in the title, added to its score in the text
_BY_DATE, _BY_ADDED = ("date_from", "record"), ("added", "record")


def run(generation: Generation, request: SearchRequest) -> Results:
    """Answer `request`. Every count is exact."""
    return _Search(generation, request).results()


class _Search:
    def __init__(self, generation: Generation, request: SearchRequest) -> None:
        self.started = time.perf_counter()
        self.generation = generation
        self.request = request
        self.evaluation = Evaluation(generation, BM25)
        self.query = compile_query(request.query)
        self.leaves = [leaf for leaf in text_leaves(self.query) if leaf.fieldname == "text"]
        self.filters = _filters(request)
        self.units: UnitMatching | None = None
        scope = Scope.PARAGRAPH if request.show == Show.PASSAGES else request.scope
        if scope != Scope.STATEMENT:
            self.units = UnitMatching(self.evaluation, SPEECH if scope == Scope.SPEECH else PASSAGE)

    def results(self) -> Results:
        request = self.request
        docs, units = self._matching(None)
        passages = request.show == Show.PASSAGES
        total = len(units) if passages else len(docs)
        pages = max(1, -(-total // request.per_page))
        page = min(max(1, request.page), pages, MAX_PAGE)
        first, last = (page - 1) * request.per_page, min(page * request.per_page, total)
        hits: Sequence[Hit] = ()
        if first < last:
            hits = self._passage_hits(units, docs, first, last) if passages else self._statement_hits(docs, first, last)
        facets, distinct = {}, {}
        for name in request.facets:
            facets[name], distinct[name] = self._facet(name, docs)
        return Results(
            total=total, statements=len(docs), page=page, pages=pages, hits=tuple(hits), facets=facets,
            distinct=distinct, notices=self._notices(), words=self._words(), seconds=time.perf_counter() - self.started,
        )  # fmt: skip

    def _notices(self) -> tuple[str, ...]:
        return tuple(
            f"“{term.text}” stands for more than {MOST_WORDS:,} words; the {MOST_WORDS:,} most frequent were looked up."
            for term in sorted(self.evaluation.cut, key=lambda term: term.text)
        )

    def _words(self) -> frozenset[str]:
        """What the words of the query stand for, as far as that is few enough to look for one by one."""
        if not self.request.passages:
            return frozenset()
        slots = [slot_of(self.generation, term) for leaf in self.leaves for term in leaf.terms_in_order]
        if sum(len(members) for slot in slots for members in slot.members) > MOST_MARKED:
            return frozenset()
        return frozenset(word for slot in slots for word in words_of(self.generation, slot))

    # Which

    def _matching(self, without: str | None) -> tuple[Docs, np.ndarray]:
        """The documents, and the units in a narrower scope; the filter named `without` left aside."""
        filters = [query for name, query in self.filters.items() if name != without]
        if self.units is None:
            docs = self.evaluation.found(self.query)
            for found in sorted(map(self.evaluation.found, filters), key=len):
                docs &= found
            return docs, np.zeros(0, np.int64)
        whole = wq.And([self.query, *filters]) if filters else self.query
        units = self.units.match(whole, self.generation.everything)
        if self.request.show == Show.PASSAGES:
            units = units.compress(self.generation.passages.orders.take(units) > 0)
        return self.units.docs_of(units), units

    def _facet(self, name: str, docs: Docs) -> tuple[tuple[FacetCount, ...], int]:
        """The most frequent values, chosen ones always, and how many values there are."""
        if name in self.filters:
            docs, _ = self._matching(name)
        chosen = self.request.filters.get(name, ())
        if name == "year":
            years = self._years(docs)
            for code in chosen:
                years.setdefault(code, 0)
            return tuple(FacetCount(code, many, code in chosen) for code, many in sorted(years.items())), len(years)
        facet = self.generation.facet(name)
        counts = facet.counts(docs)
        values = facet.values
        most = facet.most_frequent(counts, self.request.max_facet_values)
        listed = {values[place]: many for place, many in zip(most, counts.take(most).tolist(), strict=True)}
        for code in chosen:
            if code not in listed:
                place = values.find(code.encode())
                listed[code] = int(counts[place]) if place >= 0 else 0
        known = tuple(FacetCount(code, many, code in chosen) for code, many in listed.items())
        return known, int(np.count_nonzero(counts))

    def _years(self, docs: Docs) -> dict[str, int]:
        first, years = self.generation.once("years", lambda: _from_the_first(self.generation.numbers("year")))
        counts = np.bincount(years.take(docs.ids))
        present = counts[1:].nonzero()[0] + 1  # 0: without a year
        some = zip(present.tolist(), counts.take(present).tolist(), strict=True)
        return {str(first + place): many for place, many in some}

    # In which order

    def _scores(self, docs: np.ndarray | None) -> np.ndarray:
        scores = self.evaluation.score(self.query, docs)
        for leaf in self.leaves:
            if isinstance(leaf, Words):
                scores += self.evaluation.bm25(leaf.term._replace(field="title"), docs, leaf.boost * TITLE_WEIGHT)
        return scores

    def _order(self, docs: Docs, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        """The documents of the page in order, and their scores (0 where they play no part)."""
        if self.request.sort == Sort.RELEVANCE and self.leaves:
            return self._by_score(docs, first, last)
        by = _BY_ADDED if self.request.sort == Sort.ADDED else _BY_DATE
        ordered, ranks = self.generation.by_number(*by), self.generation.ranks(*by)
        if self.request.sort != Sort.OLDEST:
            ordered, ranks = ordered[::-1], -ranks
        return first_in(docs, ordered, ranks, first, last), np.zeros(last - first)

    def _by_score(self, docs: Docs, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        """The best first, of equally good ones the newest."""
        if docs.wide:
            scores = self._scores(None)
            near = smallest(-scores * docs.mask, last)
            # A document that matches and has no score is as good as one that does not match.
            ids = near = near.compress(docs.mask.take(near))
        else:
            scores = self._scores(docs.ids)
            near = smallest(-scores, last)
            ids = docs.ids.take(near)
        scores = scores.take(near)
        order = np.lexsort((ids, -self.generation.numbers("date_from").take(ids), -scores))[first:last]
        return ids.take(order), scores.take(order)

    # With which passages

    def _statement_hits(self, docs: Docs, first: int, last: int) -> list[Hit]:
        chosen, scores = self._order(docs, first, last)
        pks = self.generation.numbers("record").take(chosen).tolist()
        if not self.leaves or not self.request.passages:
            return [Hit(pk, score) for pk, score in zip(pks, scores.tolist(), strict=True)]
        found = best_passages(self.evaluation, self.leaves, chosen, self._preferred())
        return [
            Hit(pk, score, *found.get(doc, ()))
            for doc, pk, score in zip(chosen.tolist(), pks, scores.tolist(), strict=True)
        ]

    def _preferred(self) -> Callable[[np.ndarray], np.ndarray] | None:
        """For speeches a bool each: whether its speaker or country was asked for."""
        wanted = [
            query
            for query in (*self.filters.values(), *_codes_of(self.query))
            if isinstance(query, Coded) and query.fieldname in ("speaker", "country")
        ]
        if not wanted:
            return None
        units = UnitMatching(self.evaluation, SPEECH)
        return lambda voices: np.logical_and.reduce(
            [units.carried(query.fieldname, query.values, voices) for query in wanted]
        )

    def _passage_hits(self, units: np.ndarray, docs: Docs, first: int, last: int) -> list[Hit]:
        """Passages in the order of their statements, each statement's in reading order."""
        passages = self.generation.passages
        if self.request.sort == Sort.RELEVANCE and self.leaves:
            keys = -self._unit_scores(units)
        else:
            ordered, _ = self._order(docs, 0, len(docs))
            rank = np.zeros(self.generation.count, np.int64)
            rank[ordered] = np.arange(len(ordered))
            keys = rank.take(passages.docs.take(units))
        chosen = best(units, (keys,), first, last)
        owners = passages.docs.take(chosen)
        finds = np.zeros(len(chosen), np.int64)
        in_order = np.argsort(chosen)
        for leaf in self.leaves:
            found = passages.of(finds_of(self.generation, leaf, np.unique(owners)))
            places = chosen.searchsorted(found, sorter=in_order)
            there = in_order.take(places, mode="clip")
            np.add.at(finds, there.compress(chosen.take(there) == found), 1)
        pks = self.generation.numbers("record").take(owners)
        rows = zip(pks.tolist(), passages.orders.take(chosen).tolist(), finds.tolist(), strict=True)
        return [Hit(pk, 0.0, (FoundPassage(pk, order, many),), many) for pk, order, many in rows]

    def _unit_scores(self, units: np.ndarray) -> np.ndarray:
        """Rare words and many of them come first; the length of a passage plays no part."""
        passages = self.generation.passages
        scores = np.zeros(len(passages))
        for leaf in self.leaves:
            times = np.bincount(passages.of(self.units.finds(leaf)), minlength=len(passages))
            said = times.nonzero()[0]
            scores[said] += rarity(self.evaluation, leaf) * (1 + np.log(times.take(said)))
        return scores.take(units)


def _filters(request: SearchRequest) -> Mapping[str, wq.Query]:
    filters: dict[str, wq.Query] = {}
    for name, codes in request.filters.items():
        if name == "year":
            years = [int(code) for code in codes if code.isascii() and code.isdigit()]
            filters[name] = wq.Or([Spans("year", "year", year, year) for year in years]) if years else wq.NullQuery
        else:
            filters[name] = Coded(name, tuple(codes))
    if request.since or request.until:
        filters[_DATES] = span_of(request.since, request.until)
    return filters


def _from_the_first(years: np.ndarray) -> tuple[int, np.ndarray]:
    """Years counted from the one before the first; 0 where there is none."""
    known = years.compress(years > 0)
    before = int(known.min()) - 1 if len(known) else 0
    return before, np.where(years > 0, years - before, 0).astype(np.int16)


def _codes_of(query: wq.Query) -> Iterator[Coded]:
    if isinstance(query, Coded):
        yield query
    elif isinstance(query, wq.And):
        for part in query.subqueries:
            yield from _codes_of(part)
