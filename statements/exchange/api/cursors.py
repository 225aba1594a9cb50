"""Cursors: how far a list was read, as the sort values of the last record that was sent, signed.

The next page begins behind those values, whether or not that record is still there: what is added, changed or taken
back meanwhile makes nothing else come twice or be left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core import signing
from django.db.models import Model, Q, QuerySet

from .problems import Problem

_SALT = "statements.exchange.api"
_READERS = {"int": int, "date": date.fromisoformat, "datetime": datetime.fromisoformat}


@dataclass(frozen=True, slots=True)
class Key:
    """A field that never is NULL in the list; ``kind`` is int, date or datetime."""

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


def read_slice(records: QuerySet[Model], keys: Sequence[Key], name: str, cursor: str, limit: int) -> Slice:
    """The ``limit`` records behind ``cursor`` in the order of ``keys``, the last of which is unique.

    ``name`` says which list it is, with its filters and order. Raises ``Problem`` for a cursor of another list.
    """
    if cursor:
        records = _rows_after(records, keys, decode_cursor(name, cursor, [key.kind for key in keys]))
    ordered = records.order_by(*(key.ordering for key in keys))
    rows = list(ordered.values_list("pk", *(key.field for key in keys))[: limit + 1])
    more = len(rows) > limit
    rows = rows[:limit]
    return Slice([row[0] for row in rows], encode_cursor(name, rows[-1][1:]) if more else "")


def encode_cursor(name: str, values: Sequence[object]) -> str:
    parts = [value if isinstance(value, int) else value.isoformat() for value in values]
    # Without the time of signing: the same page has the same cursor, and so the same ETag.
    return signing.Signer(salt=_SALT).sign_object([_digest(name), *parts], compress=True)


def decode_cursor(name: str, cursor: str, kinds: Sequence[str]) -> list:
    """Raises ``Problem`` for what is no cursor of the list ``name``."""
    try:
        digest, *parts = signing.Signer(salt=_SALT).unsign_object(cursor)
        values = [_READERS[kind](part) for kind, part in zip(kinds, parts, strict=True)]
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Problem("bad-cursor", "This is no cursor that was given out here.") from error
    if digest != _digest(name):
        raise Problem("bad-cursor", "This cursor is of a list with other filters or another order.")
    return values


def _rows_after(records: QuerySet[Model], keys: Sequence[Key], values: Sequence) -> QuerySet[Model]:
    (first, *others), (value, *rest) = keys, values
    if not others:
        return records.filter(_past(first, value, equal=False))
    # The bound first and the exception after: with an “or” no index would serve.
    (second,), (second_value,) = others, rest
    reverse = Key(second.field, second.kind, not second.descending)
    return records.filter(_past(first, value, equal=True)).exclude(
        Q(**{first.field: value}) & _past(reverse, second_value, equal=True)
    )


def _past(key: Key, value: object, *, equal: bool) -> Q:
    return Q(**{f"{key.field}__{'lt' if key.descending else 'gt'}{'e' if equal else ''}": value})


def _digest(name: str) -> str:
    return hashlib.blake2s(name.encode(), digest_size=6).hexdigest()
