"""Relevance: how well the archive ranks, beside Whoosh's BM25F and Lucene's BM25 (Tantivy's) with the same stemmer.

Questions of test collections in plain words, any of them enough. Measured by trec_eval itself, which also checks the
measures that `manage.py evaluate_search` prints.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import fmean

import pytrec_eval
import Stemmer
import tantivy
from whoosh.analysis import LowercaseFilter, RegexTokenizer, StemFilter, StopFilter
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import OrGroup, QueryParser

from bench.figures import CannotMeasure, Figure
from bench.search.peers import django_side
from bench.search.texts import CORPUS
from statements.search.relevance.measures import (
    DEPTH,
    Collection,
    Quality,
    TestDocument,
    measure_quality,
    read_collection,
    to_yes_or_no,
)

MEASURES = {"nDCG@10": "ndcg_cut_10", "MAP": "map", "recall@100": "recall_100"}
Search = Callable[[str], list[str]]

_stemmer = Stemmer.Stemmer("english")


def _stem(word: str) -> str:
    return _stemmer.stemWord(word)


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--collection",
        type=Path,
        nargs="*",
        metavar="DIR",
        help="test collections; those of ../shared/corpus/ir if not given",
    )
    parser.add_argument("--graded", action="store_true", help="take the grades as they stand, not as yes and no")


def measure(options: argparse.Namespace) -> Iterator[Figure]:
    folders = options.collection or sorted(path for path in (CORPUS / "ir").glob("*") if path.is_dir())
    if not folders:
        raise CannotMeasure("there is no test collection: ../shared/corpus/ir is not beside the checkout")
    with tempfile.TemporaryDirectory(prefix="bench-relevance-") as temporary:
        django_side.set_up(Path(temporary))
        for folder in folders:
            yield from _of_collection(folder, options.graded)


def _of_collection(folder: Path, graded: bool) -> Iterator[Figure]:
    from statements.search.relevance.trial import open_trial

    collection = read_collection(folder)
    if not graded:
        grades = to_yes_or_no(collection.grades)
        collection = Collection(collection.documents, collection.queries, grades)
    with open_trial(collection) as trial:
        ours = _measured(collection, trial.rank_by_any_word)
        _expect_same(ours, measure_quality(collection, trial.rank_by_any_word))
        typed = _measured(collection, trial.rank_by_all_words)
    peers = {
        "Whoosh BM25F": _measured(collection, _whoosh(collection.documents)),
        "Lucene BM25 (Tantivy)": _measured(collection, _tantivy(collection.documents)),
    }
    for title, measure_name in MEASURES.items():
        value = ours[measure_name]
        others = {name: figures[measure_name] for name, figures in peers.items()}
        remark = f"all the words, as typed: {typed[measure_name]:.3f}"
        queries = len(collection.judged)
        yield Figure(
            f"{folder.name}: {title}", "", value, value, value, queries, others, True, max(others.values()), remark
        )


def _measured(collection: Collection, search: Search) -> dict[str, float]:
    """trec_eval's measure -> its mean over the judged queries."""
    judged = {number: dict(collection.grades[number]) for number in collection.judged}
    # trec_eval goes by score and knows no ranks.
    run = {
        number: {document: float(-rank) for rank, document in enumerate(search(collection.queries[number])[:DEPTH])}
        for number in judged
    }
    told = pytrec_eval.RelevanceEvaluator(judged, {"ndcg_cut.10", "map", "recall.100"}).evaluate(run)
    none = dict.fromkeys(MEASURES.values(), 0.0)
    return {name: fmean(told.get(number, none)[name] for number in judged) for name in MEASURES.values()}


def _expect_same(told: dict[str, float], ours: Quality) -> None:
    own = {"ndcg_cut_10": ours.ndcg_10, "map": ours.average_precision, "recall_100": ours.recall_100}
    for name, value in told.items():
        if abs(own[name] - value) > 1e-4:
            raise CannotMeasure(f"trec_eval's {name} is {value:.5f} and our own {own[name]:.5f}")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _whoosh(documents: tuple[TestDocument, ...]) -> Search:
    analyzer = RegexTokenizer(r"\w+") | LowercaseFilter() | StopFilter() | StemFilter(stemfn=_stem)
    index = RamStorage().create_index(Schema(id=ID(stored=True), body=TEXT(analyzer=analyzer)))
    writer = index.writer()
    for document in documents:
        writer.add_document(id=document.id, body=f"{document.title}\n{document.text}")
    writer.commit()
    searcher, parser = index.searcher(), QueryParser("body", index.schema, group=OrGroup)
    return lambda text: [hit["id"] for hit in searcher.search(parser.parse(" ".join(_words(text))), limit=DEPTH)]


def _tantivy(documents: tuple[TestDocument, ...]) -> Search:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("body", tokenizer_name="en_stem")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(50 << 20, 1)
    for document in documents:
        writer.add_document(tantivy.Document(id=document.id, body=f"{document.title}\n{document.text}"))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(text: str) -> list[str]:
        terms = [tantivy.Query.term_query(schema, "body", _stem(word)) for word in _words(text)]
        wanted = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        return [searcher.doc(address).get_first("id") for _, address in searcher.search(wanted, DEPTH).hits]

    return search
