"""Dates as the numbers of a column."""

from __future__ import annotations

import struct
from datetime import date, datetime
from typing import Any

from whoosh.util.times import datetime_to_long


def encode_number(value: Any) -> int:
    """A date, time or whole number as its column holds it: dates as microseconds since the year 1, as in Whoosh."""
    if isinstance(value, datetime):
        return datetime_to_long(value.replace(tzinfo=None))
    if isinstance(value, date):
        return (value.toordinal() - 1) * 86_400_000_000
    return int(value)


_TERM = struct.Struct(">BQ")


def encode_number_term(number: int) -> bytes:
    """The term of a number, as Whoosh's fields of 64 bits without shifted copies index it."""
    return _TERM.pack(0, number + (1 << 63))
