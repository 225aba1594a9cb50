"""The operator's answer where it cannot be told whether a write-ahead log belongs to a database file."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from statements.operating.backup.making import get_database
from statements.operating.sqlite.judgement import Answer
from statements.operating.sqlite.opening import CannotOpen, claim, settle_log

ANSWERS = {"replay": Answer.BELONGS, "set-aside": Answer.FOREIGN}


class Command(BaseCommand):
    help = (
        "For a SQLite archive that does not start because it cannot be told whether the write-ahead log beside the "
        "database is its own. Deletes nothing."
    )
    requires_system_checks = ()  # they would open the database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "answer", choices=sorted(ANSWERS),
            help="replay: the log is this database's; set-aside: a copy was put there, and is to be used as it is",
        )  # fmt: skip

    def handle(self, *args: object, answer: str, **options: object) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("Only SQLite has such a log; the archive here is on another database.")
        connection.close()
        try:
            with claim(get_database()):
                settle_log(get_database(), ANSWERS[answer])
        except (CannotOpen, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Settled; the archive can be started.")
