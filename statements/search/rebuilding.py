"""Haystack's rebuild_index, with the new index built beside the old one and put in its place when it is whole."""

from contextlib import ExitStack
from typing import Any

from django.db import connection
from haystack import connections
from haystack.management.commands import rebuild_index

from statements.models import IndexChange


class Command(rebuild_index.Command):
    def handle(self, **options: Any) -> None:
        if connection.vendor == "sqlite":
            # Every text is read once: there is no use in keeping the whole database mapped into memory.
            connection.cursor().execute("PRAGMA mmap_size=0")
        with ExitStack() as stack:
            # Haystack's worker processes each take the writer's lock in turn; they add to an index that is in place.
            for alias in () if options.get("workers") else options.get("using") or connections.connections_info:
                rebuilding = getattr(connections[alias].get_backend(), "rebuilding", None)
                if rebuilding is not None:
                    stack.enter_context(rebuilding())
            noted = list(IndexChange.objects.order_by("-pk").values_list("pk", flat=True)[:1])
            super().handle(**options)
        # What was noted before the first statement was read is in the new index.
        IndexChange.objects.filter(pk__lte=noted[0] if noted else 0).delete()
