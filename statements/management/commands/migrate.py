"""Django's own, which asks for no migration where only help texts or names for people have changed, and whose
migrations are done as a whole or not at all."""

from django.core.management.commands import migrate

from statements.management.autodetector import SchemaAutodetector
from statements.management.whole_migrations import WholeMigrationExecutor

# The command takes its executor from its module, and nowhere else.
migrate.MigrationExecutor = WholeMigrationExecutor  # type: ignore[attr-defined]


class Command(migrate.Command):
    autodetector = SchemaAutodetector
