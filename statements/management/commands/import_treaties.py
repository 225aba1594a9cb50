"""Imports lists of treaties: see docs/importing.md."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from statements.ingest.reading import file_discovery
from statements.ingest.reading.read_records import read_raw_records
from statements.ingest.report import Report
from statements.ingest.terminal import Interrupt, ProgressMeter, exit_with_status, explain_errors, format_summary
from statements.ingest.treaties.treaty_importer import TreatyImporter
from statements.search.indexing.queue import defer_indexing


class Command(BaseCommand):
    help = (
        "Imports treaties from JSON Lines (title, date, place, parties, url, refs, subject, in_force, terminated). "
        "Fills in what the archive does not know and overwrites nothing. "
        "Ends with 0 when all went well, 1 when some records failed, 2 when there was nothing usable, 130 when stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="a .jsonl or .jsonl.gz file, or a folder"
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing, give the same report")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write every record's fate here: JSON, or .csv")

    def handle(self, *args: object, paths: list[Path], dry_run: bool, report: Path | None, **options: object) -> None:
        outcome = Report(dry_run=dry_run)
        found = list(file_discovery.find_files(paths, formats=("jsonl",)))
        total = sum(file.path.stat().st_size for file in found if not file.problem)
        with (
            defer_indexing(),  # the index of names is written once, at the end
            explain_errors(outcome, report),
            outcome.write_to(report),
            Interrupt().listen() as interrupt,
            ProgressMeter(sys.stderr, total, outcome) as meter,
        ):
            TreatyImporter(outcome, dry_run=dry_run, stop=interrupt).run(read_raw_records(found), progress=meter.update)
        for line in format_summary(outcome, "treaties"):
            self.stdout.write(line)
        exit_with_status(outcome)
