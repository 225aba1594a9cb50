"""Answers a search request on one generation: matches, counts, order, and the best passages of the hits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from whoosh import query as wq

from statements.search.contract.requests import MAX_PAGE, MAX_PASSAGES, Scope, SearchRequest, Show, Sort
from statements.search.contract.results import FacetCount, FoundPassage, Hit, Results
from statements.search.engines.whoosh.evaluation.expansion import MAX_EXPANSION, count_words, expand
from statements.search.engines.whoosh.evaluation.occurrences import load_postings
from statements.search.engines.whoosh.evaluation.phrases import locate
from statements.search.engines.whoosh.evaluation.queries import (
    CodeQuery,
    RangeQuery,
    TextQuery,
    WordQuery,
    compile_dates,
    compile_query,
    text_leaves,
)
from statements.search.engines.whoosh.evaluation.scoring import (
    BM25,
    Evaluation,
    select_best,
    select_smallest,
    slice_in_order,
)
from statements.search.engines.whoosh.evaluation.units import UnitMatcher
from statements.search.engines.whoosh.generations.document_sets import DocumentSet
from statements.search.engines.whoosh.generations.generation import Generation

# Added to the weight of a passage whose speaker or country was asked for. At 100,000 documents a word weighs 17 at most
# (one and a half times its idf), so that this outweighs any query of fewer than 58 words.
PREFERRED_BONUS = 1_000
# A passage's weight grows by a tenth of a word's rarity with every match up to the fifth: several words count for more
# than one word several times.
_REPETITION, _MAX_REPETITIONS = 0.1, 5


class HitPassages(NamedTuple):
    """The best passages of a hit in reading order, and how many matches there are in all of it but the title."""

    passages: tuple[FoundPassage, ...]
    finds: int


def rarity(evaluation: Evaluation, query: TextQuery) -> float:
    """The idf of its rarest word."""
    generation = evaluation.generation
    fewest = min(len(load_postings(generation, expand(generation, term))) for term in query.terms_in_order)
    return evaluation.weighting.idf(generation.count, fewest)


def select_passages(
    evaluation: Evaluation,
    leaves: Sequence[TextQuery],
    docs: np.ndarray,
    are_preferred: Callable[[np.ndarray], np.ndarray] | None,
) -> dict[int, HitPassages]:
    """By document of `docs`, which may be in any order; a document without matches is left out.

    `are_preferred` takes numbers of speeches and tells of each (bool) whether its passages come before others.
    """
    docs = np.sort(docs)
    passages = evaluation.generation.passages
    numbers, starts, owners = passages.in_documents(docs)
    if not len(numbers):
        return {}
    orders = passages.orders.take(numbers)
    weights, counts = _weigh(evaluation, leaves, docs, starts)
    weights[orders == 0] = 0  # the title stands above the passages anyway
    matching = weights.nonzero()[0]
    if are_preferred is not None:
        spoken = matching.compress(passages.speeches.take(numbers.take(matching)) >= 0)
        weights[spoken] += PREFERRED_BONUS * are_preferred(passages.speeches.take(numbers.take(spoken)))
    ranked = matching.take(np.lexsort((matching, -weights.take(matching), owners.take(matching))))
    chosen: dict[int, list[tuple[int, int]]] = {}
    totals: dict[int, int] = {}
    for owner, order, count in zip(
        owners.take(ranked).tolist(), orders.take(ranked).tolist(), counts.take(ranked).tolist(), strict=True
    ):
        totals[owner] = totals.get(owner, 0) + count
        some = chosen.setdefault(owner, [])
        if len(some) < MAX_PASSAGES:
            some.append((order, count))
    ids = docs.tolist()
    records = evaluation.generation.columns.numbers("record").take(docs).tolist()
    return {
        ids[owner]: HitPassages(tuple(FoundPassage(records[owner], *each) for each in sorted(some)), totals[owner])
        for owner, some in chosen.items()
    }


def _weigh(
    evaluation: Evaluation, leaves: Sequence[TextQuery], docs: np.ndarray, starts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """For each of the passages that begin at `starts` its weight (float64) and its number of matches (int64)."""
    weights, counts = np.zeros(len(starts)), np.zeros(len(starts), np.int64)
    for leaf in leaves:
        places = locate(evaluation.generation, leaf, docs)
        times = np.bincount(starts.searchsorted(places, side="right") - 1, minlength=len(starts))
        counts += times
        repetitions = 1 + _REPETITION * np.minimum(times, _MAX_REPETITIONS)
        weights += rarity(evaluation, leaf) * (times > 0) * repetitions
    return weights, counts


_DATES = "dates"  # the filter by dates, which is no facet
# Words of the index that a page's marks look for one by one, counted segment by segment. Of more (the words of a
# wildcard), testing every word of the page's passages is quicker.
MAX_MARKED_WORDS = 64
# Of a word's score in the title, added to its score in the text. Set by judgement and not fitted to the collections of
# docs/measurements.md, whose questions it serves well.
TITLE_WEIGHT = 0.5
_BY_DATE, _BY_ADDED = ("date_from", "record"), ("added", "record")


def run_query(generation: Generation, request: SearchRequest) -> Results:
    """Answer `request`. Every count is exact."""
    return QueryRun(generation, request).results()


class QueryRun:
    """One request while it is answered. `units` is set where all words must stand in one speech or passage."""

    def __init__(self, generation: Generation, request: SearchRequest) -> None:
        self.started = time.perf_counter()
        self.generation = generation
        self.request = request
        self.evaluation = Evaluation(generation, BM25)
        self.query = compile_query(request.query)
        self.leaves = [leaf for leaf in text_leaves(self.query) if leaf.fieldname == "text"]
        self.filters = _compile_filters(request)
        self.units: UnitMatcher | None = None
        scope = Scope.PARAGRAPH if request.show == Show.PASSAGES else request.scope
        if scope != Scope.STATEMENT:
            self.units = UnitMatcher(self.evaluation, "speech" if scope == Scope.SPEECH else "passage")

    def results(self) -> Results:
        request = self.request
        docs, units = self._match()
        passages = request.show == Show.PASSAGES
        total = len(units) if passages else len(docs)
        pages = max(1, -(-total // request.per_page))
        page = min(max(1, request.page), pages, MAX_PAGE)
        first, last = (page - 1) * request.per_page, min(page * request.per_page, total)
        hits: Sequence[Hit] = ()
        if first < last:
            hits = self._passage_hits(units, docs, first, last) if passages else self._statement_hits(docs, first, last)
        facets: dict[str, tuple[FacetCount, ...]] = {}
        distinct: dict[str, int] = {}
        for name in request.facets:
            facets[name], distinct[name] = self._count_facet(name, docs)
        return Results(
            total=total, statements=len(docs), page=page, pages=pages, hits=tuple(hits), facets=facets,
            distinct=distinct, notices=self._describe_cuts(), words=self._marked_words(),
            seconds=time.perf_counter() - self.started,
        )  # fmt: skip

    def _describe_cuts(self) -> tuple[str, ...]:
        return tuple(
            f"“{term.text}” stands for more than {MAX_EXPANSION:,} words; "
            f"the {MAX_EXPANSION:,} most frequent were looked up."
            for term in sorted(self.evaluation.cut, key=lambda term: term.text)
        )

    def _marked_words(self) -> frozenset[str]:
        """What the words of the query stand for, where that is few enough to look for one by one; else none."""
        if not self.request.passages:
            return frozenset()
        expansions = [expand(self.generation, term) for leaf in self.leaves for term in leaf.terms_in_order]
        if sum(len(members) for expansion in expansions for members in expansion.members) > MAX_MARKED_WORDS:
            return frozenset()
        return frozenset(word for expansion in expansions for word in count_words(self.generation, expansion))

    # Which documents

    def _match(self, without_filter: str = "") -> tuple[DocumentSet, np.ndarray]:
        """The documents and, in a narrower scope, the numbers of the units that match (ascending)."""
        filters = [query for name, query in self.filters.items() if name != without_filter]
        if self.units is None:
            docs = self.evaluation.documents(self.query)
            for found in sorted(map(self.evaluation.documents, filters), key=len):
                docs &= found
            return docs, np.zeros(0, np.int64)
        whole = wq.And([self.query, *filters]) if filters else self.query
        units = self.units.match(whole, self.generation.everything)
        if self.request.show == Show.PASSAGES:
            units = units.compress(self.generation.passages.orders.take(units) > 0)
        return self.units.documents_of(units), units

    def _count_facet(self, name: str, docs: DocumentSet) -> tuple[tuple[FacetCount, ...], int]:
        """The most frequent values, chosen ones always, and how many values there are.

        A facet that is filtered by is counted without its own filter: as many hits as another choice would give.
        """
        if name in self.filters:
            docs, _ = self._match(without_filter=name)
        chosen = self.request.filters.get(name, ())
        if name == "year":
            years = self._count_years(docs)
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

    def _count_years(self, docs: DocumentSet) -> dict[str, int]:
        generation = self.generation
        first, years = generation.segment_set.once(
            "years", lambda: _count_from_first(generation.columns.numbers("year"))
        )
        counts = np.bincount(years.take(docs.ids))
        present = counts[1:].nonzero()[0] + 1  # 0: without a year
        some = zip(present.tolist(), counts.take(present).tolist(), strict=True)
        return {str(first + place): many for place, many in some}

    # In which order

    def _score(self, docs: np.ndarray | None) -> np.ndarray:
        """float32 by entry of `docs` (None: by document): the score with the titles' part in it."""
        scores = self.evaluation.score(self.query, docs)
        for leaf in self.leaves:
            if isinstance(leaf, WordQuery):
                scores += self.evaluation.bm25(leaf.term._replace(field="title"), docs, leaf.boost * TITLE_WEIGHT)
        return scores

    def _order(self, docs: DocumentSet, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        """The documents of the page in order, and their scores (0 where the order does not depend on them)."""
        if self.request.sort == Sort.RELEVANCE and self.leaves:
            return self._by_score(docs, first, last)
        by = _BY_ADDED if self.request.sort == Sort.ADDED else _BY_DATE
        ordered, ranks = self.generation.columns.order_by(*by), self.generation.columns.ranks(*by)
        if self.request.sort != Sort.OLDEST:
            ordered, ranks = ordered[::-1], -ranks
        return slice_in_order(docs, ordered, ranks, first, last), np.zeros(last - first)

    def _by_score(self, docs: DocumentSet, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        """The best first, of equally good ones the newest."""
        if docs.is_dense:
            scores = self._score(None)
            near = select_smallest(-scores * docs.mask, last)
            # A document that matches with a score of 0 ranks like one that does not match.
            ids = near = near.compress(docs.mask.take(near))
        else:
            scores = self._score(docs.ids)
            near = select_smallest(-scores, last)
            ids = docs.ids.take(near)
        scores = scores.take(near)
        order = np.lexsort((ids, -self.generation.columns.numbers("date_from").take(ids), -scores))[first:last]
        return ids.take(order), scores.take(order)

    # With which passages

    def _statement_hits(self, docs: DocumentSet, first: int, last: int) -> list[Hit]:
        chosen, scores = self._order(docs, first, last)
        pks = self.generation.columns.numbers("record").take(chosen).tolist()
        if not self.leaves or not self.request.passages:
            return [Hit(pk, score) for pk, score in zip(pks, scores.tolist(), strict=True)]
        found = select_passages(self.evaluation, self.leaves, chosen, self._speech_preference())
        return [
            Hit(pk, score, *found.get(doc, ()))
            for doc, pk, score in zip(chosen.tolist(), pks, scores.tolist(), strict=True)
        ]

    def _speech_preference(self) -> Callable[[np.ndarray], np.ndarray] | None:
        """Tells of speeches, by their numbers, whether their speaker or country was asked for (bool each)."""
        wanted = [
            query
            for query in (*self.filters.values(), *_required_codes(self.query))
            if isinstance(query, CodeQuery) and query.fieldname in ("speaker", "country")
        ]
        if not wanted:
            return None
        units = UnitMatcher(self.evaluation, "speech")

        def are_preferred(speeches: np.ndarray) -> np.ndarray:
            marked = np.ones(len(speeches), bool)
            for query in wanted:
                own = units.mark_speeches(query.fieldname, query.values, speeches)
                if own is not None:
                    marked &= own
            return marked

        return are_preferred

    def _passage_hits(self, units: np.ndarray, docs: DocumentSet, first: int, last: int) -> list[Hit]:
        """Passages in the order of their scores or statements, each statement's in reading order."""
        passages = self.generation.passages
        if self.units is not None and self.request.sort == Sort.RELEVANCE and self.leaves:
            keys = -self._score_units(self.units, units)
        else:
            ordered, _ = self._order(docs, 0, len(docs))
            rank = np.zeros(self.generation.count, np.int64)
            rank[ordered] = np.arange(len(ordered))
            keys = rank.take(passages.docs.take(units))
        chosen = select_best(units, (keys,), first, last)
        owners = passages.docs.take(chosen)
        finds = np.zeros(len(chosen), np.int64)
        in_order = np.argsort(chosen)
        for leaf in self.leaves:
            found = passages.at(locate(self.generation, leaf, np.unique(owners)))
            places = chosen.searchsorted(found, sorter=in_order)
            there = in_order.take(places, mode="clip")
            np.add.at(finds, there.compress(chosen.take(there) == found), 1)
        pks = self.generation.columns.numbers("record").take(owners)
        rows = zip(pks.tolist(), passages.orders.take(chosen).tolist(), finds.tolist(), strict=True)
        return [Hit(pk, 0.0, (FoundPassage(pk, order, many),), many) for pk, order, many in rows]

    def _score_units(self, matcher: UnitMatcher, units: np.ndarray) -> np.ndarray:
        """float64 by entry of `units`: rare words and many of them count; the length of a passage plays no part."""
        passages = self.generation.passages
        scores = np.zeros(len(passages))
        for leaf in self.leaves:
            times = np.bincount(passages.at(matcher.places(leaf)), minlength=len(passages))
            matching = times.nonzero()[0]
            scores[matching] += rarity(self.evaluation, leaf) * (1 + np.log(times.take(matching)))
        return scores.take(units)


def _compile_filters(request: SearchRequest) -> Mapping[str, wq.Query]:
    filters: dict[str, wq.Query] = {}
    for name, codes in request.filters.items():
        if name == "year":
            years = [int(code) for code in codes if code.isascii() and code.isdigit()]
            filters[name] = wq.Or([RangeQuery("year", "year", year, year) for year in years]) if years else wq.NullQuery
        else:
            filters[name] = CodeQuery(name, tuple(codes))
    if request.since or request.until:
        filters[_DATES] = compile_dates(request.since, request.until)
    return filters


def _count_from_first(years: np.ndarray) -> tuple[int, np.ndarray]:
    """The year before the first, and int16 by document: years after that one; 0 where there is none."""
    known = years.compress(years > 0)
    before = int(known.min()) - 1 if len(known) else 0
    return before, np.where(years > 0, years - before, 0).astype(np.int16)


def _required_codes(query: wq.Query) -> Iterator[CodeQuery]:
    if isinstance(query, CodeQuery):
        yield query
    elif isinstance(query, wq.And):
        for part in query.subqueries:
            yield from _required_codes(part)
