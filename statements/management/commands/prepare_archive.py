"""Prepares what the archive needs before it is served: tables, reference data, a sample, the index, static files."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from statements.models import IndexChange, Party, Redaction, Statement
from statements.models.redaction import RedactionState
from statements.operating import private_files
from statements.operating.backup.contents import list_unknown_migrations
from statements.operating.backup.problems import BackupProblem
from statements.operating.backup.restoring import finish_left, list_replaced_marks
from statements.operating.leftovers import delete_leftovers
from statements.publishing.redaction import CannotRedact, finish_all
from statements.search.contract.errors import IndexNotWritten
from statements.search.engine import get_engine
from statements.search.indexing.queue import process_queue
from statements.search.indexing.status import read_status
from statements.search.indexing.updating import repair_index
from statements.search.query_log import prune_query_log
from statements.trouble import TroubleKind, describe_for_terminal, find_trouble

# Any constant will do, as long as every process that migrates the database uses the same one.
MIGRATION_LOCK = 7_236_117
WAIT_SECONDS = 10
# What a PostgreSQL that is there says, in English as installed; it would say so again.
LASTING_REFUSALS = ("authentication failed", "does not exist", "no pg_hba.conf entry", "no password supplied")


@contextmanager
def lock_migrations() -> Iterator[None]:
    """Let one process at a time change the tables of a PostgreSQL database. SQLite is used on one machine, where
    `script/serve` holds a lock."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def lacks_permissions() -> bool:
    """Whether a `migrate` was interrupted after its migrations: Django makes the permissions last."""
    expected = {
        (model._meta.app_label, get_permission_codename(action, model._meta))
        for model in apps.get_models()
        for action in model._meta.default_permissions
    }
    return not expected <= set(Permission.objects.values_list("content_type__app_label", "codename"))


class Command(BaseCommand):
    help = (
        "Migrates the database, loads the reference data and, into an empty archive, the sample, builds the index when "
        "it is missing or stale, and collects the static files. Does only what is needed; safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-static", action="store_true", help="leave the collected static files as they are")
        parser.add_argument(
            "--wait",
            type=int,
            default=WAIT_SECONDS,
            metavar="SECONDS",
            help=f"how long to try again while PostgreSQL does not answer (default: {WAIT_SECONDS})",
        )

    def handle(self, *args: object, no_static: bool, wait: int, **options: object) -> None:
        try:
            self.wait_for_database(wait)
            if finished := finish_left():
                self.write_line(finished)
            with lock_migrations():
                self.migrate()
                self.load_records()
                prune_query_log()
            self.finish_redactions()
        except OperationalError as error:
            trouble = find_trouble(error)
            if trouble and trouble.kind is TroubleKind.FULL:
                raise CommandError(describe_for_terminal(trouble)) from error
            where = "DATABASE_URL" if connection.vendor == "postgresql" else f"SQLite in {settings.DATA_DIR}"
            raise CommandError(f"The database ({where}) cannot be used: {str(error).strip()}") from error
        except BackupProblem as problem:
            raise CommandError(str(problem)) from problem
        self.update_index()
        if not no_static:
            with private_files.public_files():
                call_command("collectstatic", interactive=False, verbosity=0)
        if private_files.make_private(Path(settings.DATA_DIR), Path(settings.STATIC_ROOT)):
            self.write_line(f"Only this account can read {settings.DATA_DIR} from now on.")

    def wait_for_database(self, seconds: int) -> None:
        """Connect, trying again for so many seconds: a PostgreSQL that was started together with the archive, by
        Compose or with the machine, may not listen yet. Raises OperationalError."""
        end = time.monotonic() + seconds
        waiting = False
        while connection.vendor == "postgresql":
            try:
                connection.ensure_connection()
                return
            except OperationalError as error:
                if time.monotonic() >= end or any(words in str(error) for words in LASTING_REFUSALS):
                    raise
                if not waiting:
                    reason = " ".join(str(error).split())
                    self.write_line(f"Waiting up to {seconds} seconds for the database of DATABASE_URL: {reason}")
                    waiting = True
                time.sleep(min(1, max(0, end - time.monotonic())))

    def migrate(self) -> None:
        executor = MigrationExecutor(connection)
        applied = [f"{app}.{name}" for app, name in executor.loader.applied_migrations]
        if unknown := list_unknown_migrations(applied):
            raise CommandError(
                f"The database was made by a newer release of Chancery ({unknown[-1]} is not known here): install that "
                "one, or restore a backup of before the upgrade. See docs/upgrading.md."
            )
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()) and not lacks_permissions():
            return
        self.write_line("Preparing the database …")
        call_command("migrate", interactive=False, verbosity=0)

    def load_records(self) -> None:
        if not Party.objects.exists():
            self.write_line("Loading countries, organisations and topics …")
            call_command("load_reference")
        if settings.LOAD_SAMPLE and not Statement.objects.exists():
            self.write_line("Loading the sample archive …")
            with transaction.atomic():  # half a sample would pass for an archive that has statements
                call_command("load_sample")

    def finish_redactions(self) -> None:
        """Go on where a redaction was interrupted: until then the words are still somewhere."""
        if not Redaction.objects.exclude(state=RedactionState.DONE).exists():
            return
        self.write_line("Finishing a redaction that was interrupted …")
        try:
            for redaction, outcome in finish_all():
                self.write_line(f"{redaction}: {outcome.obstacle or 'done'}")
        except CannotRedact as refusal:
            self.write_line(str(refusal))

    def update_index(self) -> None:
        marks = list_replaced_marks()
        if marks:
            # The index was written for another state of the database: the same versions may have other words.
            self.write_line("The database is another than before: building the search index …")
            call_command("rebuild_index", interactive=False, verbosity=0)
        for mark in marks:
            mark.unlink(missing_ok=True)
        self.repair_index()
        if IndexChange.objects.exists():
            process_queue()  # what a process left there that was killed
        get_engine().sweep()
        delete_leftovers(settings.DATA_DIR)

    def repair_index(self) -> None:
        status = read_status()
        differing = len(status.missing) + len(status.stale) + len(status.extra)
        if status.fresh:
            return
        # Updating statement by statement takes longer than a rebuild once most of them differ.
        if status.statements_fresh or (not status.problem and differing < status.indexed):
            what = f"{differing:,} statements" if differing else "names"
            self.write_line(f"Bringing the search index up to date ({what}) …")
            process_queue()
            with suppress(IndexNotWritten):  # what could not be repaired is rebuilt
                repair_index(read_status())
            status = read_status()
        if not status.fresh:
            self.write_line("Building the search index …")
            call_command("rebuild_index", interactive=False, verbosity=0)

    def write_line(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
