"""Two records of one treaty made one."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Q

from statements.models import Merge, Statement, Treaty, TreatyRelation

from ..lifecycle import republish
from .records import (
    add_redirect,
    check_merge,
    fill_blanks,
    merge_transaction,
    move_aliases,
    move_mentions,
    record_merge,
)

_FILLED_FROM_OLD = (
    "short_title", "signed", "in_force", "ended", "place", "registration", "depositary", "official_url", "subject",
    "note",
)  # fmt: skip
_ACTS = ("signed", "ratified", "in_force", "left")


def merge_treaties(old: Treaty, into: Treaty, reason: str, author: User | None = None) -> Merge:
    """Make ``old`` the same treaty as ``into``. Raises CannotMerge."""
    check_merge(old, into, reason)
    with merge_transaction(author, f"Merged: {reason}"):
        statements = list(Statement.objects.filter(treaty_mentions__treaty=old).distinct())
        moved = {
            "statements": [statement.pk for statement in statements],
            "mentions": move_mentions(old.mentions.all(), treaty=into),
            "parties": _move_participations(old, into),
            "aliases": move_aliases(
                old, into, names=(old.title, old.short_title), taken=(into.title, into.short_title)
            ),
        }
        _move_relations(old, into)
        source_key, old.source_key = old.source_key, ""  # unique: the other cannot take it while this one has it
        old.save()
        fill_blanks(into, {**{name: getattr(old, name) for name in _FILLED_FROM_OLD}, "source_key": source_key})
        into.save()
        merge = record_merge(old, into, reason, author, moved)
        add_redirect(old, into, reason)
        old.delete()
        republish(statements, f"{merge}: {reason}", author)
    return merge


def _move_relations(old: Treaty, into: Treaty) -> None:
    for relation in TreatyRelation.objects.filter(Q(treaty=old) | Q(other=old)):
        treaty = into if relation.treaty_id == old.pk else relation.treaty
        other = into if relation.other_id == old.pk else relation.other
        known = TreatyRelation.objects.filter(treaty=treaty, other=other, kind=relation.kind).exists()
        if treaty == other or known:
            relation.delete()
        else:
            relation.treaty, relation.other = treaty, other
            relation.save()


def _move_participations(old: Treaty, into: Treaty) -> list[int]:
    known = {one.party_id: one for one in into.participations.all()}
    moved = []
    for participation in old.participations.all():
        same = known.get(participation.party_id)
        if same is None:
            participation.treaty = into
            participation.save()
            moved.append(participation.pk)
            continue
        fill_blanks(same, {name: getattr(participation, name) for name in _ACTS})
        same.save()
        participation.delete()
    return moved
