"""Whatever must be in place before the archive is served: tables, reference data, a sample, the index, static files."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from statements.models import Party, Statement
from statements.search.contract.errors import IndexNotWritten
from statements.search.indexing.status import read_status
from statements.search.indexing.updating import repair_index
from statements.search.query_log import prune_query_log

# Any constant of ours serves; it only has to be the same in every process that migrates one database.
MIGRATION_LOCK = 7_236_117


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Lets one process at a time change a PostgreSQL database's tables; SQLite's users are of one machine and its
    lock is `script/serve`'s."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


class Command(BaseCommand):
    help = (
        "Migrates the database, loads the reference data and, into an empty archive, the sample, builds the index when "
        "it is missing or stale, and collects the static files. Does only what is needed; safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-static", action="store_true", help="leave the collected static files as they are")

    def handle(self, *args: object, no_static: bool, **options: object) -> None:
        try:
            with one_at_a_time():
                self.migrate()
                self.load()
                prune_query_log()
        except OperationalError as error:
            where = "DATABASE_URL" if connection.vendor == "postgresql" else f"SQLite in {settings.DATA_DIR}"
            raise CommandError(f"The database ({where}) cannot be used: {str(error).strip()}") from error
        self.index()
        if not no_static:
            call_command("collectstatic", interactive=False, verbosity=0)

    def migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        self.say("Preparing the database …")
        call_command("migrate", interactive=False, verbosity=0)

    def load(self) -> None:
        if not Party.objects.exists():
            self.say("Loading countries, organisations and topics …")
            call_command("load_reference")
        if settings.LOAD_SAMPLE and not Statement.objects.exists():
            self.say("Loading the sample archive …")
            call_command("load_sample")

    def index(self) -> None:
        status = read_status()
        differing = len(status.missing) + len(status.stale) + len(status.extra)
        if status.fresh:
            return
        # Statements put in one by one take longer than all of them at once.
        if status.statements_fresh or (not status.problem and differing < status.indexed):
            what = f"{differing:,} statements" if differing else "names"
            self.say(f"Bringing the search index up to date ({what}) …")
            with suppress(IndexNotWritten):  # what could not be mended is built anew
                repair_index(status)
            status = read_status()
        if not status.fresh:
            self.say("Building the search index …")
            call_command("rebuild_index", interactive=False, verbosity=0)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
