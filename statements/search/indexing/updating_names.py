"""Speakers, treaties, parties, topics and events -> the index of names. It is small: any doubt of it builds it anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Model, QuerySet
from haystack import connections

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
from statements.search.contract.names import NAMES
from statements.search.contract.results import SearchUnavailable
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.names.lookups import with_code
from statements.search.engines.whoosh.segments.builder import SegmentBuilder
from statements.search.engines.whoosh.storage.index_build import Build
from statements.text.batches import batches

from .index_writing import FAILURES, IndexNotWritten, documents_of, key_of

NAMED: dict[str, type[Model]] = {model._meta.model_name: model for model in (Speaker, Treaty, Party, Topic, Event)}
BATCH = 500
# What statements carry whose being public hangs on them, and the field of codes in which they do.
CARRIED: dict[type[Model], str] = {Speaker: "speaker", Treaty: "treaty", Event: "event"}


def update_names(changed: Mapping[str, Iterable[int]], statements: Iterable[int] = ()) -> None:
    """Index these records (by the names of their models) that are public, and take the others out.

    `statements` are those about to be indexed or taken out: who speaks in them or did, the treaties they name and
    their events go along. To be called before the statements' own index is written, which tells who did. An index
    that is not there or cannot be read is built anew. Raises IndexNotWritten.
    """
    backend = connections["default"].get_backend()
    touched = touched_by(set(statements))
    for name, pks in changed.items():
        if name in NAMED:
            touched[NAMED[name]] |= set(pks)
    try:
        indexed = backend.store_of(NAMES).generation()
    except SearchUnavailable:
        rebuild_names()
        return
    for model, pks in outgrown(indexed, set(statements)).items():
        touched[model] |= pks
    if not any(touched.values()):
        return
    builder, gone = SegmentBuilder(), set()
    unified = connections["default"].get_unified_index()
    for model, pks in touched.items():
        gone |= {key_of(model, pk) for pk in pks}
        index = unified.get_index(model)
        for document in documents_of(backend, index, pks, BATCH):
            builder.add(document)
            gone.discard(document.key)
    try:
        backend.apply(builder, gone, NAMES)
    except FAILURES as error:
        raise IndexNotWritten(str(error)) from error


def rebuild_names() -> None:
    """Build the index of names anew. Raises IndexNotWritten."""
    backend = connections["default"].get_backend()
    unified = connections["default"].get_unified_index()
    try:
        with backend.store_of(NAMES).writing(backend.ready_schema, afresh=True) as writing:
            build = Build(writing)
            for model in NAMED.values():
                index = unified.get_index(model)
                pks = index.index_queryset().order_by("pk").values_list("pk", flat=True)
                for document in documents_of(backend, index, pks, BATCH):
                    build.add(document)
            build.flush()
    except FAILURES as error:
        raise IndexNotWritten(str(error)) from error


def public_names() -> Iterator[tuple[str, QuerySet]]:
    """The name of each model and those of its records that ought to be indexed."""
    unified = connections["default"].get_unified_index()
    for name, model in NAMED.items():
        yield name, unified.get_index(model).read_queryset()


def versions_of_names() -> Iterator[tuple[tuple[str, int], int]]:
    """(Model, primary key) -> what tells every record as it ought to be indexed from what it was. Reads all of them."""
    backend = connections["default"].get_backend()
    unified = connections["default"].get_unified_index()
    for name, model in NAMED.items():
        index = unified.get_index(model)
        for document in backend.documents(index, index.index_queryset().order_by("pk").iterator(BATCH)):
            yield (name, document.numbers["record"]), document.numbers["version"]


def touched_by(statements: set[int]) -> dict[type[Model], set[int]]:
    """The records whose being public, weight or facts hang on these statements, now or when they were last indexed."""
    touched: dict[type[Model], set[int]] = defaultdict(set)
    for batch in batches(sorted(statements), BATCH):
        within = {"statement__in": batch}
        touched[Speaker] |= set(StatementSpeaker.objects.filter(**within).values_list("speaker", flat=True))
        touched[Treaty] |= set(TreatyMention.objects.filter(**within).values_list("treaty", flat=True))
        events = Statement.objects.filter(pk__in=batch, event__isnull=False)
        touched[Event] |= set(events.values_list("event", flat=True))
    try:
        indexed = connections["default"].get_backend().store.generation()
    except SearchUnavailable:
        return touched
    for model, codes in _carried_by(indexed, statements).items():
        for batch in batches(codes, BATCH):
            touched[model] |= set(model.objects.filter(uid__in=batch).values_list("pk", flat=True))
    return touched


def outgrown(indexed: Generation, statements: set[int]) -> dict[type[Model], set[int]]:
    """The parties and topics of these statements that have twice or half the statements they had when indexed: their
    number orders what is found, and follows no closer."""
    grown: dict[type[Model], set[int]] = defaultdict(set)
    unified = connections["default"].get_unified_index()
    for batch in batches(sorted(statements), BATCH):
        for model, rows, field in ((Party, StatementParty, "party"), (Topic, Statement.topics.through, "topic")):
            pks = set(rows.objects.filter(statement__in=batch).values_list(field, flat=True))
            counts = unified.get_index(model).counts(sorted(pks))
            grown[model] |= {
                pk for pk in pks if counts.get(pk, 0).bit_length() != _weight(indexed, model, pk).bit_length()
            }
    return grown


def _weight(indexed: Generation, model: type[Model], pk: int) -> int:
    docs = with_code(indexed, "id", key_of(model, pk))
    return int(indexed.numbers("weight")[docs].sum())


def _carried_by(generation: Generation, statements: Iterable[int]) -> dict[type[Model], set[str]]:
    """What statements carry as they stand in the index."""
    wanted = {key_of(Statement, pk).encode() for pk in statements}
    carried: dict[type[Model], set[str]] = defaultdict(set)
    for segment in generation.segments:
        keys = segment.field("id")
        places = [place for key in wanted if (place := keys.terms.find(key)) >= 0]
        docs = [doc for place in places for doc in keys.postings(place)[0].tolist()]
        for model, field in CARRIED.items():
            reader = segment.field(field)
            if reader is None:
                continue
            starts, ordinals = segment.arrays[f"{field}.ptr"], segment.arrays[f"{field}.ord"]
            for doc in docs:
                codes = ordinals[int(starts[doc]) : int(starts[doc + 1])].tolist()
                carried[model] |= {reader.terms[place].decode() for place in codes}
    return carried
