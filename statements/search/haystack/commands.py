"""Haystack's commands that index: in several processes and, for rebuild_index, beside the old index."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db.models import Model
from haystack import connections
from haystack.management.commands import rebuild_index, update_index
from haystack.utils.app_loading import haystack_get_models

from statements.search.contract.engine import Engine
from statements.search.contract.errors import IndexLocked, IndexNotWritten, SearchUnavailable
from statements.search.engine import DEFAULT, get_engine
from statements.search.indexing.documents import SOURCES, DocumentSource
from statements.search.indexing.queue import process_queue
from statements.search.indexing.rebuilding import BATCH, index_records, rebuild, remove_missing
from statements.search.indexing.updating_names import is_rebuilding
from statements.search.indexing.workers import Workers

from .backend import HaystackBackend

WORKERS = "processes that index side by side; as many as the machine has processors, four at most, if not given"


class UpdateIndex(update_index.Command):
    """Haystack's own way with several processes is a pool that hangs when one of them is killed."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        _explain_workers(parser)

    def handle(self, **options: Any) -> None:
        count = options.get("workers") or 0
        options["workers"] = 0  # Haystack's processes are not used
        try:
            with Workers(count) as self.processes:
                super().handle(**options)
        except (IndexNotWritten, SearchUnavailable) as error:
            raise CommandError(f"The index could not be written: {error}") from error
        if not is_rebuilding():
            process_queue()  # what other processes left there because the index was locked

    def update_backend(self, label: str, using: str) -> None:
        for model in haystack_get_models(label):
            if _is_ours(using) and model in SOURCES:
                self._update_model(get_engine(using), model, using)
            else:
                super().update_backend(model._meta.label, using)

    def _update_model(self, engine: Engine, model: type[Model], using: str) -> None:
        source = SOURCES[model]
        index = connections[using].get_unified_index().get_index(model)
        records = index.build_queryset(using=using, start_date=self.start_date, end_date=self.end_date)
        pks = list(records.order_by("pk").values_list("pk", flat=True))
        if self.verbosity >= 1:
            processes = f" in {self.processes.count} processes" if self.processes.are_worthwhile(len(pks)) else ""
            self.stdout.write(f"Indexing {len(pks)} {model._meta.verbose_name_plural}{processes}")
        self._write(engine, source, pks)
        if self.remove:
            remove_missing(engine, source)

    def _write(self, engine: Engine, source: DocumentSource[Any], pks: list[int]) -> None:
        def report(done: int) -> None:
            if self.verbosity >= 2:
                self.stdout.write(f"  indexed {done} of {len(pks)}.")

        attempts = max(1, self.max_retries or 1)
        for attempt in range(1, attempts + 1):
            try:
                index_records(
                    engine, source, pks, self.processes, batch_size=self.batchsize or BATCH, report=report
                )  # fmt: skip
                return
            except IndexLocked:
                if attempt == attempts:
                    raise


class RebuildIndex(rebuild_index.Command):
    """The old index answers until the new one is whole."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        _explain_workers(parser)

    def handle(self, **options: Any) -> None:
        used = options.get("using") or connections.connections_info
        try:
            with rebuild([get_engine(alias) for alias in used if _is_ours(alias)]):
                super().handle(**options)
        except (IndexNotWritten, SearchUnavailable) as error:
            raise CommandError(f"The index could not be built: {error}") from error


def _is_ours(using: str) -> bool:
    """Whether the archive's engine keeps the index of the connection, rather than another backend of Haystack."""
    return using == DEFAULT or isinstance(connections[using].get_backend(), HaystackBackend)


def _explain_workers(parser: ArgumentParser) -> None:
    action = next(action for action in parser._actions if action.dest == "workers")
    action.help = WORKERS
