"""Cursors: how far a list was read, as the sort values of the last record sent, signed.

The next page begins after those values, whether or not that record still exists: records that are added, changed or
withdrawn meanwhile make no other record appear twice or be skipped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet

from .problems import Problem

_SALT = "statements.exchange.api"
M = TypeVar("M", bound=Model)
Value = int | date  # a datetime is a date
_READERS: Mapping[str, Callable[[Any], Value]] = {
    "int": int,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}


@dataclass(frozen=True, slots=True)
class Key:
    """A field that is never NULL in the list; ``kind`` is int, date or datetime."""

    field: str
    kind: str = "int"
    descending: bool = False

    @property
    def ordering(self) -> str:
        return f"-{self.field}" if self.descending else self.field


BY_ADDITION = (Key("pk"),)


@dataclass(frozen=True, slots=True)
class Slice:
    """Primary keys of a page of a list, and the cursor of the next one ("" on the last)."""

    pks: list[int]
    next: str


def read_slice(records: QuerySet[M], keys: Sequence[Key], name: str, cursor: str, limit: int) -> Slice:
    """The ``limit`` records after ``cursor`` in the order of ``keys``, the last of which is unique.

    ``name`` says which list it is, with its filters and order. Raises ``Problem`` for a cursor of another list.
    """
    if cursor:
        records = _rows_after(records, keys, decode_cursor(name, cursor, [key.kind for key in keys]))
    ordered = records.order_by(*(key.ordering for key in keys))
    rows = list(ordered.values_list("pk", *(key.field for key in keys))[: limit + 1])
    more = len(rows) > limit
    rows = rows[:limit]
    return Slice([row[0] for row in rows], encode_cursor(name, rows[-1][1:]) if more else "")


def encode_cursor(name: str, values: Sequence[Value]) -> str:
    parts = [value if isinstance(value, int) else value.isoformat() for value in values]
    # Without the time of signing: the same page has the same cursor, and so the same ETag.
    return signing.Signer(salt=_SALT).sign_object([_digest(name), *parts], compress=True)


def decode_cursor(name: str, cursor: str, kinds: Sequence[str]) -> list[Value]:
    """Raises ``Problem`` where it is not a cursor of the list ``name``."""
    try:
        digest, *parts = signing.Signer(salt=_SALT).unsign_object(cursor)
        values = [_READERS[kind](part) for kind, part in zip(kinds, parts, strict=True)]
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Problem("bad-cursor", "This is not a cursor of this archive.") from error
    if digest != _digest(name):
        raise Problem("bad-cursor", "This cursor belongs to a list with other filters or another order.")
    return values


def _rows_after(records: QuerySet[M], keys: Sequence[Key], values: Sequence[Value]) -> QuerySet[M]:
    (first, *others), (value, *rest) = keys, values
    if not others:
        return records.filter(_past(first, value, equal=False))
    # The bound first and the exception after: with an “or” no index would serve.
    (second,), (second_value,) = others, rest
    reverse = Key(second.field, second.kind, not second.descending)
    return records.filter(_past(first, value, equal=True)).exclude(
        Q(**{first.field: value}) & _past(reverse, second_value, equal=True)
    )


def _past(key: Key, value: Value, *, equal: bool) -> Q:
    return Q(**{f"{key.field}__{'lt' if key.descending else 'gt'}{'e' if equal else ''}": value})


def _digest(name: str) -> str:
    return hashlib.blake2s(name.encode(), digest_size=6).hexdigest()
