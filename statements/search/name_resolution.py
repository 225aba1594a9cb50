"""Names typed in the fields of a query -> codes of the index. The only part of the query that asks the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from babel import Locale
from django.db.models import Q, QuerySet

from statements.models import Event, Party, Publisher, Speaker, Topic, Treaty
from statements.models.statement import StatementKind
from statements.search.contract.errors import SearchUnavailable
from statements.search.engine import get_engine
from statements.search.language import All, Any, Field, Node, Not
from statements.text.folding import fold

MAX_NAMES = 50  # records that one typed name may stand for

_PARTIES = ("country", "organisation")
# The kinds of names that a field asks for.
_KINDS = {
    "speaker": ("speaker",), "by": (*_PARTIES, "speaker"), "country": _PARTIES, "about": _PARTIES, "topic": ("topic",),
    "treaty": ("treaty",), "event": ("event",),
}  # fmt: skip


@dataclass(slots=True)
class ResolvedSearch:
    """A query with codes in place of names, and a notice for each unknown name."""

    query: Node
    notices: list[str] = field(default_factory=list)


def resolve_names(query: Node) -> ResolvedSearch:
    """Replace names in the fields of `query` by codes. An unknown name finds nothing, and a notice says so."""
    resolved = ResolvedSearch(query)
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
        matches = find_codes(node.name, value)
        if not matches:
            likely = _suggest_name(node.name, value)
            meant = f" Did you mean “{likely}”?" if likely else ""
            notices.append(f"Nothing in the archive is called “{value}” ({node.name}:).{meant}")
        codes.update(dict.fromkeys(matches))
    return Field(node.name, tuple(codes))


def _suggest_name(name: str, value: str) -> str:
    """A name of the right kind spelled nearly like `value`, or ""."""
    try:
        found = (get_engine().match_names(value, kind) for kind in _KINDS.get(name, ()))
        return next((each.words for each in found if each.near), "")
    except SearchUnavailable:
        return ""


def find_codes(name: str, value: str) -> list[str]:
    """The codes of a name; several where records share it."""
    if name == "by":
        return _find_anyone(value)
    return _LOOKUPS[name](value)


def _find_anyone(value: str) -> list[str]:
    """Everyone of exactly that name; if there is nobody, those with it as a part of their name."""
    parties, speakers = _find_parties(value), _find_speakers_named(value)
    if not parties and not speakers:
        speakers = _find_speakers_partly_named(value)
    return [f"speaker:{code}" for code in speakers] + [f"country:{code}" for code in parties]


def _find_parties(value: str) -> list[str]:
    """By code or present name; else by any name it has or had."""
    parties = Party.objects.order_by("code")
    for wanted in (Q(code__iexact=value) | Q(name__iexact=value), Q(names__key=fold(value))):
        if found := list(parties.filter(wanted).distinct().values_list("code", flat=True)[:MAX_NAMES]):
            return found
    return []


def _find_speakers(value: str) -> list[str]:
    return _find_speakers_named(value) or _find_speakers_partly_named(value)


def _find_speakers_named(value: str) -> list[str]:
    key = fold(value)
    if not key:
        return []
    exact = Speaker.objects.filter(Q(uid=value.lower()) | Q(key=key) | Q(aliases__key=key)).distinct()
    return list(exact.order_by("key").values_list("uid", flat=True)[:MAX_NAMES])


def _find_speakers_partly_named(value: str) -> list[str]:
    """All words of `value` are words of the name."""
    words = fold(value).split()
    if not words:
        return []
    candidates = Speaker.objects.all()
    for word in words:
        candidates = candidates.filter(key__contains=word)
    return [
        uid
        for uid, candidate in candidates.order_by("key").values_list("uid", "key")[: MAX_NAMES * 4]
        if set(words) <= set(candidate.split())
    ][:MAX_NAMES]


def _find_topics(value: str) -> list[str]:
    wanted = Q(path=value.lower().strip("/")) | Q(slug=value.lower()) | Q(name__iexact=value)
    return list(Topic.objects.filter(wanted).values_list("path", flat=True)[:MAX_NAMES])


def _find_treaties(value: str) -> list[str]:
    exact = Q(short_title__iexact=value) | Q(title__iexact=value) | Q(aliases__key=fold(value)) | Q(uid=value.lower())
    return _find_first(Treaty.objects.all(), exact, Q(short_title__icontains=value) | Q(title__icontains=value))


def _find_events(value: str) -> list[str]:
    return _find_first(Event.objects.all(), Q(uid=value.lower()) | Q(name__iexact=value), Q(name__icontains=value))


def _find_publishers(value: str) -> list[str]:
    return _find_first(Publisher.objects.all(), Q(uid=value.lower()) | Q(name__iexact=value), Q(name__icontains=value))


def _find_first(records: QuerySet, *wanted: Q) -> list[str]:
    for each in wanted:
        if found := list(records.filter(each).order_by("pk").distinct().values_list("uid", flat=True)[:MAX_NAMES]):
            return found
    return []


def _find_kinds(value: str) -> list[str]:
    key = fold(value)
    return [kind.value for kind in StatementKind if key in (fold(kind.value), fold(str(kind.label)))]


def _find_languages(value: str) -> list[str]:
    key = value.lower()
    return [_language_codes().get(key, key)]


@lru_cache(maxsize=1)
def _language_codes() -> dict[str, str]:
    return {str(name).lower(): code for code, name in Locale("en").languages.items()}


_LOOKUPS: dict[str, Callable[[str], list[str]]] = {
    "country": _find_parties,
    "about": _find_parties,
    "speaker": _find_speakers,
    "topic": _find_topics,
    "treaty": _find_treaties,
    "event": _find_events,
    "publisher": _find_publishers,
    "kind": _find_kinds,
    "lang": _find_languages,
    "interpreted": lambda value: [value],
}
