"""Stored values as Haystack's results carry them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from haystack.fields import SearchField


def read_stored(field: SearchField | None, value: Any) -> Any:
    """Dates are stored as text."""
    if field is None:
        return value
    if field.field_type == "date":
        return date.fromisoformat(value[:10])
    if field.field_type == "datetime":
        return datetime.fromisoformat(value)
    return field.convert(value)
