"""Addresses and uids typed into the search box lead straight to their record."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from statements.models import Speaker, Statement, Treaty
from statements.text.identity import read_uid


def find_record_path(typed: str) -> str | None:
    """The path of the record whose address or uid was typed, or None."""
    text = typed.strip()
    if "/" in text:
        parts = [part for part in re.split(r"[/?#]", text) if part]
        pairs = [(_RECORDS[kind], uid) for kind, uid in zip(parts, parts[1:], strict=False) if kind in _RECORDS]
        return next((path for records, uid in pairs if (path := _find_path(records(), uid))), None)
    # A uid has digits nearly always; a word without any is looked for as a word.
    if " " in text or not any(char.isdigit() for char in text):
        return None
    return next((path for records in _RECORDS.values() if (path := _find_path(records(), text))), None)


def _find_path(records: QuerySet[Any], typed: str) -> str | None:
    uid = read_uid(typed)
    record = records.filter(uid=uid).first() if uid else None
    return record.get_absolute_url() if record else None


_RECORDS: dict[str, Callable[[], QuerySet[Any]]] = {
    "s": Statement.objects.published,
    "speakers": Speaker.objects.all,
    "treaties": Treaty.objects.all,
}
