"""The history of a record at the desk: who changed what and when, and the way back to an earlier state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from statements import dates
from statements.editing.forms.record_descriptions import describe
from statements.models import Statement, StatementParty
from statements.models.edtf import EDTFField
from statements.models.history import BEFORE, PARTS, keep_history
from statements.models.statement import PartyRole
from statements.publishing import NotReady, record_change
from statements.publishing.merging import find_merges

# Rows written within one press of a button lie no further apart.
ONE_ACT = timedelta(seconds=3)
# What makes a record this record, and its state of publication, is not taken back.
_STAYS = frozenset(
    ("id", "uid", "status", "published_at", "withdrawn_reason", "withdrawn_on", "added_at", "raw_sha256", "source_key",
     "path", "depth")
)  # fmt: skip


class CannotRevert(ValueError):
    """The earlier state cannot be had again; the message says why."""


@dataclass(frozen=True, slots=True)
class Difference:
    """``what`` changed; ``before`` or ``after`` is "" where it is new or gone."""

    what: str
    before: str
    after: str


@dataclass(slots=True)
class Moment:
    """One act: who, when, with what word, and the differences it made. ``state`` names the state after it, by which
    the record can be brought back to it; None where the act left no state of its own."""

    at: datetime
    who: str
    said: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    state: datetime | None = None


def moments(record: models.Model) -> list[Moment]:
    """Everything that was done to ``record`` by hand, the last first."""
    out = _acts(record)
    known = _Names()
    for entry in _log(record):
        said = entry.get_change_message()
        near = next((one for one in out if abs(one.at - entry.action_time) <= ONE_ACT), None)
        if near is None:
            near = Moment(entry.action_time, known.user(entry.user_id))
            out.append(near)
        near.who = near.who or known.user(entry.user_id)
        if said and not said.startswith(("Changed ", "Added ")) and said not in near.said:
            near.said.append(said)
    for merge in find_merges(record):
        near = next((one for one in out if abs(one.at - merge.created_at) <= ONE_ACT), None)
        if near is None:
            near = Moment(merge.created_at, known.user(merge.author_id))
            out.append(near)
        near.said.append(f"{merge}: {merge.reason}")
    return sorted(out, key=lambda one: one.at, reverse=True)


def _acts(record: models.Model) -> list[Moment]:
    known = _Names()
    rows = sorted(_rows(record), key=lambda row: (row.history_date, row.history_id))
    latest: dict[tuple[type, int], Any] = {}
    out: list[Moment] = []
    for row in rows:
        key = (type(row), row.id)
        before = latest.get(key)
        latest[key] = row
        is_start = row.history_change_reason == BEFORE
        who = known.user(row.history_user_id)
        last = out[-1] if out else None
        starts = bool(last and last.said == [BEFORE])
        if last is None or row.history_date - last.at > ONE_ACT or last.who != who or starts != is_start:
            last = Moment(row.history_date, who, [BEFORE] if is_start else [])
            out.append(last)
        last.at = last.state = row.history_date
        if is_start:
            continue
        if row.history_change_reason and row.history_change_reason not in last.said:
            last.said.append(row.history_change_reason)
        last.differences += _differences(row, before, known)
    return [one for one in out if one.differences or one.said]


def _rows(record: models.Model) -> Iterator[Any]:
    model = type(record)
    yield from model.history.filter(id=record.pk)
    for part, name in PARTS[model]:
        rows = part.history.filter(**{name: record.pk})
        yield from rows.filter(role=PartyRole.MENTIONED) if part is StatementParty else rows


def _log(record: models.Model) -> list[LogEntry]:
    kind = ContentType.objects.get_for_model(type(record))
    return list(LogEntry.objects.filter(content_type=kind, object_id=str(record.pk)).order_by("action_time"))


def _differences(row: Any, before: Any, known: _Names) -> list[Difference]:
    is_part = row.instance_type not in PARTS
    if is_part:
        name = row.instance_type._meta.verbose_name
        if row.history_type == "-":
            return [Difference(name, _in_short(row, known), "")]
        if before is None or before.history_type == "-":
            return [Difference(name, "", _in_short(row, known))]
    out = []
    for each in _compared(row):
        old, new = ("" if before is None else _said(before, each, known)), _said(row, each, known)
        if old != new:
            what = f"{row.instance_type._meta.verbose_name}: {each.verbose_name}" if is_part else each.verbose_name
            out.append(Difference(str(what), old, new))
    for each in row._history_m2m_fields:
        old, new = ("" if before is None else _many(before, each, known)), _many(row, each, known)
        if old != new:
            out.append(Difference(str(each.verbose_name), old, new))
    return out


def _compared(row: Any) -> list[models.Field]:
    return [each for each in row.tracked_fields if each.editable and not each.primary_key]


def _in_short(row: Any, known: _Names) -> str:
    whole = {name for parts in PARTS.values() for part, name in parts if part is row.instance_type}
    said = [_said(row, each, known) for each in _compared(row) if each.name not in whole]
    return ", ".join(filter(None, said))


def _said(row: Any, each: models.Field, known: _Names) -> str:
    value = getattr(row, each.attname)
    if value in (None, "", []):
        return ""
    if isinstance(each, models.ForeignKey):
        return known.record(each.related_model, value)
    if each.choices:
        return str(dict(each.flatchoices).get(value, value))
    if isinstance(each, models.BooleanField):
        return "yes" if value else "no"
    if isinstance(each, EDTFField):
        try:
            return dates.format_date(value)
        except dates.InvalidDate:
            return str(value)
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _many(row: Any, each: models.Field, known: _Names) -> str:
    name = each.m2m_reverse_field_name()
    pks = getattr(row, each.name).values_list(f"{name}_id", flat=True)
    return "; ".join(sorted(known.record(each.related_model, pk) for pk in pks))


class _Names:
    """How records and people are called; each is asked for once."""

    def __init__(self) -> None:
        self._known: dict[tuple[type, Any], str] = {}

    def record(self, model: type[models.Model], pk: Any) -> str:
        if (model, pk) not in self._known:
            found = model._default_manager.filter(pk=pk).first()
            self._known[model, pk] = describe(found) if found else f"(gone: {model._meta.verbose_name} {pk})"
        return self._known[model, pk]

    def user(self, pk: Any) -> str:
        if pk is None:
            return ""
        user = get_user_model()
        if (user, pk) not in self._known:
            found = user.objects.filter(pk=pk).first()
            self._known[user, pk] = (
                (found.get_full_name() or found.get_username()) if found else "(an account now gone)"
            )
        return self._known[user, pk]


@transaction.atomic
def revert(record: models.Model, at: datetime, reason: str, author: Any) -> list[Difference]:
    """Bring ``record`` and its rows back to their state of ``at``, as a change of today; returns what that changed.

    A public statement gets a new version with ``reason``. Raises CannotRevert, and changes nothing then.
    """
    if not reason.strip():
        raise CannotRevert("Say why it is brought back.")
    model = type(record)
    row = model.history.filter(id=record.pk, history_date__lte=at).order_by("history_date", "history_id").last()
    if row is None:
        raise CannotRevert("No state of that day is kept.")
    began = _last_row(record)
    with keep_history(author, f"Brought back: {reason}"):
        _take_back(record, row)
        for part, name in PARTS[model]:
            _take_back_rows(record, part, name, at)
        record.save()
        for each in row._history_m2m_fields:
            pks = list(getattr(row, each.name).values_list(f"{each.m2m_reverse_field_name()}_id", flat=True))
            there = each.related_model._default_manager.filter(pk__in=pks)
            getattr(record, each.name).set(there)
    if isinstance(record, Statement):
        try:
            record_change(record, reason, author)
        except NotReady as error:
            raise CannotRevert(f"As it was then it could not stay public. {error}") from error
    known = _Names()
    before = {(type(one), one.id): one for one in began}
    new = [one for one in _last_row(record) if before.get((type(one), one.id)) != one]
    return [change for one in new for change in _differences(one, before.get((type(one), one.id)), known)]


def _last_row(record: models.Model) -> list[Any]:
    latest: dict[tuple[type, int], Any] = {}
    for row in sorted(_rows(record), key=lambda row: (row.history_date, row.history_id)):
        latest[type(row), row.id] = row
    return list(latest.values())


def _take_back(record: models.Model, row: Any) -> None:
    for each in row.tracked_fields:
        if each.name in _STAYS or not each.editable:
            continue
        value = getattr(row, each.attname)
        is_link = isinstance(each, models.ForeignKey) and value is not None
        if is_link and not each.related_model._default_manager.filter(pk=value).exists():
            raise CannotRevert(
                f"Its {each.verbose_name} of that day is not in the archive any more: it was deleted or merged. "
                "Change the other fields by hand."
            )
        setattr(record, each.attname, value)


def _take_back_rows(record: models.Model, part: type[models.Model], name: str, at: datetime) -> None:
    """Rows that an import wrote since are nobody's change and stay."""
    rows = part.history.filter(**{name: record.pk}).order_by("history_date", "history_id")
    then: dict[int, Any] = {}
    for row in rows.filter(history_date__lte=at):
        then[row.id] = row
    known = set(rows.values_list("id", flat=True))
    now = {one.pk: one for one in part._default_manager.filter(**{name: record.pk})}
    for pk, one in now.items():
        if pk in known and (pk not in then or then[pk].history_type == "-"):
            one.delete()
    for pk, row in then.items():
        if row.history_type == "-":
            continue
        one = now.get(pk)
        if one is None and part._default_manager.filter(pk=pk).exists():
            continue  # it belongs to another record now
        one = one or part(pk=pk, **{f"{name}_id": record.pk})
        for each in row.tracked_fields:
            if not each.primary_key and each.editable:
                setattr(one, each.attname, getattr(row, each.attname))
        one.save()
