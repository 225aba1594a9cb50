"""An earlier state of a record brought back, as a change of today."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction

from statements.editing.history.record_history import FieldChange, NameLookup, compare_rows, get_history, list_rows
from statements.models import Statement
from statements.models.history import PARTS, keep_history
from statements.publishing import NotReady, record_change

# The identity of a record and its state of publication are not reverted.
_NOT_REVERTED = frozenset(
    ("id", "uid", "status", "published_at", "withdrawn_reason", "withdrawn_on", "added_at", "raw_sha256", "source_key",
     "path", "depth")
)  # fmt: skip


class CannotRevert(ValueError):
    """The earlier state cannot be restored; the message says why."""


@transaction.atomic
def revert(record: models.Model, at: datetime, reason: str, author: User) -> list[FieldChange]:
    """Bring ``record`` and its rows back to their state of ``at``; returns what that changed.

    A public statement gets a new version with ``reason``. Raises CannotRevert, and changes nothing then.
    """
    if not reason.strip():
        raise CannotRevert("Say why you bring it back.")
    earlier = get_history(type(record)).filter(id=record.pk, history_date__lte=at)
    row = earlier.order_by("history_date", "history_id").last()
    if row is None:
        raise CannotRevert("There is no state of that day.")
    before = _find_latest_rows(record)
    with keep_history(author, f"Brought back: {reason}"):
        _revert_fields(record, row)
        for part, name in PARTS[type(record)]:
            _revert_parts(record, part, name, at)
        record.save()
        _revert_many(record, row)
    if isinstance(record, Statement):
        try:
            record_change(record, reason, author)
        except NotReady as error:
            raise CannotRevert(f"In that state it could not stay public. {error}") from error
    names = NameLookup()
    after = _find_latest_rows(record)
    changed = [row for key, row in after.items() if before.get(key) != row]
    return [change for row in changed for change in compare_rows(row, before.get((type(row), row.id)), names)]


def _find_latest_rows(record: models.Model) -> dict[tuple[type, int], Any]:
    return {(type(row), row.id): row for row in list_rows(record)}


def _revert_fields(record: models.Model, row: Any) -> None:
    for field in row.tracked_fields:
        if field.name in _NOT_REVERTED or not field.editable:
            continue
        value = getattr(row, field.attname)
        is_link = isinstance(field, models.ForeignKey) and value is not None
        if is_link and not field.related_model._default_manager.filter(pk=value).exists():
            raise CannotRevert(
                f"Its {field.verbose_name} of that day is no longer in the archive: it was deleted or merged. "
                "Change the other fields by hand."
            )
        setattr(record, field.attname, value)


def _revert_many(record: models.Model, row: Any) -> None:
    for field in row._history_m2m_fields:
        pks = list(getattr(row, field.name).values_list(f"{field.m2m_reverse_field_name()}_id", flat=True))
        getattr(record, field.name).set(field.related_model._default_manager.filter(pk__in=pks))


def _revert_parts(record: models.Model, part: type[models.Model], name: str, at: datetime) -> None:
    """Rows that an import wrote since have no history and stay."""
    rows = get_history(part).filter(**{name: record.pk}).order_by("history_date", "history_id")
    earlier: dict[int, Any] = {row.id: row for row in rows.filter(history_date__lte=at)}
    with_history = set(rows.values_list("id", flat=True))
    current = {each.pk: each for each in part._default_manager.filter(**{name: record.pk})}
    for pk, instance in current.items():
        if pk in with_history and (pk not in earlier or earlier[pk].history_type == "-"):
            instance.delete()
    for pk, row in earlier.items():
        if row.history_type == "-":
            continue
        if pk not in current and part._default_manager.filter(pk=pk).exists():
            continue  # it belongs to another record now
        instance = current.get(pk) or part(pk=pk, **{f"{name}_id": record.pk})
        for field in row.tracked_fields:
            if not field.primary_key and field.editable:
                setattr(instance, field.attname, getattr(row, field.attname))
        instance.save()
