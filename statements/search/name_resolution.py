"""Names typed -> codes of the index, and codes -> names shown. The only part of the query that asks the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from babel import Locale
from django.db import connection
from django.db.models import Model, Q, QuerySet

from statements.models import Event, Party, Publisher, Speaker, Statement, Topic, Treaty
from statements.models.statement import StatementKind
from statements.search.contract.errors import SearchUnavailable
from statements.search.engine import get_engine
from statements.search.language import All, Any, Field, Node, Not
from statements.text.folding import fold
from statements.text.identity import read_uid

MOST_NAMES = 50  # records that one typed name may stand for

CODE_FIELDS: dict[str, type[Model]] = {
    "country": Party,
    "about": Party,
    "speaker": Speaker,
    "topic": Topic,
    "publisher": Publisher,
    "event": Event,
    "treaty": Treaty,
}
# Where a record keeps its code and, in SQL, its name.
_COLUMNS: dict[type[Model], tuple[str, str]] = {
    Party: ("code", "name"),
    Speaker: ("uid", "name"),
    Topic: ("path", "name"),
    Publisher: ("uid", "name"),
    Event: ("uid", "name"),
    Treaty: ("uid", "COALESCE(NULLIF(short_title, ''), title)"),
}
_SAID: dict[str, Callable[[], Mapping[str, object]]] = {
    "kind": lambda: dict(StatementKind.choices),
    "lang": lambda: Locale("en").languages,
    "interpreted": lambda: {"yes": "Interpreted", "no": "Not interpreted"},
}


_PARTIES = ("country", "organisation")
# The kinds of names that a field asks for.
_KINDS = {
    "speaker": ("speaker",), "by": (*_PARTIES, "speaker"), "country": _PARTIES, "about": _PARTIES, "topic": ("topic",),
    "treaty": ("treaty",), "event": ("event",),
}  # fmt: skip


@dataclass(slots=True)
class Resolved:
    """A query with codes for names, and what could not be found under a name."""

    query: Node
    notices: list[str] = field(default_factory=list)


def resolve(query: Node) -> Resolved:
    """Replace the names in the fields of `query` by codes; a name that nothing bears finds nothing, and is told of."""
    resolved = Resolved(query)
    resolved.query = _resolve(query, resolved.notices)
    return resolved


def _resolve(node: Node, notices: list[str]) -> Node:
    if isinstance(node, All | Any):
        return type(node)(tuple(_resolve(part, notices) for part in node.parts))
    if isinstance(node, Not):
        return Not(_resolve(node.part, notices))
    if not isinstance(node, Field) or node.name == "place":
        return node
    codes: dict[str, None] = {}
    for value in node.values:
        found = codes_named(node.name, value)
        if not found:
            likely = _likely(node.name, value)
            meant = f" Did you mean “{likely}”?" if likely else ""
            notices.append(f"Nothing in the archive is called “{value}” ({node.name}:).{meant}")
        codes.update(dict.fromkeys(found))
    return Field(node.name, tuple(codes))


def _likely(name: str, value: str) -> str:
    """What is spelled nearly like `value` and is a name of what the field asks for; "" where nothing is."""
    try:
        found = (get_engine().match_names(value, kind) for kind in _KINDS.get(name, ()))
        return next((each.words for each in found if each.near), "")
    except SearchUnavailable:
        return ""


def codes_named(name: str, value: str) -> list[str]:
    """Codes of what is called `value`; several where the name is shared."""
    if name == "by":
        return _anyone(value)
    return _LOOKUPS[name](value)


def _anyone(value: str) -> list[str]:
    """Who bears that very name; only where nobody does, those of whose names it is a part."""
    parties, speakers = _parties(value), _speakers_named(value)
    if not parties and not speakers:
        speakers = _speakers_partly_named(value)
    return [f"speaker:{code}" for code in speakers] + [f"country:{code}" for code in parties]


def _parties(value: str) -> list[str]:
    """By code or present name; else by any name it has or had."""
    parties = Party.objects.order_by("code")
    for wanted in (Q(code__iexact=value) | Q(name__iexact=value), Q(names__key=fold(value))):
        if found := list(parties.filter(wanted).distinct().values_list("code", flat=True)[:MOST_NAMES]):
            return found
    return []


def _speakers(value: str) -> list[str]:
    return _speakers_named(value) or _speakers_partly_named(value)


def _speakers_named(value: str) -> list[str]:
    key = fold(value)
    if not key:
        return []
    exact = Speaker.objects.filter(Q(uid=value.lower()) | Q(key=key) | Q(aliases__key=key)).distinct()
    return list(exact.order_by("key").values_list("uid", flat=True)[:MOST_NAMES])


def _speakers_partly_named(value: str) -> list[str]:
    """All words of `value` are words of the name."""
    words = fold(value).split()
    if not words:
        return []
    candidates = Speaker.objects.all()
    for word in words:
        candidates = candidates.filter(key__contains=word)
    return [
        uid
        for uid, candidate in candidates.order_by("key").values_list("uid", "key")[: MOST_NAMES * 4]
        if set(words) <= set(candidate.split())
    ][:MOST_NAMES]


def _topics(value: str) -> list[str]:
    wanted = Q(path=value.lower().strip("/")) | Q(slug=value.lower()) | Q(name__iexact=value)
    return list(Topic.objects.filter(wanted).values_list("path", flat=True)[:MOST_NAMES])


def _treaties(value: str) -> list[str]:
    exact = Q(short_title__iexact=value) | Q(title__iexact=value) | Q(aliases__key=fold(value)) | Q(uid=value.lower())
    return _first_found(Treaty.objects.all(), exact, Q(short_title__icontains=value) | Q(title__icontains=value))


def _events(value: str) -> list[str]:
    return _first_found(Event.objects.all(), Q(uid=value.lower()) | Q(name__iexact=value), Q(name__icontains=value))


def _publishers(value: str) -> list[str]:
    return _first_found(Publisher.objects.all(), Q(uid=value.lower()) | Q(name__iexact=value), Q(name__icontains=value))


def _first_found(records: QuerySet, *wanted: Q) -> list[str]:
    for each in wanted:
        if found := list(records.filter(each).order_by("pk").distinct().values_list("uid", flat=True)[:MOST_NAMES]):
            return found
    return []


def _kinds(value: str) -> list[str]:
    key = fold(value)
    return [kind.value for kind in StatementKind if key in (fold(kind.value), fold(str(kind.label)))]


def _languages(value: str) -> list[str]:
    key = value.lower()
    return [_language_codes().get(key, key)]


@lru_cache(maxsize=1)
def _language_codes() -> dict[str, str]:
    return {str(name).lower(): code for code, name in Locale("en").languages.items()}


_LOOKUPS: dict[str, Callable[[str], list[str]]] = {
    "country": _parties,
    "about": _parties,
    "speaker": _speakers,
    "topic": _topics,
    "treaty": _treaties,
    "event": _events,
    "publisher": _publishers,
    "kind": _kinds,
    "lang": _languages,
    "interpreted": lambda value: [value],
}


class Names:
    """The names shown for codes of facets. One for each page: every name is looked up once, and many of them together.

    Codes that nothing bears stay as they are.
    """

    def __init__(self) -> None:
        self._known: dict[type[Model], dict[str, str]] = {}

    def look_up(self, wanted: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Read the names of all these codes, given by facet, in one query."""
        unknown: dict[type[Model], dict[str, None]] = {}
        for name, codes in wanted:
            if model := CODE_FIELDS.get(name):
                known = self._known.setdefault(model, {})
                unknown.setdefault(model, {}).update(dict.fromkeys(code for code in codes if code not in known))
        for model, codes in unknown.items():
            self._known[model].update((code, code) for code in codes)
        for model, code, name in _names_borne({model: list(codes) for model, codes in unknown.items() if codes}):
            self._known[model][code] = name

    def of(self, name: str, codes: Iterable[str]) -> dict[str, str]:
        """code -> name, for codes of the facet `name`."""
        wanted = list(dict.fromkeys(codes))
        if name in _SAID:
            said = _SAID[name]()
            return {code: str(said.get(code, code)) for code in wanted}
        if name not in CODE_FIELDS:
            return {code: code for code in wanted}
        self.look_up([(name, wanted)])
        known = self._known[CODE_FIELDS[name]]
        return {code: known[code] for code in wanted}

    def one(self, name: str, code: str) -> str:
        """The name shown for one code, for saying a query in words."""
        if name == "by":
            name, _, code = code.partition(":")
        return self.of(name, [code])[code]


def labels(name: str, codes: Iterable[str]) -> dict[str, str]:
    """The names shown for codes of one facet; one query."""
    return Names().of(name, codes)


def _names_borne(wanted: Mapping[type[Model], list[str]]) -> Iterator[tuple[type[Model], str, str]]:
    """Written as SQL: a page asks for some three hundred names of six kinds, and making six querysets and as many
    records costs several times what reading them does."""
    if not wanted:
        return
    models = list(wanted)
    parts = []
    for place, (model, codes) in enumerate(wanted.items()):
        code, name = _COLUMNS[model]
        marks = ", ".join(["%s"] * len(codes))
        parts.append(f"SELECT {place}, {code}, {name} FROM {model._meta.db_table} WHERE {code} IN ({marks})")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [code for codes in wanted.values() for code in codes])
        for place, code, name in cursor.fetchall():
            yield models[place], code, name


def record_addressed(typed: str) -> str | None:
    """The path of the record whose address or uid was typed into the search box, or None."""
    text = typed.strip()
    if "/" in text:
        parts = [part for part in re.split(r"[/?#]", text) if part]
        pairs = [(_ADDRESSED[kind], uid) for kind, uid in zip(parts, parts[1:], strict=False) if kind in _ADDRESSED]
        return next((path for records, uid in pairs if (path := _path_of(records(), uid))), None)
    # A uid has digits nearly always; a word without any is looked for as a word.
    if " " in text or not any(char.isdigit() for char in text):
        return None
    return next((path for records in _ADDRESSED.values() if (path := _path_of(records(), text))), None)


def _path_of(records: QuerySet, typed: str) -> str | None:
    uid = read_uid(typed)
    record = records.filter(uid=uid).first() if uid else None
    return record.get_absolute_url() if record else None


_ADDRESSED: dict[str, Callable[[], QuerySet]] = {
    "s": Statement.objects.published,
    "speakers": Speaker.objects.all,
    "treaties": Treaty.objects.all,
}
