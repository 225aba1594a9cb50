"""Test collections are read with their faults named; the measures are those of trec_eval; the command prints them."""

import json
import math
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from statements.search.language import Any, Everything, Word
from statements.search.language.any_word_fallback import build_any_word_query
from statements.search.relevance import measures
from statements.search.relevance.measures import (
    CollectionProblem,
    measure_average_precision,
    measure_ndcg,
    measure_quality,
    measure_recall,
    read_collection,
)

DOCUMENTS = [
    {
        "id": "geneva",
        "title": "At Geneva",
        "text": "The delegations spoke of disarmament.\n\nOf the canal nothing was said.",
    },
    {"id": "suez", "title": "On the canal", "text": "The canal was closed in October and opened again in April."},
    {"id": "vienna", "title": "In Vienna", "text": "The congress met for nine months and danced for most of them."},
    {"id": "potsdam", "title": "", "text": "Three powers settled the borders of a fourth."},
]
QUERIES = "1\tWHEN WAS THE CANAL CLOSED ?\n2\tWho danced at the congress AND why?\n3\tpermafrost\n"
QRELS = "1 0 suez 2\n1 0 geneva 1\n1 0 vienna 0\n2 0 vienna 1\n3 0 potsdam 0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = (json.dumps(document) for document in DOCUMENTS)
    (tmp_path / "docs.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "queries.tsv").write_text(QUERIES, encoding="utf-8")
    (tmp_path / "qrels.txt").write_text(QRELS, encoding="utf-8")
    return tmp_path


def test_a_collection_is_read_whole(folder):
    collection = read_collection(folder)
    assert [document.id for document in collection.documents] == ["geneva", "suez", "vienna", "potsdam"]
    assert collection.queries["1"] == "WHEN WAS THE CANAL CLOSED ?"
    assert collection.grades["1"] == {"suez": 2, "geneva": 1, "vienna": 0}
    assert collection.judged == ["1", "2"], "nothing answers the third query"


def test_line_separators_inside_a_text_end_no_line(folder):
    record = {"id": "1", "title": None, "text": "One\u2028two\x85three"}
    (folder / "docs.jsonl").write_text(json.dumps(record, ensure_ascii=False) + "\r\n", encoding="utf-8")
    assert read_collection(folder).documents[0].text == "One\u2028two\x85three"


@pytest.mark.parametrize("name", ["docs.jsonl", "queries.tsv", "qrels.txt"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(CollectionProblem, match=f"{name} is missing"):
        read_collection(folder)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("docs.jsonl", '{"id": "1", "text": "a"}\n{"id": 1, "text": "b"}', "line 2: there is a document 1 already"),
        ("docs.jsonl", '{"id": "1"}', "line 1: not a document"),
        ("docs.jsonl", "[1, 2]", "line 1: not a document"),
        ("docs.jsonl", "{", "line 1: not a document"),
        ("docs.jsonl", "\n", "holds no document"),
        ("queries.tsv", "1\tthe canal\nthe congress\n", "line 2: not a query"),
        ("queries.tsv", "1\t \n", "line 1: not a query"),
        ("queries.tsv", "", "holds no query"),
        ("qrels.txt", "1 0 suez\n", "line 1: not a judgement"),
        ("qrels.txt", "1 0 suez yes\n", "line 1: not a judgement"),
        ("qrels.txt", "9 0 suez 1\n", "are the numbers the same"),
    ],
)
def test_faults_are_told_with_their_place(folder, name, text, said):
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(CollectionProblem, match=said):
        read_collection(folder)


def test_other_bytes_than_utf_8_are_refused(folder):
    (folder / "queries.tsv").write_bytes(b"1\tcaf\xe9\n")
    with pytest.raises(CollectionProblem, match="cannot be read as UTF-8"):
        read_collection(folder)


def test_measures_of_a_ranking_worked_out_by_hand():
    grades = {"a": 3, "b": 1, "c": 0, "d": 2}
    ranking = ["c", "a", "x", "b"]
    gained = 3 / math.log2(3) + 1 / math.log2(5)
    ideal = 3 / math.log2(2) + 2 / math.log2(3) + 1 / math.log2(4)
    assert measure_ndcg(ranking, grades, 10) == pytest.approx(gained / ideal)
    assert measure_ndcg(ranking, grades, 2) == pytest.approx(3 / math.log2(3) / (3 + 2 / math.log2(3)))
    assert measure_average_precision(ranking, grades) == pytest.approx((1 / 2 + 2 / 4) / 3)
    assert measure_recall(ranking, grades, 100) == pytest.approx(2 / 3)
    assert measure_recall(ranking, grades, 2) == pytest.approx(1 / 3)


def test_measures_without_answers_or_finds_are_nought():
    assert (
        measure_ndcg([], {"a": 1}, 10)
        == measure_average_precision([], {"a": 1})
        == measure_recall([], {"a": 1}, 100)
        == 0
    )
    assert (
        measure_ndcg(["a"], {"a": 0}, 10)
        == measure_average_precision(["a"], {"a": -1})
        == measure_recall(["a"], {}, 100)
        == 0
    )


def test_quality_is_the_mean_over_the_judged_queries(folder):
    collection = read_collection(folder)
    rankings = {collection.queries["1"]: ["suez", "geneva"], collection.queries["2"]: ["suez"]}
    measured = measure_quality(collection, rankings.__getitem__)
    assert measured == measures.Quality(2, 0.5, 0.5, 0.5)


def test_grades_read_as_yes_and_no():
    assert measures.to_yes_or_no({"1": {"a": 4, "b": 0, "c": -1}}) == {"1": {"a": 1, "b": 0, "c": 0}}


def test_prose_asks_for_any_of_its_telling_words():
    assert build_any_word_query("What was said of Viet Nam's borders, AND why?") == Any(
        (Word("said"), Word("viet"), Word("nam's"), Word("borders"))
    )
    assert build_any_word_query("To be or not to be") == Any(
        tuple(Word(w) for w in ("to", "be", "or", "not", "to", "be"))
    )
    assert build_any_word_query(" ?! ") == Everything()


def test_the_command_prints_the_measures_of_the_archives_own_search(folder):
    printed = StringIO()
    call_command("evaluate_search", str(folder), stdout=printed)
    lines = printed.getvalue().splitlines()
    assert lines[0] == f"{folder.name}: 4 documents, 2 judged queries"
    assert lines[1].split() == ["nDCG@10", "MAP", "recall@100"]
    # Both queries find their answers at the head of the ranking; the operators and marks in them do no harm.
    assert lines[2].split()[-3:] == ["1.0000", "1.0000", "1.0000"]
    assert lines[3].startswith("  all the words, as typed")
    # What the search box shows: no document holds all the words of the second question, so that any of them will do.
    assert lines[4].split()[-3:] == ["1.0000", "1.0000", "1.0000"]


def test_the_command_says_what_is_wrong(folder):
    (folder / "qrels.txt").unlink()
    with pytest.raises(CommandError, match="qrels.txt is missing"):
        call_command("evaluate_search", str(folder))
