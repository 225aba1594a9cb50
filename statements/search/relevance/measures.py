"""How good a ranking is: test collections in TREC's form, and the measures of trec_eval.

A collection is a folder with `docs.jsonl` (id, title, text), `queries.tsv` (number, tab, text) and `qrels.txt` (query,
0, document, grade; 0 and less: does not answer). Plain Python, no Django and no engine.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

DEPTH = 1_000  # documents of a ranking that are looked at, as at TREC
Grades = Mapping[str, int]  # document -> how good an answer it is, for one query


class CollectionProblem(Exception):
    """A file of a collection is missing or malformed; the message is a sentence that says where and what to do."""


@dataclass(frozen=True, slots=True)
class TestDocument:
    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """`queries` maps a query's number to its text, `grades` maps it to the documents that were judged for it."""

    documents: tuple[TestDocument, ...]
    queries: Mapping[str, str]
    grades: Mapping[str, Grades]

    @property
    def judged(self) -> list[str]:
        """The queries that some document answers; the others measure nothing, and trec_eval leaves them out too."""
        return [number for number in self.queries if any(grade > 0 for grade in self.grades.get(number, {}).values())]


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over the judged queries, each from 0 to 1."""

    queries: int
    ndcg_10: float
    average_precision: float
    recall_100: float


def read_collection(folder: Path) -> Collection:
    """Raises CollectionProblem."""
    if not folder.is_dir():
        raise CollectionProblem(f"There is no folder {folder}.")
    documents = tuple(_read_documents(folder / "docs.jsonl"))
    queries = dict(_read_queries(folder / "queries.tsv"))
    grades = _read_grades(folder / "qrels.txt")
    if not queries:
        raise CollectionProblem(f"{folder / 'queries.tsv'} holds no query.")
    collection = Collection(documents, queries, grades)
    if not collection.judged:
        raise CollectionProblem(
            f"No query of {folder / 'queries.tsv'} has an answer in {folder / 'qrels.txt'}; are the numbers the same?"
        )
    return collection


def _read_lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CollectionProblem(f"{path} is missing; a collection has docs.jsonl, queries.tsv and qrels.txt.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CollectionProblem(f"{path} cannot be read as UTF-8 text: {error}.") from error
    # Only line feeds end a line: a text may hold the other separators that splitlines knows.
    return ((number, line.strip("\r")) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def _read_documents(path: Path) -> Iterator[TestDocument]:
    seen = set()
    for number, line in _read_lines(path):
        try:
            record = json.loads(line)
            document = TestDocument(str(record["id"]), str(record.get("title") or ""), str(record["text"] or ""))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CollectionProblem(
                f'{path}, line {number}: not a document; write {{"id": "1", "title": "…", "text": "…"}}.'
            ) from error
        if document.id in seen:
            raise CollectionProblem(f"{path}, line {number}: there is a document {document.id} already.")
        seen.add(document.id)
        yield document
    if not seen:
        raise CollectionProblem(f"{path} holds no document.")


def _read_queries(path: Path) -> Iterator[tuple[str, str]]:
    for number, line in _read_lines(path):
        query, tab, text = line.partition("\t")
        if not tab or not query.strip() or not text.strip():
            raise CollectionProblem(f"{path}, line {number}: not a query; write its number, a tab and its text.")
        yield query.strip(), text.strip()


def _read_grades(path: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for number, line in _read_lines(path):
        try:
            query, _, document, grade = line.split()
            grades.setdefault(query, {})[document] = int(grade)
        except ValueError as error:
            raise CollectionProblem(
                f"{path}, line {number}: not a judgement; write the query, 0, the document and a whole number."
            ) from error
    return grades


def to_yes_or_no(grades: Mapping[str, Grades]) -> dict[str, dict[str, int]]:
    """The same judgements without degrees: for scales that do not say how much better one answer is than another."""
    return {query: {document: int(grade > 0) for document, grade in judged.items()} for query, judged in grades.items()}


def measure_quality(collection: Collection, search: Callable[[str], Sequence[str]]) -> Quality:
    """Run every judged query through `search`, which returns the ids of documents, the best first, each once."""
    scored = []
    for number in collection.judged:
        ranking, grades = search(collection.queries[number])[:DEPTH], collection.grades[number]
        scored.append(
            (
                measure_ndcg(ranking, grades, 10),
                measure_average_precision(ranking, grades),
                measure_recall(ranking, grades, 100),
            )
        )
    return Quality(len(scored), *(fmean(values) for values in zip(*scored, strict=True)))


def measure_ndcg(ranking: Sequence[str], grades: Grades, depth: int) -> float:
    """Normalised discounted cumulative gain, as trec_eval's ndcg_cut: grade over log2(rank + 1)."""
    best = sorted((grade for grade in grades.values() if grade > 0), reverse=True)
    ideal = _sum_discounted(best[:depth])
    return _sum_discounted([max(0, grades.get(document, 0)) for document in ranking[:depth]]) / ideal if ideal else 0.0


def _sum_discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def measure_average_precision(ranking: Sequence[str], grades: Grades) -> float:
    """The mean over all answers of the precision at the rank of each; 0 for those not found (trec_eval's map)."""
    answers = sum(grade > 0 for grade in grades.values())
    found, total = 0, 0.0
    for rank, document in enumerate(ranking, start=1):
        if grades.get(document, 0) > 0:
            found += 1
            total += found / rank
    return total / answers if answers else 0.0


def measure_recall(ranking: Sequence[str], grades: Grades, depth: int) -> float:
    """The share of the answers among the first `depth` documents."""
    answers = {document for document, grade in grades.items() if grade > 0}
    return len(answers.intersection(ranking[:depth])) / len(answers) if answers else 0.0
