"""What an engine is given of a record: texts to search, codes to filter and count by, numbers and dates to sort by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from statements.text.redacted_words import INDEXED_MARK, MARK

from .fields import KEY, MODEL, RECORD, FieldKind, IndexField

Number = int | date | datetime


class IndexedSpeech(NamedTuple):
    """Who speaks, by the codes of the fields `speaker` and `country`; "" where unknown."""

    speaker: str = ""
    party: str = ""
    interpreted: bool = False


class Passage(NamedTuple):
    """A stretch of text that no phrase crosses. `order` is the paragraph's, 0 for the title; `speech` its place in
    `Document.speeches`, -1 for none."""

    text: str
    order: int = 1
    speech: int = -1


@dataclass(frozen=True, slots=True)
class Document:
    """`key` identifies it within the index. `texts` are the searchable fields besides the passages; a result carries
    `stored`, which can be written as JSON."""

    key: str
    language: str = "en"
    passages: Sequence[Passage] = ()
    speeches: Sequence[IndexedSpeech] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    numbers: Mapping[str, Number] = field(default_factory=dict)
    stored: Mapping[str, Any] = field(default_factory=dict)


def format_key(model: str, record: int) -> str:
    """The key of a record's document. `model` is as in Django's labels: "statements.speaker"."""
    return f"{model}.{record}"


def build_document(
    model: str,
    record: int,
    fields: Iterable[IndexField],
    values: Mapping[str, Any],
    *,
    language: str,
    passages: Sequence[Passage],
    speeches: Sequence[IndexedSpeech] = (),
) -> Document:
    """Sort `values`, by field name, into texts, codes and numbers. None and "" are left out."""
    key = format_key(model, record)
    identity = {KEY: key, MODEL: model, RECORD: str(record)}
    codes: dict[str, Sequence[str]] = {name: [code] for name, code in identity.items()}
    texts: dict[str, str] = {}
    numbers: dict[str, Number] = {}
    stored: dict[str, Any] = dict(identity)
    for each in fields:
        value = values.get(each.name)
        if value is None or value == "":
            continue
        match each.kind:
            case FieldKind.BODY:
                continue
            case FieldKind.TEXT:
                texts[each.name] = value.replace(MARK, INDEXED_MARK)
            case FieldKind.CODE:
                codes[each.name] = [value]
            case FieldKind.CODES:
                codes[each.name] = value = list(value)
            case FieldKind.NUMBER | FieldKind.DATE | FieldKind.MOMENT:
                numbers[each.name] = value
        if each.stored:
            stored[each.name] = value.isoformat() if isinstance(value, date) else value
    if any(MARK in passage.text for passage in passages):
        passages = [passage._replace(text=passage.text.replace(MARK, INDEXED_MARK)) for passage in passages]
    return Document(key, language, passages, speeches, texts, codes, numbers, stored)
