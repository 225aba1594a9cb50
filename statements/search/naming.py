"""Names typed -> codes of the index, and codes -> names shown. The only part of the query that asks the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from babel import Locale
from django.db.models import Model, Q, QuerySet

from statements.folding import fold
from statements.identity import read_uid
from statements.models import Event, Party, Publisher, Speaker, Statement, Topic, Treaty
from statements.models.statement import StatementKind

from .language import All, Any, Field, Node, Not

MOST_NAMES = 50  # records that one typed name may stand for

CODE_FIELDS: dict[str, tuple[type[Model], str, str]] = {
    "country": (Party, "code", "name"),
    "about": (Party, "code", "name"),
    "speaker": (Speaker, "uid", "name"),
    "topic": (Topic, "path", "name"),
    "publisher": (Publisher, "uid", "name"),
    "event": (Event, "uid", "name"),
    "treaty": (Treaty, "uid", ""),
}


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
            notices.append(f"Nothing in the archive is called “{value}” ({node.name}:).")
        codes.update(dict.fromkeys(found))
    return Field(node.name, tuple(codes))


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


def labels(name: str, codes: Iterable[str]) -> dict[str, str]:
    """The names shown for codes of a facet; one query a facet. Unknown codes stay as they are."""
    wanted = list(dict.fromkeys(codes))
    shown = {code: code for code in wanted}
    if name == "kind":
        return {code: dict(StatementKind.choices).get(code, code) for code in wanted}
    if name == "lang":
        return {code: str(Locale("en").languages.get(code, code)) for code in wanted}
    if name == "interpreted":
        return {code: {"yes": "Interpreted", "no": "Not interpreted"}.get(code, code) for code in wanted}
    if name not in CODE_FIELDS or not wanted:
        return shown
    model, code_field, name_field = CODE_FIELDS[name]
    for record in model.objects.filter(**{f"{code_field}__in": wanted}):
        shown[getattr(record, code_field)] = getattr(record, name_field) if name_field else str(record)
    return shown


def name_of(name: str, code: str) -> str:
    """The name shown for one code, for saying a query in words."""
    if name == "by":
        kind, _, code = code.partition(":")
        return labels(kind, [code])[code]
    return labels(name, [code]).get(code, code)


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
