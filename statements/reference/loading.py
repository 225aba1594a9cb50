"""The reference data loaded into the database. The one module of this package that knows the models.

What is missing is added. A row that is there belongs to the editors and is changed only on request: a corrected note or
name must survive the next start of the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models, transaction

from statements.models import Party, PartyName, Topic

from .parties import load_parties
from .topics import load_topics


@dataclass
class LoadCount:
    """How many rows of one subject were added, updated, or left unchanged."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0


def load_reference(*, update: bool = False, dry_run: bool = False) -> dict[str, LoadCount]:
    """Bring parties, names, successors and topics into the database, in one transaction. Returns counts by subject."""
    with transaction.atomic():
        report = {
            "parties": _load_parties(update),
            "names": _load_names(update),
            "successors": _load_successors(),
            "topics": _load_topics(update),
        }
        if dry_run:
            transaction.set_rollback(True)
    return report


def _load_parties(update: bool) -> LoadCount:
    listed = (
        Party(
            code=party.code,
            kind=party.kind,
            name=party.name,
            official_name=party.official_name,
            start=party.start,
            end=party.end,
            note=party.note,
        )
        for party in load_parties()
    )
    fields = ("kind", "name", "official_name", "start", "end", "note")
    return _merge_rows(Party, listed, identity=("code",), fields=fields, update=update)


def _load_names(update: bool) -> LoadCount:
    ids = dict(Party.objects.values_list("code", "id"))
    listed = (
        PartyName(
            party_id=ids[name.code],
            name=name.name,
            language=name.language,
            kind=name.kind,
            start=name.start,
            end=name.end,
        )
        for party in load_parties()
        for name in party.names
    )
    identity = ("party_id", "name", "language")
    return _merge_rows(PartyName, listed, identity=identity, fields=("kind", "start", "end"), update=update)


def _load_successors() -> LoadCount:
    ids = dict(Party.objects.values_list("code", "id"))
    link = Party.successors.through
    existing = set(link.objects.values_list("from_party_id", "to_party_id"))
    listed = [(ids[party.code], ids[successor]) for party in load_parties() for successor in party.successors]
    missing = [
        link(from_party_id=party, to_party_id=successor)
        for party, successor in listed
        if (party, successor) not in existing
    ]
    link.objects.bulk_create(missing)
    return LoadCount(added=len(missing), unchanged=len(listed) - len(missing))


def _load_topics(update: bool) -> LoadCount:
    total = LoadCount()
    for depth in (1, 2, 3):
        ids = dict(Topic.objects.values_list("path", "id"))
        listed = (
            Topic(
                parent_id=ids.get(topic.parent_path),
                name=topic.name,
                slug=topic.slug,
                path=topic.path,
                depth=depth,
                note=topic.note,
                aliases=list(topic.aliases),
                unbis=topic.unbis,
                eurovoc=topic.eurovoc,
            )
            for topic in load_topics()
            if topic.depth == depth
        )
        fields = ("name", "note", "aliases", "unbis", "eurovoc")
        count = _merge_rows(Topic, listed, identity=("path",), fields=fields, update=update)
        total.added += count.added
        total.updated += count.updated
        total.unchanged += count.unchanged
    return total


def _merge_rows(
    model: type[models.Model],
    listed: Iterable[models.Model],
    *,
    identity: Sequence[str],
    fields: Sequence[str],
    update: bool,
) -> LoadCount:
    existing = {tuple(getattr(row, name) for name in identity): row for row in model._default_manager.all()}
    added, changed, unchanged = [], [], 0
    for row in listed:
        current = existing.get(tuple(getattr(row, name) for name in identity))
        if current is None:
            added.append(row)
        elif update and any(getattr(current, name) != getattr(row, name) for name in fields):
            changed.append(_copy_fields(current, row, fields))
        else:
            unchanged += 1
    model._default_manager.bulk_create(added, batch_size=500)
    for row in changed:
        row.save()
    return LoadCount(len(added), len(changed), unchanged)


def _copy_fields(current: models.Model, row: models.Model, fields: Sequence[str]) -> models.Model:
    for name in fields:
        setattr(current, name, getattr(row, name))
    return current
