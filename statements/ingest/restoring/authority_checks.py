"""The records of a package held to the rules of this archive before any is written.

A package is a file from anywhere, and its records are written in bulk, past the checks of forms. A record that a form
would refuse is refused here, with the sentence of the form; the others are restored. An address that is no web address
is left out of its record, which says so too: a publisher is more than its home page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.timezone import is_aware

from statements.ingest.restoring.packages import PackageLine
from statements.models import (
    Event,
    Party,
    PartyName,
    Permalink,
    Publisher,
    Speaker,
    SpeakerAlias,
    Term,
    Topic,
    Treaty,
    TreatyAlias,
    TreatyParty,
    TreatyRelation,
)
from statements.models.text_list import TextListField
from statements.models.web_address import WebAddressField

# ``refuse(name of the file, line, record, sentence)`` puts it into the report.
Refuse = Callable[[str, int, Mapping[str, Any], str], None]


class InvalidRecord(ValueError):
    """The record breaks a rule; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a kind of record is laid out: ``codes`` name one other record each, ``code_lists`` several; ``children`` are
    lists of records of their own, ``moments`` dates with an hour."""

    model: type[models.Model]
    identity: str
    codes: tuple[str, ...] = ()
    code_lists: tuple[str, ...] = ()
    children: Mapping[str, _Shape] | None = None
    moments: tuple[str, ...] = ()


_SHAPES: Mapping[str, _Shape] = {
    "parties": _Shape(Party, "code", code_lists=("successors",), children={"names": _Shape(PartyName, "")}),
    "topics": _Shape(Topic, "path"),
    "publishers": _Shape(Publisher, "uid", codes=("party",)),
    "speakers": _Shape(
        Speaker, "uid", children={"aliases": _Shape(SpeakerAlias, ""), "terms": _Shape(Term, "", codes=("party",))}
    ),
    "events": _Shape(Event, "uid", codes=("host",), code_lists=("participants",)),
    "treaties": _Shape(
        Treaty, "uid",
        children={
            "aliases": _Shape(TreatyAlias, ""),
            "parties": _Shape(TreatyParty, "", codes=("party",)),
            "relations": _Shape(TreatyRelation, "", codes=("other",)),
        },
    ),
    "permalinks": _Shape(Permalink, "address", moments=("created_at",)),
}  # fmt: skip
# Fields that a record must bring although a form fills them in.
_NEEDED = {"speakers": ("wikidata",), "treaties": ("source_key",), "publishers": ("name",)}


def check_records(kind: str, lines: Iterator[PackageLine], refuse: Refuse) -> Iterator[dict[str, Any]]:
    """Yield the records of one kind that may be written; the others go to ``refuse``."""
    shape = _SHAPES[kind]
    seen: set[str] = set()
    for line in lines:
        record = line.record
        try:
            if line.problem:
                raise InvalidRecord(line.problem)
            missing = [
                name for name in (shape.identity, *_NEEDED.get(kind, ())) if not isinstance(record.get(name), str)
            ]
            if missing:
                raise InvalidRecord(f"It has no {missing[0]}.")
            left_out = _check(record, shape)
            if record[shape.identity] in seen:
                raise InvalidRecord("The package has another record of the same name before it.")
        except InvalidRecord as error:
            refuse(kind, line.number, record, str(error))
            continue
        for name, address in left_out.items():
            record[name] = ""
            reason = f"Its {name} “{address[:80]}” is no web address (http or https): it is restored without it."
            refuse(kind, line.number, record, reason)
        seen.add(record[shape.identity])
        yield record


def _check(record: Mapping[str, Any], shape: _Shape) -> dict[str, str]:
    """The addresses to be left out, by field. Raises ``InvalidRecord`` for anything else that is wrong."""
    children = shape.children or {}
    related = {*shape.codes, *shape.code_lists, *children, *shape.moments}
    fields = {name: value for name, value in record.items() if name not in related}
    for name in shape.codes:
        if not isinstance(record.get(name), str):
            raise InvalidRecord(f"Its {name} is no name of a record.")
    for name in shape.code_lists:
        codes = record.get(name)
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            raise InvalidRecord(f"Its {name} is no list of names of records.")
    for name in shape.moments:
        if not _is_moment(record.get(name)):
            raise InvalidRecord(f"Its {name} is no date with an hour.")
    left_out = _check_fields(shape.model, fields)
    for name, of_child in children.items():
        rows = record.get(name)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise InvalidRecord(f"Its {name} is no list of records.")
        for row in rows:
            if bad := _check(row, of_child):
                raise InvalidRecord(f"Its {name} has an address that is none: “{next(iter(bad.values()))[:80]}”.")
    return left_out


def _check_fields(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, str]:
    known = {field.name: field for field in model._meta.concrete_fields if not field.is_relation and field.name != "id"}
    if unknown := sorted(set(values) - set(known)):
        raise InvalidRecord(f"It has a field that there is not: “{unknown[0][:40]}”.")
    for name, value in values.items():
        if not isinstance(value, _type_of(known[name])):
            raise InvalidRecord(f"Its {name} is not what it should be (“{str(value)[:40]}”).")
        if isinstance(value, str) and ("\x00" in value or not _is_text(value)):
            raise InvalidRecord(f"Its {name} holds what is no character.")
    record = model(**values)
    absent = [field.name for field in model._meta.fields if field.name not in values]
    try:
        record.clean_fields(exclude=absent)
        left_out: dict[str, str] = {}
    except ValidationError as error:
        addresses = {name for name in error.message_dict if isinstance(known.get(name), WebAddressField)}
        if set(error.message_dict) != addresses:
            raise InvalidRecord(_describe(error, addresses)) from error
        left_out = {name: str(values[name]) for name in addresses}
    try:
        record.clean()
    except ValidationError as error:
        raise InvalidRecord(_describe(error, set())) from error
    return left_out


def _type_of(field: models.Field) -> type:
    return {models.BooleanField: bool, TextListField: list}.get(type(field), str)


def _is_moment(value: object) -> bool:
    try:
        return isinstance(value, str) and is_aware(datetime.fromisoformat(value))
    except ValueError:
        return False


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _describe(error: ValidationError, without: set[str]) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    found = {name: messages for name, messages in error.message_dict.items() if name not in without}
    return " ".join(f"{name}: {message}" for name, messages in found.items() for message in messages)
