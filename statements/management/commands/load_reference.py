from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db import transaction

from statements.reference.loading import load_reference
from statements.search.indexing.queue import queue_all_names


class Command(BaseCommand):
    help = (
        "Load parties, their names and topics of the reference data. What is there stays as it is; "
        "--update brings it back to the reference data."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
        parser.add_argument(
            "--update", action="store_true", help="also overwrite parties, names and topics that differ from the data"
        )

    def handle(self, *args: object, dry_run: bool, update: bool, verbosity: int, **options: object) -> None:
        with transaction.atomic():
            report = load_reference(update=update, dry_run=dry_run)
            if not dry_run and any(count.added or count.updated for count in report.values()):
                queue_all_names()  # written in bulk
        if verbosity == 0:
            return
        for subject, count in report.items():
            self.stdout.write(f"{subject}: {count.added} added, {count.updated} updated, {count.unchanged} unchanged")
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
