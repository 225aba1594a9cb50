"""Measures how well the search ranks, with test collections whose answers are known."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from statements.search.relevance.measures import (
    CollectionProblem,
    Quality,
    measure_quality,
    read_collection,
    to_yes_or_no,
)
from statements.search.relevance.trial import open_trial


class Command(BaseCommand):
    help = (
        "Measures the ranking on a test collection: a folder with docs.jsonl (id, title, text), queries.tsv (number, "
        "tab, text) and qrels.txt (query, 0, document, grade). The documents go into an index of their own, which is "
        "removed afterwards; the archive is left alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="the folder of a collection")
        parser.add_argument("--yes-no", action="store_true", help="read grades above 0 as yes, whatever they are")
        parser.add_argument("--language", default="en", help="of the documents, as in en or fr; en by default")

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in options["folders"]:
            try:
                collection = read_collection(folder)
            except CollectionProblem as problem:
                raise CommandError(str(problem)) from problem
            if options["yes_no"]:
                collection = replace(collection, grades=to_yes_or_no(collection.grades))
            documents, queries = len(collection.documents), len(collection.judged)
            self.stdout.write(f"{folder.resolve().name}: {documents:,} documents, {queries:,} judged queries")
            self.stdout.write(f"{'':28}{'nDCG@10':>10}{'MAP':>10}{'recall@100':>12}")
            with open_trial(collection, options["language"]) as trial:
                self._write("any of the words", measure_quality(collection, trial.rank_by_any_word))
                self._write("all the words, as typed", measure_quality(collection, trial.rank_by_all_words))
                self._write("all or else any, as shown", measure_quality(collection, trial.rank_as_typed))

    def _write(self, label: str, measured: Quality) -> None:
        self.stdout.write(
            f"  {label:26}{measured.ndcg_10:10.4f}{measured.average_precision:10.4f}{measured.recall_100:12.4f}"
        )
