"""The history of records that editors change by hand: who, when, and what it was before. Imports write thousands of
records and no history: what they wrote can be read in their sources and reports.

A record that an import made has no history until it is first changed by hand. Then its state before is stored too, with
that of the rows that belong to it (aliases, terms, names, participations), so that every later state can be compared
with it and restored.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.db.models.signals import m2m_changed, pre_delete, pre_save
from simple_history import register
from simple_history.models import HistoricalRecords

from .event import Event
from .party import Party, PartyName
from .publisher import Publisher
from .speaker import Speaker, SpeakerAlias, Term
from .statement import Statement, StatementParty
from .topic import Topic
from .treaty import Treaty, TreatyAlias, TreatyParty, TreatyRelation

BEFORE = "As it was before it was first changed at the desk."

# Records with pages of their own -> the rows that belong to them, by the name of their foreign key. The passages of a
# statement and its mentions of treaties are in its public versions instead.
PARTS: dict[type[models.Model], tuple[tuple[type[models.Model], str], ...]] = {
    Statement: ((StatementParty, "statement"),),
    Speaker: ((SpeakerAlias, "speaker"), (Term, "speaker")),
    Party: ((PartyName, "party"),),
    Treaty: ((TreatyAlias, "treaty"), (TreatyParty, "treaty"), (TreatyRelation, "treaty")),
    Publisher: (),
    Event: (),
    Topic: (),
}
_MANY: dict[type[models.Model], tuple[str, ...]] = {
    Statement: ("topics",),
    Event: ("participants",),
    Party: ("successors",),
}
# Counts and stamps that the archive sets itself: a change of these alone is no change by hand.
_OWN: dict[type[models.Model], list[str]] = {
    Statement: ["changed_at", "lock_version", "datestamp", "speech_count", "word_count", "warnings"]
}
_WHOLE = {part: (whole, name) for whole, parts in PARTS.items() for part, name in parts}

_author: ContextVar[tuple[Any, str] | None] = ContextVar("history_author", default=None)
_silent: ContextVar[bool] = ContextVar("history_silent", default=False)


@contextmanager
def keep_history(author: Any, reason: str = "") -> Iterator[None]:
    """Within the block changes are recorded as ``author``'s (None: of nobody in particular), also outside a request."""
    token = _author.set((author, reason[:100]))
    try:
        yield
    finally:
        _author.reset(token)


@contextmanager
def pause_history() -> Iterator[None]:
    """Within the block no history is written: for what only follows from a change that is recorded."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def is_history_kept() -> bool:
    """Whether records are being changed by hand: within ``keep_history``, or in a request of a signed-in user."""
    if _silent.get():
        return False
    if _author.get() is not None:
        return True
    request = getattr(HistoricalRecords.context, "request", None)
    return request is not None and getattr(request, "user", None) is not None and request.user.is_authenticated


class ManualHistory(HistoricalRecords):
    """The history of a model, written only while records are changed by hand."""

    def post_save(self, instance: models.Model, created: bool, using: str | None = None, **kwargs: Any) -> None:
        if is_history_kept():
            super().post_save(instance, created, using=using, **kwargs)

    def post_delete(self, instance: models.Model, using: str | None = None, **kwargs: Any) -> None:
        if is_history_kept():
            super().post_delete(instance, using=using, **kwargs)

    def m2m_changed(
        self, instance: models.Model, action: str, attr: str, pk_set: set[int], reverse: bool, **kwargs: Any
    ) -> None:
        if is_history_kept() and not reverse:
            super().m2m_changed(instance, action, attr, pk_set, reverse, **kwargs)

    def get_history_user(self, instance: models.Model) -> Any:
        change = _author.get()
        return change[0] if change and change[0] is not None else super().get_history_user(instance)

    def get_change_reason_for_object(self, instance: models.Model, history_type: str, using: str) -> str | None:
        change = _author.get()
        return (
            super().get_change_reason_for_object(instance, history_type, using) or (change[1] if change else "") or None
        )


def store_state_before(record: models.Model) -> None:
    """Store the state of ``record`` and its rows as the database has it, where it has no history yet."""
    model = type(record)
    # simple_history adds the manager when it registers the model.
    history = model.history  # type: ignore[attr-defined]  # added when the model is registered
    if record.pk is None or history.filter(**{model._meta.pk.attname: record.pk}).exists():
        return
    stored = model._default_manager.filter(pk=record.pk).first()
    if stored is None:
        return
    _store_state(stored)
    for part, name in PARTS[model]:
        for row in part._default_manager.filter(**{name: record.pk}):
            _store_state(row)


def _store_state(record: models.Model) -> None:
    records = _RECORDS[type(record)]
    # Attributes that simple_history reads from the record.
    setattr(record, "_change_reason", BEFORE)  # noqa: B010
    setattr(record, "_history_user", None)  # noqa: B010
    records.create_historical_record(record, "+")


def _before_writing(sender: type[models.Model], instance: models.Model, raw: bool = False, **kwargs: object) -> None:
    if raw or not is_history_kept() or instance._state.adding and sender in PARTS:
        return
    whole = instance if sender in PARTS else getattr(instance, _WHOLE[sender][1], None)
    if whole is not None:
        store_state_before(whole)


def _before_linking(sender: object, instance: models.Model, action: str, reverse: bool, **kwargs: object) -> None:
    if is_history_kept() and not reverse and action.startswith("pre_"):
        store_state_before(instance)


_RECORDS: dict[type[models.Model], ManualHistory] = {}


class _Registered(ManualHistory):
    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        _RECORDS[sender] = self


for _model in (*PARTS, *_WHOLE):
    register(
        _model,
        records_class=_Registered,
        excluded_fields=_OWN.get(_model, []),
        m2m_fields=_MANY.get(_model, ()),
        user_db_constraint=False,
    )
    pre_save.connect(_before_writing, sender=_model, dispatch_uid=f"history-save-{_model.__name__}")
    pre_delete.connect(_before_writing, sender=_model, dispatch_uid=f"history-delete-{_model.__name__}")
    for _name in _MANY.get(_model, ()):
        m2m_changed.connect(
            _before_linking, sender=getattr(_model, _name).through, dispatch_uid=f"history-{_model.__name__}-{_name}"
        )
