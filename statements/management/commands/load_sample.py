from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from statements.sample.loading import MissingReferenceData, SampleLoader
from statements.sample.yaml_files import InvalidSample
from statements.search.indexing.queue import defer_indexing

SUBJECTS = ("publishers", "events", "speakers", "treaties", "statements")


class Command(BaseCommand):
    help = "Load the sample archive. What is there stays as it is, so that a second run adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be added, and change nothing")

    def handle(self, *args: object, dry_run: bool, verbosity: int, **options: object) -> None:
        try:
            loader = SampleLoader()
            with defer_indexing():
                loader.run(dry_run=dry_run)
        except InvalidSample as error:
            raise CommandError(f"The sample archive cannot be read: {error}") from error
        except MissingReferenceData as error:
            raise CommandError(
                f"The sample archive names countries, organisations or topics that are not there ({error}). "
                "Load them first: manage.py load_reference"
            ) from error
        if verbosity == 0:
            return
        for subject in SUBJECTS:
            self.stdout.write(f"{subject}: {loader.added[subject]} added, {loader.unchanged[subject]} unchanged")
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
