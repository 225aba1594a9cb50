"""Haystack's fields -> the Whoosh schema and the documents that the engine writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.exceptions import SearchBackendError
from haystack.fields import SearchField
from whoosh.fields import NGRAM, NGRAMWORDS, NUMERIC, FieldType, Schema

from statements.search.engines.whoosh.segments.builder import BODY
from statements.search.engines.whoosh.segments.documents import Document, Passage
from statements.search.engines.whoosh.segments.number_encoding import number_of, term_of

from .fields import Code, Moment, Text

_CODE_TYPES = ("code", "codes", "boolean")
_NUMBER_TYPES = ("date", "datetime", "integer")


def schema_of(fields: Mapping[str, SearchField]) -> tuple[str, Schema]:
    """The name of the document field, and the schema. Raises SearchBackendError where there are no fields."""
    schema: dict[str, FieldType] = {
        ID: Code(stored=True, unique=True),
        DJANGO_CT: Code(stored=True),
        DJANGO_ID: Code(stored=True),
    }
    content = ""
    for field in fields.values():
        if field.document:
            content = field.index_fieldname
        schema[field.index_fieldname] = _field_type(field)
    if not content:
        raise SearchBackendError("No fields were found in any search_indexes. Please correct this before searching.")
    return content, Schema(**schema)


def _field_type(field: SearchField) -> FieldType:
    if field.document:
        return Text(field_boost=field.boost or 1.0)
    if field.is_multivalued or field.field_type in _CODE_TYPES or getattr(field, "facet_for", None):
        return Code(stored=field.stored)
    if field.field_type in ("date", "datetime"):
        kind = Moment(stored=field.stored, sortable=True)
    elif field.field_type == "integer":
        kind = NUMERIC(int, bits=64, stored=field.stored, sortable=True)
    elif field.field_type == "float":
        return NUMERIC(float, stored=field.stored)
    elif field.field_type == "ngram":
        return NGRAM(minsize=3, maxsize=15, stored=field.stored)
    elif field.field_type == "edge_ngram":
        return NGRAMWORDS(minsize=2, maxsize=15, at="start", stored=field.stored)
    else:
        return Text(stored=field.stored, field_boost=field.boost or 1.0)
    kind.shift_step = 0  # columns answer ranges: one term a number is enough
    return kind


def document_of(
    schema: Schema, fields: Mapping[str, SearchField], prepared: Mapping[str, Any], spoken: tuple[list, list] | None
) -> Document:
    """What the engine writes of a record that Haystack has prepared. `spoken` is its passages and voices, if any."""
    passages, voices = spoken or ([Passage(str(prepared.get(BODY) or ""))], [])
    codes: dict[str, list[str | bytes]] = {name: [str(prepared[name])] for name in (ID, DJANGO_CT, DJANGO_ID)}
    texts, numbers, stored = {}, {}, {name: str(prepared[name]) for name in (ID, DJANGO_CT, DJANGO_ID)}
    for field in fields.values():
        name = field.index_fieldname
        value = prepared.get(name)
        if value is None or value == "" or field.document:
            continue
        kind = schema[name]
        if isinstance(kind, Code):
            codes[name] = [str(each) for each in _values(value)]
        elif field.field_type in _NUMBER_TYPES:
            numbers[name] = number = number_of(value)
            codes[name] = [term_of(number)]
        elif isinstance(kind, Text):
            texts[name] = str(value)
        else:
            codes[name] = [token[0] for token in kind.index(value)]
        if field.stored:
            stored[name] = _storable(value)
    language = prepared.get("lang") or "und"
    return Document(str(prepared[ID]), language, passages, voices, texts, codes, numbers, stored)


def _values(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple | set | frozenset) else [value]


def read_stored(field: SearchField | None, value: Any) -> Any:
    """What a result carries of a stored value: dates as dates again."""
    if field is None:
        return value
    if field.field_type == "date":
        return date.fromisoformat(value[:10])
    if field.field_type == "datetime":
        return datetime.fromisoformat(value)
    return field.convert(value)


def _storable(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | list) else str(value)
