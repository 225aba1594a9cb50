"""Speakers, treaties, parties, topics and events -> the index of names.

That index is small: where it cannot be read it is built anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Model

from statements.models import (
    Event,
    Party,
    Speaker,
    Statement,
    StatementParty,
    StatementSpeaker,
    Topic,
    Treaty,
    TreatyMention,
)
from statements.models.reading import read_in_batches
from statements.search.contract.engine import Batch, Engine
from statements.search.contract.errors import SearchUnavailable
from statements.search.contract.fields import INDEXES, NAMES, STATEMENTS
from statements.search.engine import get_engine
from statements.search.indexing.documents import NAME_SOURCES, STATEMENT_SOURCE, NameSource
from statements.search.indexing.documents.source import DocumentSource
from statements.text.batches import batches

# The rebuilds under way in this context, by engine and index.
_rebuilds: ContextVar[Mapping[tuple[Engine, str], Batch] | None] = ContextVar("rebuilds", default=None)


def is_rebuilding() -> bool:
    return _rebuilds.get() is not None


@contextmanager
def open_rebuilds(engines: Iterable[Engine]) -> Iterator[None]:
    """Writes within the block make up new indexes, which take the places of the old ones at its end."""
    with ExitStack() as stack:
        opened = {
            (engine, index): stack.enter_context(engine.open_rebuild(index)) for engine in engines for index in INDEXES
        }
        token = _rebuilds.set(opened)
        try:
            yield
        finally:
            _rebuilds.reset(token)


@contextmanager
def open_batch(engine: Engine, index: str) -> Iterator[Batch]:
    batch = (_rebuilds.get() or {}).get((engine, index))
    if batch is not None:
        yield batch
        return
    with engine.open_batch(index) as batch:
        yield batch


def write_records(engine: Engine, source: DocumentSource[Any], pks: Iterable[int]) -> None:
    """Index those of the records that are public and take the others out. Raises IndexNotWritten."""
    with open_batch(engine, source.index) as batch:
        add_records(batch, source, list(pks))


def add_records(batch: Batch, source: DocumentSource[Any], pks: Iterable[int]) -> None:
    """The same, as a part of a batch."""
    pks = list(pks)
    not_public = {source.key(pk) for pk in pks}
    for document in source.documents_for(pks):
        batch.add(document)
        not_public.discard(document.key)
    batch.delete(not_public)


BATCH = 500
SOURCES_BY_NAME: Mapping[str, NameSource[Any]] = {source.model_name: source for source in NAME_SOURCES}
_SOURCES_BY_MODEL: Mapping[type[Model], NameSource[Any]] = {source.model: source for source in NAME_SOURCES}
# The records that are public only through statements, and the field of a statement that has their codes.
FIELDS_IN_STATEMENTS: Mapping[type[Speaker | Treaty | Event], str] = {
    Speaker: "speaker", Treaty: "treaty", Event: "event",
}  # fmt: skip

Records = dict[type[Model], set[int]]  # primary keys by model


def update_names(changed: Mapping[str, Iterable[int]], statements: Iterable[int] = ()) -> None:
    """Index these records (by the names of their models) that are public, and take the others out.

    `statements` are those about to be indexed or taken out. The speakers, treaties and events in them are updated too,
    those of their indexed version included: this has to be called before the statements' own index is written. An
    index that is missing or cannot be read is built anew. Raises IndexNotWritten.
    """
    engine, pks = get_engine(), set(statements)
    records = find_related(engine, pks)
    for name, changed_pks in changed.items():
        if name in SOURCES_BY_NAME:
            records[SOURCES_BY_NAME[name].model] |= set(changed_pks)
    try:
        stale = find_stale_weights(engine, pks)
    except SearchUnavailable:
        rebuild_names()
        return
    for model, stale_pks in stale.items():
        records[model] |= stale_pks
    if not any(records.values()):
        return
    with engine.open_batch(NAMES) as batch:
        for source in NAME_SOURCES:
            add_records(batch, source, sorted(records[source.model]))


def rebuild_names() -> None:
    """Build the index of names anew. Raises IndexNotWritten."""
    with get_engine().open_rebuild(NAMES) as batch:
        for source in NAME_SOURCES:
            for document in source.read_documents(read_in_batches(source.select_for_reading().order_by("pk"), BATCH)):
                batch.add(document)


def find_related(engine: Engine, statements: set[int]) -> Records:
    """The speakers, treaties and events of these statements, as they are now and as they were last indexed."""
    related: Records = defaultdict(set)
    for batch in batches(sorted(statements), BATCH):
        within = {"statement__in": batch}
        related[Speaker] |= set(StatementSpeaker.objects.filter(**within).values_list("speaker", flat=True))
        related[Treaty] |= set(TreatyMention.objects.filter(**within).values_list("treaty", flat=True))
        events = Statement.objects.filter(pk__in=batch, event__isnull=False)
        related[Event] |= set(events.values_list("event", flat=True))
    try:
        keys = [STATEMENT_SOURCE.key(pk) for pk in statements]
        indexed = engine.read_codes(STATEMENTS, keys, FIELDS_IN_STATEMENTS.values())
    except SearchUnavailable:
        return related
    for model, field in FIELDS_IN_STATEMENTS.items():
        for uids in batches(sorted(indexed[field]), BATCH):
            related[model] |= set(model.objects.filter(uid__in=uids).values_list("pk", flat=True))
    return related


def find_stale_weights(engine: Engine, statements: set[int]) -> Records:
    """The parties and topics of these statements that have twice or half as many statements as when they were indexed.
    Their number decides their order among the names found, for which that is close enough. Raises SearchUnavailable."""
    engine.count(NAMES)
    stale: Records = defaultdict(set)
    for batch in batches(sorted(statements), BATCH):
        parties = StatementParty.objects.filter(statement__in=batch).values_list("party", flat=True)
        topics = Statement.topics.through.objects.filter(statement__in=batch).values_list("topic", flat=True)
        for model, pks in ((Party, set(parties)), (Topic, set(topics))):
            source = _SOURCES_BY_MODEL[model]
            counts = source.count_statements(sorted(pks))
            indexed = engine.read_numbers(NAMES, map(source.key, pks), "weight")
            stale[model] |= {
                pk for pk in pks if counts.get(pk, 0).bit_length() != indexed.get(source.key(pk), 0).bit_length()
            }
    return stale
