"""Haystack's commands that index, in several processes and, for rebuild_index, beside the old index."""

from __future__ import annotations

from argparse import ArgumentParser
from contextlib import ExitStack
from typing import Any

from django.core.management.base import CommandError
from django.db.models import Model, QuerySet
from haystack import connections
from haystack.exceptions import NotHandled
from haystack.management.commands import rebuild_index, update_index
from haystack.utils.app_loading import haystack_get_models

from statements.models import IndexChange
from statements.search.engines.whoosh.segments.codec import open_segment
from statements.search.haystack.backend import ArrayBackend, index_name_of
from statements.text.batches import batches

from .index_writing import FAILURES, IndexNotWritten
from .queue import follow
from .workers import WORTH_IT, Workers, can_be_read_elsewhere, sensible_workers

WORKERS = "processes that index side by side; as many as the machine has processors, four at most, if not given"


class UpdateIndex(update_index.Command):
    """Haystack's own way with several processes is a pool that hangs when one of them is killed."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        _explain_workers(parser)

    def handle(self, **options: Any) -> None:
        asked = options.get("workers") or 0
        # Haystack's own way with several is left aside.
        options["workers"] = 0
        self.worth_it = 1 if asked else WORTH_IT
        try:
            with Workers(asked or sensible_workers()) as self.processes:
                super().handle(**options)
        except (IndexNotWritten, *FAILURES) as error:
            raise CommandError(f"The index could not be written: {error}") from error
        if not any(getattr(connections[alias].get_backend(), "building", False) for alias in self.backends):
            follow()  # what others left because the index was being written

    def update_backend(self, label: str, using: str) -> None:
        for model in haystack_get_models(label):
            if self._is_for_processes(model, using):
                self._update_in_processes(model, using)
            else:
                super().update_backend(model._meta.label, using)

    def _is_for_processes(self, model: type[Model], using: str) -> bool:
        if self.processes.count < 2 or self.remove or not isinstance(connections[using].get_backend(), ArrayBackend):
            return False
        try:
            return self._records(model, using).count() >= self.worth_it and can_be_read_elsewhere()
        except NotHandled:
            return False

    def _records(self, model: type[Model], using: str) -> QuerySet:
        index = connections[using].get_unified_index().get_index(model)
        return index.build_queryset(using=using, start_date=self.start_date, end_date=self.end_date)

    def _update_in_processes(self, model: type[Model], using: str) -> None:
        backend = connections[using].get_backend()
        index = connections[using].get_unified_index().get_index(model)
        pks = list(self._records(model, using).order_by("pk").values_list("pk", flat=True))
        if self.verbosity >= 1:
            names = model._meta.verbose_name_plural
            self.stdout.write(f"Indexing {len(pks)} {names} in {self.processes.count} processes")
        with backend.taking(index_name_of(index)) as writing:
            there = list(writing.segments)
            for segment, done in self.processes.segments_of(model, pks, using, writing):
                keys = open_segment(writing.folder, segment.segment_id()).keys.all() if there else []
                writing.delete([key.decode() for key in keys], there)
                writing.take(segment)
                if self.verbosity >= 2:
                    self.stdout.write(f"  indexed {done} of {len(pks)}.")


class RebuildIndex(rebuild_index.Command):
    """The old index answers until the new one is whole."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        _explain_workers(parser)

    def handle(self, **options: Any) -> None:
        try:
            with ExitStack() as stack:
                for alias in options.get("using") or connections.connections_info:
                    rebuilding = getattr(connections[alias].get_backend(), "rebuilding", None)
                    if rebuilding is not None:
                        stack.enter_context(rebuilding())
                noted = list(IndexChange.objects.values_list("pk", flat=True))
                super().handle(**options)
        except (IndexNotWritten, *FAILURES) as error:
            raise CommandError(f"The index could not be built: {error}") from error
        # What was noted before the first statement was read is in the new index.
        for batch in batches(noted, 500):
            IndexChange.objects.filter(pk__in=batch).delete()
        follow()


def _explain_workers(parser: ArgumentParser) -> None:
    action = next(action for action in parser._actions if action.dest == "workers")
    action.help = WORKERS
