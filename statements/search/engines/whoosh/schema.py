"""The fields of the two indexes as Whoosh describes them: its parser and its own matchers go by this."""

from __future__ import annotations

from collections.abc import Iterable

from whoosh.fields import NUMERIC, FieldType, Schema

from statements.search.contract.fields import FIELDS, KEY, MODEL, RECORD, FieldKind, IndexField

from .fields import Code, Moment, Text


def make_schema(fields: Iterable[IndexField]) -> Schema:
    """Of fields of one name the first one counts."""
    schema: dict[str, FieldType] = {
        KEY: Code(stored=True, unique=True),
        MODEL: Code(stored=True),
        RECORD: Code(stored=True),
    }
    for field in fields:
        if field.name not in schema:
            schema[field.name] = _make_field(field)
    return Schema(**schema)


def _make_field(field: IndexField) -> FieldType:
    match field.kind:
        case FieldKind.BODY | FieldKind.TEXT:
            return Text(stored=field.stored)
        case FieldKind.CODE | FieldKind.CODES:
            return Code(stored=field.stored)
        case FieldKind.NUMBER:
            number = NUMERIC(int, bits=64, stored=field.stored, sortable=True)
        case FieldKind.DATE | FieldKind.MOMENT:
            number = Moment(stored=field.stored, sortable=True)
    number.shift_step = 0  # columns answer ranges: one term a number is enough
    return number


SCHEMA = make_schema(field for fields in FIELDS.values() for field in fields)
