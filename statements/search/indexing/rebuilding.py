"""All records -> the index, in several processes, and the index built anew beside the old one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from statements.models import IndexChange
from statements.search.contract.engine import Engine
from statements.search.engine import get_engine
from statements.search.indexing.queue import process_queue
from statements.text.batches import batches

from .documents import SOURCES, DocumentSource
from .updating_names import open_batch, open_rebuilds, write_records
from .workers import Workers

BATCH = 200  # records written together by one process


def rebuild_index() -> None:
    """Build the indexes anew from all records. Raises IndexNotWritten."""
    engine = get_engine()
    with rebuild([engine]), Workers() as workers:
        for source in SOURCES.values():
            pks = source.select_public().order_by("pk").values_list("pk", flat=True)
            index_records(engine, source, list(pks), workers)


@contextmanager
def rebuild(engines: Iterable[Engine]) -> Iterator[None]:
    """What is written within the block makes up new indexes; the old ones answer until its end.

    Changes queued before it are in the new indexes; changes queued meanwhile are processed at its end.
    """
    with open_rebuilds(engines):
        queued = list(IndexChange.objects.values_list("pk", flat=True))
        yield
    for batch in batches(queued, 500):
        IndexChange.objects.filter(pk__in=batch).delete()
    process_queue()


def index_records(
    engine: Engine,
    source: DocumentSource[Any],
    pks: Sequence[int],
    workers: Workers,
    *,
    batch_size: int = BATCH,
    report: Callable[[int], None] = lambda done: None,
) -> None:
    """Index these records, in several processes where they are many; `report` is called with how many are done.

    Raises IndexNotWritten.
    """
    if workers.are_worthwhile(len(pks)):
        with open_batch(engine, source.index) as batch:
            for part, done in workers.write_parts(source, pks, batch.part_writer()):
                batch.take(part)
                report(done)
        return
    done = 0
    for some in batches(pks, batch_size):
        write_records(engine, source, some)
        done += len(some)
        report(done)


def remove_missing(engine: Engine, source: DocumentSource[Any]) -> None:
    """Take out the documents of records that are not public any more. Raises IndexNotWritten."""
    public = set(source.select_public().values_list("pk", flat=True))
    indexed = engine.read_versions(source.index, source.label)
    with open_batch(engine, source.index) as batch:
        batch.delete(source.key(pk) for pk in indexed if pk not in public)
