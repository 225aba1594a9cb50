"""Django's own, which makes no migration where only help texts or names for people have changed."""

from django.core.management.commands import makemigrations

from statements.management.autodetector import SchemaAutodetector


class Command(makemigrations.Command):
    autodetector = SchemaAutodetector
