"""Django's own, which asks for no migration where only help texts or names for people have changed."""

from django.core.management.commands import migrate

from statements.management.autodetector import SchemaAutodetector


class Command(migrate.Command):
    autodetector = SchemaAutodetector
