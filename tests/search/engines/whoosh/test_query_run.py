"""The engine finds what a reader of the texts would find: random archives, random queries, every count compared."""

from __future__ import annotations

import gc
import math
import tempfile
import weakref
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query as wq
from whoosh.searching import Searcher

from statements.search.contract.requests import Scope, SearchRequest, Show, Sort
from statements.search.engines.whoosh.evaluation.expansion import find_similar
from statements.search.engines.whoosh.evaluation.queries import compile_query
from statements.search.engines.whoosh.evaluation.query_run import run_query
from statements.search.engines.whoosh.evaluation.scoring import BM25, WHOOSH_BM25F, Evaluation
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.language import Any, Everything, Node, Word, parse_query

from . import bruteforce
from .bruteforce import Text, Turn
from .corpora import added, archives, indexed, nears, queries

ALL = 10_000
often = settings(max_examples=60)


def answered(generation: Generation, query: Node, **options):
    return run_query(generation, SearchRequest(query=query, per_page=ALL, **options))


def found(generation: Generation, query: Node, **options) -> set[int]:
    results = answered(generation, query, **options)
    keys = [hit.statement for hit in results.hits]
    assert len(keys) == results.total == len(set(keys))
    return set(keys)


@st.composite
def indexes(draw) -> tuple[list[Text], list[list[Text]], list[int], bool]:
    """An archive, cut into segments, some of it deleted again, perhaps merged: and what is left of it."""
    texts = draw(archives())
    cut = draw(st.integers(0, len(texts)))
    gone = draw(st.lists(st.sampled_from([text.pk for text in texts]), max_size=2, unique=True))
    left = [text for text in texts if text.pk not in gone]
    return left, [texts[:cut], texts[cut:]], gone, draw(st.booleans())


@often
@given(indexes(), st.lists(queries, min_size=1, max_size=4))
def test_statements_are_those_that_a_reader_would_find(index, asked: list[Node]) -> None:
    left, lots, gone, merged = index
    with tempfile.TemporaryDirectory() as folder:
        generation = indexed(Path(folder), lots, gone, merged).generation()
        for query in asked:
            assert found(generation, query) == bruteforce.statements(query, left), query
            assert found(generation, query, scope=Scope.SPEECH) == bruteforce.speeches(query, left), query


@often
@given(indexes(), st.lists(queries, min_size=1, max_size=4))
def test_passages_are_those_that_a_reader_would_find(index, asked: list[Node]) -> None:
    left, lots, gone, merged = index
    with tempfile.TemporaryDirectory() as folder:
        generation = indexed(Path(folder), lots, gone, merged).generation()
        for query in asked:
            results = answered(generation, query, show=Show.PASSAGES)
            passages = [(hit.statement, hit.passages[0].order) for hit in results.hits]
            expected = bruteforce.paragraphs(query, left)
            assert len(passages) == results.total == len(expected)
            assert set(passages) == expected, query
            assert results.statements == len({statement for statement, _ in expected})


# What is done with few documents or places is done another way with many: small archives are taken for big ones.
AS_IF_BIG = {
    "rows bisected": {"evaluation.phrases._PAGE_DOCUMENTS": 0, "evaluation.occurrences._LOOK_UP_PLACES_ONE_IN": 0},
    "rows merged": {"evaluation.phrases._PAGE_DOCUMENTS": 0, "evaluation.occurrences._LOOK_UP_PLACES_ONE_IN": 10**9},
    "rows marked, batch by batch": {
        "evaluation.phrases._PAGE_DOCUMENTS": 0,
        "evaluation.phrases._MAX_PLACES_AT_ONCE": 3,
        "evaluation.phrases._MAX_PHRASE_TOKENS_AT_ONCE": 3,
        "evaluation.occurrences._LOOK_UP_PLACES_ONE_IN": 10**9,
        "generations.document_sets._MIN_MARKED": 0,
        "generations.document_sets._BLOCK": 4,
    },
    "words common, all positions read": {
        "evaluation.occurrences.COMMON_ONE_IN": 10**9,
        "evaluation.occurrences._LOOK_UP_ONE_IN": 10**9,
    },
    "words rare, positions looked up": {
        "evaluation.occurrences.COMMON_ONE_IN": 0,
        "evaluation.occurrences._LOOK_UP_ONE_IN": 0,
    },
    "many small words": {"evaluation.occurrences._MANY_WORDS": 0},
    "whole columns": {
        "generations.document_sets.DENSE_ONE_IN": 10**9,
        "generations.passages._MAX_BISECTED": 0,
        "generations.passages._MAX_STEPS": 1,
    },
    "numbers alone": {"generations.document_sets.DENSE_ONE_IN": 0},
}


@often
@given(indexes(), st.lists(queries, min_size=1, max_size=3), st.sampled_from(sorted(AS_IF_BIG)))
def test_every_way_of_evaluating_finds_the_same(index, asked: list[Node], way: str) -> None:
    left, lots, gone, merged = index
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        for name, value in AS_IF_BIG[way].items():
            stack.enter_context(patch(f"statements.search.engines.whoosh.{name}", value))
        generation = indexed(Path(folder), lots, gone, merged).generation()
        for query in asked:
            for sort in Sort:
                assert found(generation, query, sort=sort) == bruteforce.statements(query, left), query
            results = answered(generation, query, show=Show.PASSAGES, facets=("speaker", "topic"))
            assert {(h.statement, h.passages[0].order) for h in results.hits} == bruteforce.paragraphs(query, left)
            ours = [text for text in left if text.pk in {hit.statement for hit in results.hits}]
            for name, counts in results.facets.items():
                assert dict(Counter(code for text in ours for code in text.codes(name))) == {
                    each.code: each.count for each in counts
                }


@often
@given(indexes(), nears, st.integers(2, 12))
def test_words_near_each_other_are_found_however_many_are_compared_at_once(index, query: Node, at_once: int) -> None:
    left, lots, gone, merged = index
    with (
        tempfile.TemporaryDirectory() as folder,
        patch("statements.search.engines.whoosh.evaluation.phrases._MAX_PLACES_AT_ONCE", at_once),
    ):
        generation = indexed(Path(folder), lots, gone, merged).generation()
        assert found(generation, query) == bruteforce.statements(query, left)
        passages = answered(generation, query, show=Show.PASSAGES).hits
        expected = bruteforce.paragraphs(query, left)
        assert {(hit.statement, hit.passages[0].order) for hit in passages} == expected


@often
@given(indexes(), queries, st.data())
def test_a_facet_counts_what_a_click_on_it_shows(index, query: Node, data) -> None:
    left, lots, gone, merged = index
    chosen = data.draw(
        st.fixed_dictionaries(
            {}, optional={"country": st.sampled_from(["RUS", "CUB"]), "year": st.sampled_from(["1989", "1990"])}
        )
    )
    filters = {name: (code,) for name, code in chosen.items()}
    with tempfile.TemporaryDirectory() as folder:
        generation = indexed(Path(folder), lots, gone, merged).generation()
        results = answered(generation, query, filters=filters, facets=("country", "speaker", "topic", "kind", "year"))
        for name, counts in results.facets.items():
            for each in counts:
                clicked = answered(generation, query, filters={**filters, name: (each.code,)}, facets=())
                assert each.count == clicked.total, (name, each)
            others = answered(generation, query, filters={n: v for n, v in filters.items() if n != name}, facets=())
            expected = Counter(
                code
                for text in left
                if text.pk in {hit.statement for hit in others.hits}
                for code in ({text.day[:4]} if name == "year" else text.codes(name))
            )
            assert {each.code: each.count for each in counts if each.count} == expected


@often
@given(archives(), archives(), st.lists(queries, min_size=1, max_size=3), st.data())
def test_what_an_earlier_generation_knew_is_extended_and_not_mistaken(first, second, asked: list[Node], data) -> None:
    """The same queries before and after an update, on a store that keeps what it has worked out."""
    later = [replace(text, pk=text.pk + 100) for text in second]
    gone = data.draw(st.lists(st.sampled_from([text.pk for text in first]), max_size=2, unique=True))
    facets = ("country", "speaker", "topic", "year")
    with tempfile.TemporaryDirectory() as folder:
        store = indexed(Path(folder), [first])
        for query in asked:
            assert found(store.generation(), query, facets=facets) == bruteforce.statements(query, first)
            answered(store.generation(), query, show=Show.PASSAGES, sort=Sort.NEWEST)
        added(store, [later], gone)
        left = [text for text in [*first, *later] if text.pk not in gone]
        kept, afresh = store.generation(), indexed(Path(folder) / "afresh", [first, later], gone).generation()
        for query in asked:
            for options in ({}, {"scope": Scope.SPEECH}, {"sort": Sort.NEWEST}, {"show": Show.PASSAGES}):
                results = answered(kept, query, facets=facets, **options)
                assert replace(results, seconds=0) == replace(
                    answered(afresh, query, facets=facets, **options), seconds=0
                ), (query, options)
            assert found(kept, query) == bruteforce.statements(query, left)


WHOOSH_QUERIES = [
    wq.Term("text", "peace"),
    wq.Term("text", "absent"),
    wq.And([wq.Term("text", "peace"), wq.Term("text", "the")]),
    wq.Or([wq.Term("text", "peace"), wq.Term("text", "war"), wq.Term("text", "absent")]),
    wq.And([wq.Term("text", "the"), wq.Not(wq.Term("text", "war"))]),
    wq.And([wq.Or([wq.Term("text", "sea"), wq.Term("text", "of")]), wq.Term("text", "the", boost=2.5)]),
    wq.Or([wq.And([wq.Term("text", "sea"), wq.Term("text", "of")]), wq.Term("text", "treaty")]),
    wq.Phrase("text", ["the", "peace"]),
    wq.Phrase("text", ["peace", "of", "the"], slop=3),
    wq.Phrase("text", ["peace", "the"], slop=2, boost=2.0),
    wq.Phrase("text", ["the", "the"], slop=9),
    wq.Phrase("text", ["the", "absent"], slop=4),
    wq.Or([wq.Phrase("text", ["of", "the", "sea", "of"], slop=6), wq.Term("text", "war")]),
    wq.Every(),
    wq.Every("text"),
    wq.Not(wq.Term("text", "peace")),
    wq.Prefix("text", "pe"),
    wq.Wildcard("text", "w*r"),
    wq.FuzzyTerm("text", "peaces"),
    wq.TermRange("text", "of", "sea"),
    wq.DisjunctionMax([wq.Term("text", "peace"), wq.Term("text", "sea")]),
    wq.ConstantScoreQuery(wq.Term("text", "peace"), 3.0),
    wq.AndMaybe(wq.Term("text", "the"), wq.Term("text", "peace")),
    wq.Require(wq.Term("text", "the"), wq.Term("text", "peace")),
    wq.AndNot(wq.Term("text", "the"), wq.Term("text", "peace")),
    wq.Or([wq.AndMaybe(wq.Term("text", "of"), wq.Term("text", "sea")), wq.Term("text", "treaty")]),
]


# What stands for several words is scored here as one word; Whoosh gives all of them the same score, or, where a Not has
# nothing to exclude in a segment, adds one to every document of it. Its DisjunctionMax takes the score of a part that
# stands at a later document for this one's.
UNSCORED = (wq.Prefix, wq.Wildcard, wq.FuzzyTerm, wq.Every, wq.DisjunctionMax)


@often
@given(indexes(), st.sampled_from(WHOOSH_QUERIES))
def test_whooshs_own_matchers_find_and_score_the_same(index, query: wq.Query) -> None:
    _, lots, gone, merged = index
    with tempfile.TemporaryDirectory() as folder:
        store = indexed(Path(folder), lots, gone, merged)
        generation = store.generation()
        if not generation.count or (isinstance(query, wq.Not) and generation.live is not None):
            return  # Whoosh's inverse may give a deleted document that follows the last match
        theirs = Searcher(store.whoosh_reader()).search(query, limit=None)
        scores = {hit.docnum: hit.score for hit in theirs}
        evaluation = Evaluation(generation)
        docs = evaluation.match(query)
        assert docs.tolist() == sorted(scores)
        if not isinstance(query, UNSCORED) and "Not(" not in repr(query):
            ours = evaluation.score(query, docs)
            assert np.allclose(ours, [scores[doc] for doc in docs.tolist()], rtol=0, atol=1e-6)


@pytest.fixture
def years(tmp_path: Path) -> Generation:
    """Twenty-three statements of as many years, each saying “peace” once more than the one before."""
    turns = [Turn("putin", "RUS", ("peace " * (number + 1) + "of the sea",)) for number in range(23)]
    texts = [Text(pk, "Of the sea", (turn,), f"{1980 + pk}-05-09") for pk, turn in enumerate(turns, start=1)]
    return indexed(tmp_path, [texts]).generation()


def test_the_weightings_are_those_of_whoosh_and_of_lucene(years: Generation) -> None:
    assert WHOOSH_BM25F.idf(1_000, 9) == pytest.approx(math.log(100) + 1)
    assert BM25.idf(1_000, 9) == pytest.approx(math.log(1 + 991.5 / 9.5))
    assert 0 < BM25.idf(1_000, 1_000) < 0.001 < 0.99 < WHOOSH_BM25F.idf(1_000, 1_000)


def test_the_products_own_search_ranks_by_lucenes_idf_and_haystacks_by_whooshs(years: Generation) -> None:
    query = compile_query(Word("peace"))
    docs = Evaluation(years).match(query)
    hits = run_query(years, SearchRequest(query=Word("peace"), per_page=ALL)).hits
    ratio = BM25.idf(23, 23) / WHOOSH_BM25F.idf(23, 23)
    by_whoosh = dict(
        zip(years.columns.numbers("record")[docs].tolist(), Evaluation(years).score(query, docs), strict=True)
    )
    assert [hit.score for hit in hits] == pytest.approx([by_whoosh[hit.statement] * ratio for hit in hits], rel=1e-5)


def test_a_generation_that_nobody_reads_any_more_is_let_go_at_once(tmp_path: Path) -> None:
    store = indexed(tmp_path, [[Text(1, "Of the sea", (Turn("putin", "RUS", ("of peace",)),))]])
    before = weakref.ref(store.generation())
    answered(store.generation(), parse_query("peace").query, show=Show.PASSAGES, facets=("country",))
    added(store, [[Text(2, "Of war", (Turn("putin", "RUS", ("of peace",)),))]])
    gc.disable()  # what only a sweep would find is not let go at once
    try:
        assert found(store.generation(), parse_query("peace").query) == {1, 2}
        assert before() is None
    finally:
        gc.enable()


def test_the_last_page_shows_the_last_rows(years: Generation) -> None:
    request = SearchRequest(query=Word("peace"), sort=Sort.OLDEST, per_page=10, page=3)
    results = run_query(years, request)
    assert [hit.statement for hit in results.hits] == [21, 22, 23]
    assert (results.total, results.pages) == (23, 3)


def test_a_page_beyond_the_last_is_the_last(years: Generation) -> None:
    results = run_query(years, SearchRequest(query=Word("peace"), per_page=10, page=99))
    assert (results.page, len(results.hits)) == (3, 3)


@pytest.mark.parametrize(
    ("sort", "first"), [(Sort.NEWEST, 23), (Sort.OLDEST, 1), (Sort.ADDED, 23), (Sort.RELEVANCE, 23)]
)
def test_orders(years: Generation, sort: Sort, first: int) -> None:
    assert run_query(years, SearchRequest(query=Word("peace"), sort=sort)).hits[0].statement == first


def test_without_words_the_newest_come_first(years: Generation) -> None:
    assert [hit.statement for hit in run_query(years, SearchRequest(query=Everything())).hits[:2]] == [23, 22]


def test_finds_are_counted_and_passages_given_in_reading_order(tmp_path: Path) -> None:
    turn = Turn("kim", "PRK", ("Of the sea.", "Peace, peace.", "War.", "Peace at sea."))
    generation = indexed(tmp_path, [[Text(1, "Peace", (turn,))]]).generation()
    hit = run_query(generation, SearchRequest(query=Word("peace"))).hits[0]
    assert [(passage.order, passage.finds) for passage in hit.passages] == [(2, 2), (4, 1)]
    assert hit.finds == 3


def test_a_word_asked_for_twice_counts_twice(years: Generation) -> None:
    asked = (Any((Word("peace"), Word("sea"), Word("peace"))), Any((Word("peace", 2.0), Word("sea"))))
    twice, weighted = (run_query(years, SearchRequest(query=query)).hits for query in asked)
    assert [(hit.statement, hit.score) for hit in twice] == [(hit.statement, hit.score) for hit in weighted]


def test_passages_are_left_aside_where_nobody_asks_for_them(years: Generation) -> None:
    hits = run_query(years, SearchRequest(query=Word("peace"), passages=False)).hits
    assert {(hit.passages, hit.finds) for hit in hits} == {((), 0)}
    assert [hit.statement for hit in hits] == [
        hit.statement for hit in run_query(years, SearchRequest(query=Word("peace"))).hits
    ]


def test_passages_of_the_speaker_asked_for_come_before_others(tmp_path: Path) -> None:
    turns = (
        Turn("kim", "PRK", tuple("peace peace peace" for _ in range(5))),
        Turn("putin", "RUS", ("a word on peace", "the sea")),
    )
    generation = indexed(tmp_path, [[Text(1, "Talks", turns)]]).generation()
    hit = run_query(generation, SearchRequest(query=Word("peace"), filters={"speaker": ("putin",)})).hits[0]
    assert 6 in [passage.order for passage in hit.passages]


def test_a_wildcard_that_stands_for_too_many_words_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("statements.search.engines.whoosh.evaluation.expansion.MAX_EXPANSION", 3)
    words = " ".join(f"peace{letter}" for letter in "abcdefgh")
    generation = indexed(tmp_path, [[Text(1, "Words", (Turn("kim", "PRK", (words,)),))]]).generation()
    results = run_query(generation, SearchRequest(query=parse_query("peace*").query))
    assert results.total == 1
    assert "peace*" in results.notices[0]


@often
@given(
    st.lists(st.text("abяж中", min_size=1, max_size=6), min_size=1, max_size=12),
    st.text("abяж", min_size=1),
    st.integers(1, 2),
)
def test_words_spelled_nearly_alike_are_those_within_so_many_changes(words: list[str], word: str, most: int) -> None:
    word = word[:6]
    with tempfile.TemporaryDirectory() as folder:
        text = Text(1, "Words", (Turn("kim", "PRK", (" ".join(words),)),))
        reader = indexed(Path(folder), [[text]]).generation().segments[0].field("text")
        places, distances = find_similar(reader, word, most)
        known = [reader.terms[place].decode() for place in range(len(reader.terms))]
        assert dict(zip((known[place] for place in places.tolist()), distances.tolist(), strict=True)) == {
            other: apart for other in known if (apart := bruteforce.edits(word, other)) <= most
        }
