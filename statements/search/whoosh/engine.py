"""A request -> results, on one generation."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Mapping

import numpy as np
from whoosh import query as wq

from statements.search.results import (
    DEEPEST_PAGE,
    MOST_PASSAGES,
    FacetCount,
    FoundPassage,
    Hit,
    Results,
    Scope,
    SearchRequest,
    Show,
    Sort,
)

from .compiling import compile_query, span_of
from .finds import finds_of
from .generation import Generation
from .matching import Evaluation, best
from .queries import Coded, Spans, Words, text_leaves
from .slots import MOST_WORDS, postings_of, slot_of, words_of
from .units import PASSAGE, SPEECH, UnitEvaluation
from .weighting import BM25

_DATES = "dates"
MOST_MARKED = 64  # words of the index, one segment's after the other's, that are looked for one by one in passages
TITLE_WEIGHT = 0.5  # of a word's score in the title, added to its score in the text


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
        self.units: UnitEvaluation | None = None
        scope = Scope.PARAGRAPH if request.show == Show.PASSAGES else request.scope
        if scope != Scope.STATEMENT:
            self.units = UnitEvaluation(self.evaluation, SPEECH if scope == Scope.SPEECH else PASSAGE)
        self.filters = self._filters(request)

    def _filters(self, request: SearchRequest) -> Mapping[str, wq.Query]:
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

    def results(self) -> Results:
        mask, units = self._matching(None)
        docs = np.flatnonzero(mask).astype(np.int32)
        passages = self.request.show == Show.PASSAGES
        total = len(units) if passages else len(docs)
        per_page = self.request.per_page
        pages = max(1, -(-total // per_page))
        page = min(max(1, self.request.page), pages, DEEPEST_PAGE)
        first, last = (page - 1) * per_page, min(page * per_page, total)
        if passages:
            hits = self._passage_hits(units, docs, first, last)
        else:
            hits = self._statement_hits(docs, first, last)
        facets, distinct = {}, {}
        for name in self.request.facets:
            facets[name], distinct[name] = self._facet(name, mask)
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
        slots = [slot_of(self.generation, term) for leaf in self.leaves for term in leaf.terms_in_order]
        if sum(len(members) for slot in slots for members in slot.members) > MOST_MARKED:
            return frozenset()
        return frozenset(word for slot in slots for word in words_of(self.generation, slot))

    # Which

    def _matching(self, without: str | None) -> tuple[np.ndarray, np.ndarray]:
        """A bool a document, and the units in a narrower scope; the filter named `without` left aside."""
        filters = {name: query for name, query in self.filters.items() if name != without}
        if self.units is None:
            mask = np.zeros(self.generation.count, bool)
            mask[self.evaluation.match(self.query)] = True
            for query in filters.values():
                mask &= self._filter_mask(query)
            return mask, np.zeros(0, np.int64)
        allowed = np.ones(self.generation.count, bool) if self.generation.live is None else self.generation.live
        whole = wq.And([self.query, *filters.values()]) if filters else self.query
        units = self.units.match(whole, allowed)
        if self.request.show == Show.PASSAGES:
            units = units[self.generation.passages.orders[units] > 0]
        mask = np.zeros(self.generation.count, bool)
        mask[self.units.docs_of(units)] = True
        return mask, units

    def _filter_mask(self, query: wq.Query) -> np.ndarray:
        if isinstance(query, Coded):
            return self.evaluation.coded(query)
        if isinstance(query, Spans):
            return self.evaluation.spanned(query)
        mask = np.zeros(self.generation.count, bool)
        mask[self.evaluation.match(query)] = True
        return mask

    def _facet(self, name: str, mask: np.ndarray) -> tuple[tuple[FacetCount, ...], int]:
        """The most frequent values, chosen ones always, and how many values there are."""
        if name in self.filters:
            mask, _ = self._matching(name)
        chosen = self.request.filters.get(name, ())
        if name == "year":
            years = self._years(mask)
            years |= {code: 0 for code in chosen if code not in years}
            return tuple(FacetCount(code, many, code in chosen) for code, many in sorted(years.items())), len(years)
        counts = self.generation.counts(name, mask)
        values = self.generation.facet(name).values
        present = np.flatnonzero(counts)
        # Values are in order of their codes: a stable sort leaves equal counts so.
        order = present[np.argsort(-counts[present], kind="stable")[: self.request.most_values]].tolist()
        listed = {values[place]: int(counts[place]) for place in order}
        for code in chosen:
            if code not in listed:
                listed[code] = self._count_of(code, values, counts)
        return tuple(FacetCount(code, many, code in chosen) for code, many in listed.items()), len(present)

    @staticmethod
    def _count_of(code: str, values: list[str], counts: np.ndarray) -> int:
        place = bisect_left(values, code)
        return int(counts[place]) if place < len(values) and values[place] == code else 0

    def _years(self, mask: np.ndarray) -> dict[str, int]:
        years, counts = np.unique(self.generation.numbers("year")[mask], return_counts=True)
        return {str(year): count for year, count in zip(years.tolist(), counts.tolist(), strict=True) if year > 0}

    # In which order

    def _scores(self, docs: np.ndarray) -> np.ndarray:
        scores = self.evaluation.score(self.query, docs)
        for leaf in self.leaves:
            if isinstance(leaf, Words):
                title = Words(_in_title(leaf.term), leaf.boost * TITLE_WEIGHT)
                scores = scores + self.evaluation.score(title, docs)
        return scores

    def _order(self, docs: np.ndarray, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        """The documents of the page in order, and their scores (0 where they play no part)."""
        sort = self.request.sort
        if sort == Sort.RELEVANCE and self.leaves:
            scores = self._scores(docs)
            chosen = best(docs, (-scores, -self.generation.numbers("date_from")[docs]), first, last)
            return chosen, scores[np.searchsorted(docs, chosen)]
        pk = self.generation.numbers("record")[docs]
        if sort == Sort.ADDED:
            keys = (-self.generation.numbers("added")[docs], -pk)
        elif sort == Sort.OLDEST:
            keys = (self.generation.numbers("date_from")[docs], pk)
        else:
            keys = (-self.generation.numbers("date_from")[docs], -pk)
        return best(docs, keys, first, last), np.zeros(last - first)

    # With which passages

    def _statement_hits(self, docs: np.ndarray, first: int, last: int) -> list[Hit]:
        if first >= last:
            return []
        chosen, scores = self._order(docs, first, last)
        found, finds = self._best_passages(chosen)
        pks = self.generation.numbers("record")[chosen].tolist()
        return [
            Hit(pk, score, found.get(doc, ()), finds.get(doc, 0))
            for doc, pk, score in zip(chosen.tolist(), pks, scores.tolist(), strict=True)
        ]

    def _best_passages(self, docs: np.ndarray) -> tuple[dict[int, tuple[FoundPassage, ...]], dict[int, int]]:
        """For each of a few documents its best passages, and how many finds there are in it."""
        if not self.leaves:
            return {}, {}
        wanted = np.zeros(self.generation.count, bool)
        wanted[docs] = True
        passages = self.generation.passages
        weights: dict[int, float] = {}
        counts: dict[int, int] = {}
        for leaf in self.leaves:
            places, times = np.unique(passages.of(finds_of(self.generation, leaf, wanted)), return_counts=True)
            rarity = self._rarity(leaf)
            for place, many in zip(places.tolist(), times.tolist(), strict=True):
                weights[place] = weights.get(place, 0.0) + rarity * (1 + 0.1 * min(many, 5))
                counts[place] = counts.get(place, 0) + many
        preferred = self._preferred()
        by_doc: dict[int, list[tuple[float, int]]] = {}
        finds: dict[int, int] = {}
        for place, weight in weights.items():
            doc = int(passages.docs[place])
            if passages.orders[place] == 0:
                continue  # the title stands above the passages anyway
            finds[doc] = finds.get(doc, 0) + counts[place]
            if preferred is not None and passages.voices[place] >= 0 and preferred[passages.voices[place]]:
                weight += 1_000
            by_doc.setdefault(doc, []).append((-weight, place))
        pks = self.generation.numbers("record")
        return {
            doc: tuple(
                FoundPassage(int(pks[doc]), int(passages.orders[place]), counts[place])
                for place in sorted(place for _, place in sorted(ranked)[:MOST_PASSAGES])
            )
            for doc, ranked in by_doc.items()
        }, finds

    def _rarity(self, leaf: wq.Query) -> float:
        if not self.generation.count:
            return 0.0
        fewest = min(
            len(postings_of(self.generation, slot_of(self.generation, term)).docs) for term in leaf.terms_in_order
        )
        return self.evaluation.weighting.idf(self.generation.count, fewest)

    def _preferred(self) -> np.ndarray | None:
        """A bool a speech: whether its speaker or country was asked for."""
        wanted = [
            query
            for query in (*self.filters.values(), *_codes_of(self.query))
            if isinstance(query, Coded) and query.fieldname in ("speaker", "country")
        ]
        if not wanted:
            return None
        units = UnitEvaluation(self.evaluation, SPEECH)
        carried = [units.carried(query.fieldname, query.values) for query in wanted]
        return np.logical_and.reduce(carried)

    def _passage_hits(self, units: np.ndarray, docs: np.ndarray, first: int, last: int) -> list[Hit]:
        """Passages in the order of their statements, each statement's in reading order."""
        passages = self.generation.passages
        unit_docs = passages.docs[units]
        if self.request.sort == Sort.RELEVANCE and self.leaves:
            keys = (-self._unit_scores(units),)
        else:
            ordered, _ = self._order(docs, 0, len(docs))
            rank = np.zeros(self.generation.count, np.int64)
            rank[ordered] = np.arange(len(ordered))
            keys = (rank[unit_docs],)
        chosen = best(units, keys, first, last)
        wanted = np.zeros(self.generation.count, bool)
        wanted[passages.docs[chosen]] = True
        counts = dict.fromkeys(chosen.tolist(), 0)
        for leaf in self.leaves:
            for place in passages.of(finds_of(self.generation, leaf, wanted)).tolist():
                if place in counts:
                    counts[place] += 1
        pks = self.generation.numbers("record")[passages.docs[chosen]].tolist()
        return [
            Hit(pk, 0.0, (FoundPassage(pk, int(passages.orders[place]), counts[place]),), counts[place])
            for place, pk in zip(chosen.tolist(), pks, strict=True)
        ]

    def _unit_scores(self, units: np.ndarray) -> np.ndarray:
        """Rare words and many of them come first; the length of a passage plays no part."""
        passages = self.generation.passages
        wanted = np.zeros(self.generation.count, bool)
        wanted[passages.docs[units]] = True
        scores = np.zeros(len(passages.docs))
        for leaf in self.leaves:
            places, times = np.unique(passages.of(finds_of(self.generation, leaf, wanted)), return_counts=True)
            scores[places] += self._rarity(leaf) * (1 + np.log(times))
        return scores[units]


def _in_title(term):
    return type(term)("title", term.kind, term.text, term.distance)


def _codes_of(query: wq.Query):
    if isinstance(query, Coded):
        yield query
    elif isinstance(query, wq.And):
        for part in query.subqueries:
            yield from _codes_of(part)
