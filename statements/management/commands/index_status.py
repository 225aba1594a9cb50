"""`manage.py index_status`: whether the search index has what the database has."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from statements.search.indexing.agreement import repair_and_compare
from statements.search.indexing.status import read_status


class Command(BaseCommand):
    help = "Compares the search index with the database. Exit status 0: up to date; 1: missing, damaged or stale."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--repair",
            action="store_true",
            help="index what is missing or changed, remove the rest, build a damaged one anew",
        )

    def handle(self, *args: object, repair: bool, **options: object) -> None:
        if repair:
            _, status, failure = repair_and_compare()
            if failure:
                self.stderr.write(f"The index could not be repair_and_compare: {failure}")
        else:
            status = read_status(every_name=True)
        self.stdout.write(str(status))
        if not status.fresh:
            sys.exit(1)
