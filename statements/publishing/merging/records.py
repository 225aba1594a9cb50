"""What the merges of speakers, treaties and statements have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Model, Q

from statements.models import Merge, Permalink, Speaker, Statement, Treaty, TreatyMention
from statements.models.base import Permanent, build_permalink_key
from statements.models.history import keep_history
from statements.models.merge import MergedKind
from statements.models.permalink import PermalinkKind
from statements.publishing.datestamps import next_moment
from statements.search.indexing.queue import defer_indexing

MAX_REASON = 500
MAX_NAME = 500
_KINDS: dict[type[Model], MergedKind] = {
    Speaker: MergedKind.SPEAKER,
    Treaty: MergedKind.TREATY,
    Statement: MergedKind.STATEMENT,
}


class CannotMerge(ValueError):
    """The records cannot be made one; the message says why and what to do."""


def find_merges(record: Model) -> list[Merge]:
    """Return the merges and splits in which ``record`` took part, the latest first."""
    kind = _KINDS.get(type(record))
    if kind is None or not isinstance(record, Permanent):
        return []
    same = Merge.objects.filter(kind=kind).filter(Q(kept_uid=record.uid) | Q(old_uid=record.uid))
    return list(same.select_related("author").order_by("-pk"))


def check_merge(old: Permanent, into: Permanent, reason: str) -> None:
    """Raise CannotMerge where the two are one record or no reason is given."""
    if old.pk == into.pk:
        raise CannotMerge("This is one record: choose another to merge it into.")
    if not reason.strip():
        raise CannotMerge("Say why the two are one: readers of the old address will see it.")


@contextmanager
def merge_transaction(author: User | None, reason: str) -> Iterator[None]:
    """All of it or nothing, with the history kept under ``reason`` and the index updated once at the end."""
    with defer_indexing(), keep_history(author, reason), transaction.atomic():
        yield


def record_merge(
    old: Permanent, kept: Permanent, reason: str, author: User | None, moved: dict[str, list[int]],
    *, is_split: bool = False,
) -> Merge:  # fmt: skip
    return Merge.objects.create(
        kind=_KINDS[type(old)], is_split=is_split,
        old_uid=old.uid, old_name=str(old)[:MAX_NAME], kept_uid=kept.uid, kept_name=str(kept)[:MAX_NAME],
        reason=reason[:MAX_REASON], author=author, moved=moved,
    )  # fmt: skip


def add_redirect(old: Permanent, into: Permanent, reason: str) -> None:
    """Redirect the old address, and every address that led to it, to the record that stays."""
    target = into.get_absolute_url()
    Permalink.objects.filter(target__startswith=old.get_permalink()).update(target=target)
    Permalink.objects.update_or_create(
        address=build_permalink_key(old.get_permalink()),
        defaults={"kind": PermalinkKind.MOVED, "target": target, "reason": reason, "created_at": next_moment()},
    )


def move_aliases(
    old: Speaker | Treaty, into: Speaker | Treaty, names: Iterable[str], taken: Iterable[str]
) -> list[int]:
    """Move the other names of ``old``, and its own ``names``: by them transcripts and imports know the record again.

    A name that is among ``taken``, or that ``into`` has already, is dropped.
    """
    owner = "speaker" if isinstance(into, Speaker) else "treaty"
    known = {*taken, *(alias.name for alias in into.aliases.all())}
    moved = []
    for alias in old.aliases.all():
        if alias.name in known:
            alias.delete()
            continue
        setattr(alias, owner, into)
        alias.save()
        known.add(alias.name)
        moved.append(alias.pk)
    max_length = into.aliases.model._meta.get_field("name").max_length or 0
    for name in dict.fromkeys(filter(None, names)):
        if name not in known and len(name) <= max_length:
            moved.append(into.aliases.create(name=name).pk)
    return moved


def move_mentions(mentions: Iterable[TreatyMention], **to: Model) -> list[int]:
    """Move mentions to another treaty or statement; one that is there already is the same mention."""
    moved = []
    for mention in mentions:
        for name, record in to.items():
            setattr(mention, name, record)
        try:
            with transaction.atomic():
                mention.save()
        except IntegrityError:
            TreatyMention.objects.get(pk=mention.pk).delete()
        else:
            moved.append(mention.pk)
    return moved


def fill_blanks(record: Model, values: dict[str, Any]) -> None:
    """Set those of ``values`` for which the record has nothing."""
    for name, value in values.items():
        if value and not getattr(record, name):
            setattr(record, name, value)
