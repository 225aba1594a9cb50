"""Who changed what in a record, and when: its history rows, log entries and merges, gathered by act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models

from statements import dates
from statements.editing.forms.record_descriptions import describe
from statements.models import StatementParty
from statements.models.edtf import EDTFField
from statements.models.history import BEFORE, PARTS
from statements.models.statement import PartyRole
from statements.publishing.merging import find_merges

# Rows written by one press of a button are no further apart.
MAX_ACT_DURATION = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """``before`` or ``after`` is "" where the value is new or removed."""

    what: str
    before: str
    after: str


@dataclass(slots=True)
class HistoryEntry:
    """One act. ``state`` identifies the state of the record after it, for a later reversion; None where the act left
    none."""

    at: datetime
    who: str
    notes: list[str] = field(default_factory=list)
    changes: list[FieldChange] = field(default_factory=list)
    state: datetime | None = None


def list_history(record: models.Model) -> list[HistoryEntry]:
    """Everything that was done to ``record`` by hand, the last first."""
    names = NameLookup()
    entries = _list_acts(record, names)
    for log_entry in _read_log(record):
        entry = _find_or_add(entries, log_entry.action_time, names.find_user(log_entry.user_id))
        note = log_entry.get_change_message()
        if note and not note.startswith(("Changed ", "Added ")) and note not in entry.notes:
            entry.notes.append(note)
    for merge in find_merges(record):
        entry = _find_or_add(entries, merge.created_at, names.find_user(merge.author_id))
        entry.notes.append(f"{merge}: {merge.reason}")
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _find_or_add(entries: list[HistoryEntry], at: datetime, who: str) -> HistoryEntry:
    """The entry of the same act, or a new one."""
    entry = next((entry for entry in entries if abs(entry.at - at) <= MAX_ACT_DURATION), None)
    if entry is None:
        entry = HistoryEntry(at, who)
        entries.append(entry)
    entry.who = entry.who or who
    return entry


def _list_acts(record: models.Model, names: NameLookup) -> list[HistoryEntry]:
    latest: dict[tuple[type, int], Any] = {}
    entries: list[HistoryEntry] = []
    for row in list_rows(record):
        key = (type(row), row.id)
        before, latest[key] = latest.get(key), row
        is_first_state = row.history_change_reason == BEFORE
        who = names.find_user(row.history_user_id)
        last = entries[-1] if entries else None
        if last is None or not _belongs_to(row, who, last):
            last = HistoryEntry(row.history_date, who, [BEFORE] if is_first_state else [])
            entries.append(last)
        last.at = last.state = row.history_date
        if is_first_state:
            continue
        if row.history_change_reason and row.history_change_reason not in last.notes:
            last.notes.append(row.history_change_reason)
        last.changes += compare_rows(row, before, names)
    return [entry for entry in entries if entry.changes or entry.notes]


def _belongs_to(row: Any, who: str, entry: HistoryEntry) -> bool:
    is_first_state = row.history_change_reason == BEFORE
    return (
        row.history_date - entry.at <= MAX_ACT_DURATION
        and entry.who == who
        and (entry.notes == [BEFORE]) == is_first_state
    )


def list_rows(record: models.Model) -> list[Any]:
    """The history rows of ``record`` and of the rows that belong to it, the oldest first."""
    return sorted(_read_rows(record), key=lambda row: (row.history_date, row.history_id))


def _read_rows(record: models.Model) -> Iterator[Any]:
    model = type(record)
    yield from get_history(model).filter(id=record.pk)
    for part, name in PARTS[model]:
        rows = get_history(part).filter(**{name: record.pk})
        yield from rows.filter(role=PartyRole.MENTIONED) if part is StatementParty else rows


def get_history(model: type[models.Model]) -> Any:
    """The manager that simple-history adds to a model; it has no types."""
    return model.history  # type: ignore[attr-defined]  # added when the model is registered


def _read_log(record: models.Model) -> list[LogEntry]:
    kind = ContentType.objects.get_for_model(type(record))
    return list(LogEntry.objects.filter(content_type=kind, object_id=str(record.pk)).order_by("action_time"))


def compare_rows(row: Any, before: Any, names: NameLookup) -> list[FieldChange]:
    """What changed from one history row of a record to the next; ``before`` is None for its first."""
    is_part = row.instance_type not in PARTS
    if is_part:
        noun = row.instance_type._meta.verbose_name
        if row.history_type == "-":
            return [FieldChange(noun, _summarize(row, names), "")]
        if before is None or before.history_type == "-":
            return [FieldChange(noun, "", _summarize(row, names))]
    changes = []
    for model_field in _list_compared_fields(row):
        old = "" if before is None else _format_value(before, model_field, names)
        new = _format_value(row, model_field, names)
        if old != new:
            what = str(model_field.verbose_name)
            changes.append(
                FieldChange(f"{row.instance_type._meta.verbose_name}: {what}" if is_part else what, old, new)
            )
    for many_field in row._history_m2m_fields:
        old = "" if before is None else _format_many(before, many_field, names)
        new = _format_many(row, many_field, names)
        if old != new:
            changes.append(FieldChange(str(many_field.verbose_name), old, new))
    return changes


def _list_compared_fields(row: Any) -> list[Any]:
    return [each for each in row.tracked_fields if each.editable and not each.primary_key]


def _summarize(row: Any, names: NameLookup) -> str:
    """A row that belongs to a record, in one line without that record."""
    owners = {name for parts in PARTS.values() for part, name in parts if part is row.instance_type}
    values = [_format_value(row, each, names) for each in _list_compared_fields(row) if each.name not in owners]
    return ", ".join(filter(None, values))


def _format_value(row: Any, model_field: Any, names: NameLookup) -> str:
    value = getattr(row, model_field.attname)
    if value in (None, "", []):
        return ""
    if isinstance(model_field, models.ForeignKey):
        return names.find_record(model_field.related_model, value)
    if model_field.choices:
        return str(dict(model_field.flatchoices).get(value, value))
    if isinstance(model_field, models.BooleanField):
        return "yes" if value else "no"
    if isinstance(model_field, EDTFField):
        date = dates.parse_or_none(value)
        return dates.format_date(date) if date else str(value)
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _format_many(row: Any, many_field: Any, names: NameLookup) -> str:
    name = many_field.m2m_reverse_field_name()
    pks = getattr(row, many_field.name).values_list(f"{name}_id", flat=True)
    return "; ".join(sorted(names.find_record(many_field.related_model, pk) for pk in pks))


class NameLookup:
    """Names of records and accounts; each is read once."""

    def __init__(self) -> None:
        self._names: dict[tuple[type, Any], str] = {}

    def find_record(self, model: Any, pk: Any) -> str:
        if (model, pk) not in self._names:
            record = model._default_manager.filter(pk=pk).first()
            self._names[model, pk] = describe(record) if record else f"(deleted: {model._meta.verbose_name} {pk})"
        return self._names[model, pk]

    def find_user(self, pk: Any) -> str:
        if pk is None:
            return ""
        model = get_user_model()
        if (model, pk) not in self._names:
            user = model.objects.filter(pk=pk).first()
            name = (user.get_full_name() or user.get_username()) if user else "(a deleted account)"
            self._names[model, pk] = name
        return self._names[model, pk]
