"""Imports transcripts: see docs/importing.md."""

from __future__ import annotations

import functools
import sys
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError

from statements.ingest.importing.existing_statements import Fingerprints
from statements.ingest.importing.importer import Importer, ImportOptions
from statements.ingest.matching.lookup_tables import LookupTables
from statements.ingest.reading import file_discovery
from statements.ingest.reading.read_records import ReaderDied, parse_record, read_files
from statements.ingest.report import EXIT_NOTHING_USABLE, Report
from statements.ingest.restoring.own_exports import restore_packages, restore_tei_exports, split_packages
from statements.ingest.terminal import (
    EXIT_INTERRUPTED,
    Interrupt,
    ProgressMeter,
    exit_with_status,
    explain_errors,
    format_summary,
)
from statements.publishing import duplicates
from statements.search.indexing.queue import defer_indexing, pause_indexing
from statements.trouble import find_trouble


class Command(BaseCommand):
    help = (
        "Imports transcripts from files and folders (text, Markdown, HTML, Word, PDF, TEI, Akoma Ntoso, JSON Lines). "
        "Restores what an archive like this has exported: a package of export_archive (folder or ZIP file), TEI files. "
        "What is there already is recognised: run it again after an interruption, or when the source has changed. "
        "Ends with 0 when all went well, 1 when some records failed, 2 when there was nothing usable, 130 when stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder with all in it")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, give the same report")
        parser.add_argument("--publish", action="store_true", help="publish what can be; else all are drafts")
        parser.add_argument("--publisher", metavar="NAME", help="the publisher of all of it, whatever the records say")
        parser.add_argument("--no-index", action="store_true", help="leave the index stale: rebuild_index comes later")
        parser.add_argument("--no-duplicates", action="store_true", help="do not look for statements that look alike")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write every record's fate here: JSON, or .csv")

    def handle(
        self,
        *args: object,
        paths: list[Path],
        dry_run: bool,
        publish: bool,
        publisher: str | None,
        report: Path | None,
        no_index: bool,
        no_duplicates: bool,
        **options: object,
    ) -> None:
        outcome = Report(dry_run=dry_run)
        try:
            # The index is written once, when all is in: it takes its time, and the report need not wait for it.
            with pause_indexing() if no_index else defer_indexing():
                with explain_errors(outcome, report), outcome.write_to(report), Interrupt().listen() as interrupt:
                    self._import(
                        paths,
                        ImportOptions(dry_run, publish, compare=not no_duplicates),
                        publisher,
                        outcome,
                        interrupt,
                    )
                for line in format_summary(outcome, "statements"):
                    self.stdout.write(line)
                if outcome.changed and not dry_run and not no_index:
                    self.stdout.write("Bringing the search index up to date …")
                    self.stdout.flush()
        except KeyboardInterrupt:
            self.stderr.write("Stopped. The search index is behind: run “manage.py rebuild_index --noinput”.")
            sys.exit(EXIT_INTERRUPTED)
        exit_with_status(outcome)

    def _import(
        self, paths: list[Path], options: ImportOptions, publisher: str | None, report: Report, interrupt: Interrupt
    ) -> None:  # fmt: skip
        packages, paths = split_packages(paths)
        restore_packages(packages, report, interrupt, dry_run=options.dry_run)
        if not paths or report.interrupted:
            return
        archive = LookupTables.load()
        if publisher:
            chosen = archive.publishers.find_or_create(publisher)
            if chosen is None:
                raise CommandError(f"“{publisher}” is no name of a publisher.", returncode=EXIT_NOTHING_USABLE)
            options = replace(options, publisher=chosen)
        found = restore_tei_exports(
            file_discovery.find_files(paths), report, interrupt, publish=options.publish, dry_run=options.dry_run
        )
        if not found or report.interrupted:
            return
        total = sum(file.path.stat().st_size for file in found if not file.problem)
        read = functools.partial(
            parse_record, known_name=archive.speakers.is_known_name, known_party=archive.parties.is_known
        )  # fmt: skip
        importer = Importer(archive, options, report, stop=interrupt)
        with ProgressMeter(sys.stderr, total, report) as meter:
            try:
                importer.run(
                    read_files(found, read, archive.scan, Fingerprints.load(publisher=bool(publisher))),
                    progress=lambda record: meter.update(record.bytes_read),
                )
            except ReaderDied as error:
                report.interrupted = True
                self.stderr.write(f"{error} Give the same command again: it goes on where it stopped.")
        if options.compare and importer.added and not report.interrupted:
            self._compare(importer.added, report)

    def _compare(self, added: list[int], report: Report) -> None:
        """Note what the new statements resemble, and those that earlier imports have left to be compared."""
        try:
            for _ in duplicates.store_all_duplicates({*added, *duplicates.read_queued_comparisons()}):
                report.note_counts["looks like another statement: “Perhaps duplicates” at the desk compares them"] += 1
        except (DatabaseError, InterfaceError) as error:
            trouble = find_trouble(error)
            if trouble is None:
                raise
            self.stderr.write(
                f"All records were read, but what they resemble could not be noted to the end. {trouble} The next "
                "import, or “manage.py run_jobs”, goes on with it."
            )
