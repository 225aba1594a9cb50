"""The records that codes of filters name: their names, read many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Model

from statements.models import Event, Party, Publisher, Speaker, Topic, Treaty

from .vocabulary import BY_FACET, BY_NAME, Filter

# Where a record has its code and, in SQL, its name.
_COLUMNS: dict[type[Model], tuple[str, str]] = {
    Party: ("code", "name"),
    Speaker: ("uid", "name"),
    Topic: ("path", "name"),
    Publisher: ("uid", "name"),
    Event: ("uid", "name"),
    Treaty: ("uid", "COALESCE(NULLIF(short_title, ''), title)"),
}


@dataclass(frozen=True, slots=True)
class NamedRecord:
    pk: int
    name: str


class RecordNames:
    """One for each page, so that every code is looked up once. A code that no record has stands for itself."""

    def __init__(self) -> None:
        self._known: dict[type[Model], dict[str, NamedRecord | None]] = {}

    def look_up(self, wanted: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Read the records of all these codes, given by filter, in one query."""
        unknown: dict[type[Model], dict[str, None]] = {}
        for name, codes in wanted:
            if (model := find_filter(name).model) is not None:
                known = self._known.setdefault(model, {})
                unknown.setdefault(model, {}).update(dict.fromkeys(code for code in codes if code not in known))
        for model, missing in unknown.items():
            self._known[model].update(dict.fromkeys(missing))
        for model, code, record in _read({model: list(codes) for model, codes in unknown.items() if codes}):
            self._known[model][code] = record

    def add(self, name: str, record: Model) -> None:
        """Note a record that has been read already."""
        filter = find_filter(name)
        if filter.model is not None:
            self._known.setdefault(filter.model, {})[filter.code_of(record)] = NamedRecord(record.pk, str(record))

    def record(self, name: str, code: str) -> NamedRecord | None:
        model = find_filter(name).model
        if model is None:
            return None
        if code not in self._known.setdefault(model, {}):
            self.look_up([(name, [code])])
        return self._known[model][code]

    def name(self, name: str, code: str) -> str:
        """What a code is called on a page. `name` may be a filter, a facet of the index, or the query's `by`."""
        if name == "by":
            name, _, code = code.partition(":")
        filter = find_filter(name)
        if filter.model is None:
            return filter.label(code)
        record = self.record(name, code)
        return record.name if record else code

    def names(self, name: str, codes: Iterable[str]) -> dict[str, str]:
        """code -> name; one query for those not known yet."""
        wanted = list(dict.fromkeys(codes))
        self.look_up([(name, wanted)])
        return {code: self.name(name, code) for code in wanted}


_OTHER = Filter("other", "value", "Other", str)


def find_filter(name: str) -> Filter:
    """The filter of a parameter or a facet of the index; a plain one for fields of the query that are neither."""
    return BY_NAME.get(name) or BY_FACET.get(name) or _OTHER


def _read(wanted: Mapping[type[Model], list[str]]) -> Iterator[tuple[type[Model], str, NamedRecord]]:
    """In SQL: a page asks for some three hundred names of six models, and six querysets with as many records cost
    several times what reading them does."""
    if not wanted:
        return
    models = list(wanted)
    parts = []
    for place, (model, codes) in enumerate(wanted.items()):
        code, name = _COLUMNS[model]
        marks = ", ".join(["%s"] * len(codes))
        parts.append(f"SELECT {place}, {code}, id, {name} FROM {model._meta.db_table} WHERE {code} IN ({marks})")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [code for codes in wanted.values() for code in codes])
        for place, code, pk, name in cursor.fetchall():
            yield models[place], code, NamedRecord(pk, name)
