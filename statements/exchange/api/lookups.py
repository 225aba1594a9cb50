"""Find a record by the name in an address, where it has moved to, or why it is gone."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from statements.models import Permalink, Statement
from statements.models.permalink import PermalinkKind, leads_inside
from statements.models.statement import StatementStatus
from statements.text.identity import read_uid

from .problems import Problem

M = TypeVar("M", bound=Model)


class RecordMoved(Exception):
    """The record has another name for good."""

    def __init__(self, kind: str, name: str):
        super().__init__(name)
        self.kind = kind
        self.name = name


def get_public_statement(typed: str) -> Statement:
    """The public statement. Raises ``RecordMoved``, or ``Problem``: gone with the reason, or never there."""
    uid = read_uid(typed)
    statement = Statement.objects.filter(uid=uid).first() if uid else None
    if statement and statement.is_public:
        return statement
    if statement and statement.status == StatementStatus.WITHDRAWN and statement.published_at:
        raise Problem(
            "gone", f"{uid} was withdrawn.",
            reason=statement.withdrawn_reason, since=str(statement.withdrawn_on or ""),
        )  # fmt: skip
    raise _missing_record("s", typed, uid)


def get_record(records: QuerySet[M], kind: str, typed: str) -> M:
    """The record of ``records`` with that uid. Raises ``RecordMoved`` or ``Problem``."""
    uid = read_uid(typed)
    record = records.filter(uid=uid).first() if uid else None
    if record is None:
        raise _missing_record(kind, typed, uid)
    return record


def _missing_record(kind: str, typed: str, uid: str | None) -> Exception:
    link = Permalink.objects.find(f"{kind}/{uid}") if uid else None
    if link is None or (link.kind == PermalinkKind.MOVED and not leads_inside(link.target)):
        return Problem("not-found", f"There is no record {typed[:40]}.")
    if link.kind == PermalinkKind.TOMBSTONE:
        return Problem("gone", f"{uid} was unpublished.", reason=link.reason, since=f"{link.created_at:%Y-%m-%d}")
    _, target_kind, name, *_ = [*link.target.split("/"), "", ""]
    return RecordMoved(target_kind, name) if target_kind == kind else Problem("not-found", f"There is no record {uid}.")
