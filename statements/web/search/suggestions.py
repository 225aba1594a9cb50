"""Records that the typed text may mean: offered while it is typed, named by a query, or addressed outright.

They come from the index of names; where that cannot be read, from the database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from statements.models import Speaker, Statement, Treaty
from statements.search import database_names
from statements.search.contract.errors import SearchUnavailable
from statements.search.contract.record_names import NameHit
from statements.search.contract.requests import SearchRequest, Sort
from statements.search.engine import get_engine
from statements.search.language import Pattern, Title, Word, join_all
from statements.text import tokenization
from statements.text.folding import fold
from statements.text.identity import read_uid

MAX_SUGGESTIONS = 10
MAX_TITLES = 4
MIN_LENGTH = 2  # characters that anything is offered for

# By what a record is: the filter of the search for what is filed under it, and what the link there says.
_FILTERS = {
    "country": ("country", "Search what was said for it"),
    "organisation": ("country", "Search what was said for it"),
    "speaker": ("speaker", "Search what they said"),
    "topic": ("topic", "Search statements on it"),
    "treaty": ("treaty", "Search statements that mention it"),
    "event": ("event", "Search what was said there"),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A record by its name: what it is, its page, and the search for what is filed under it, and its name."""

    label: str
    kind: str
    url: str
    search_url: str = ""
    search_label: str = ""


def suggest_records(typed: str) -> list[Suggestion]:
    """Speakers, countries, treaties, topics, events and titles a word of whose names begins like what was typed."""
    text = typed[:80]
    if len(fold(text)) < MIN_LENGTH:
        return []
    named = _ask_index(lambda: get_engine().complete_name(text), lambda: database_names.names_beginning(text))
    found = {suggestion.url: suggestion for suggestion in map(_build_suggestion, named)}
    if len(found) < MAX_SUGGESTIONS:
        found |= {title.url: title for title in _find_titles(text)}
    return list(found.values())[:MAX_SUGGESTIONS]


def find_cards(request: SearchRequest) -> list[Suggestion]:
    """At most three records that the words of a search name; none where that is not certain."""
    text = request.text[:200]
    if len(fold(text)) < MIN_LENGTH:
        return []
    named = _ask_index(lambda: get_engine().find_names(request.query), lambda: database_names.exact_names(text))
    return list(map(_build_suggestion, named))


def _ask_index(ask: Callable[[], Iterable[NameHit]], instead: Callable[[], Iterable[NameHit]]) -> Iterable[NameHit]:
    try:
        return ask()
    except SearchUnavailable:
        return instead()


def _find_titles(text: str) -> list[Suggestion]:
    """The newest statements that have all the words in their titles, the last as the beginning of one."""
    *words, last = tokenization.tokenize_query(text) or [""]
    if len(last) < MIN_LENGTH and not tokenization.is_cjk(last):
        return []
    query = Title(join_all([*map(Word, words), Pattern(f"{last}*")]))
    request = SearchRequest(query=query, sort=Sort.NEWEST, per_page=MAX_TITLES, facets=())
    try:
        pks = [hit.statement for hit in get_engine().search(request).hits]
    except SearchUnavailable:
        return []
    statements = Statement.objects.published().only("uid", "slug", "title").in_bulk(pks)
    shown = (statements[pk] for pk in pks if pk in statements)
    return [Suggestion(each.title, "statement", each.get_absolute_url()) for each in shown]


def _build_suggestion(named: NameHit) -> Suggestion:
    kind = f"{named.what}, spelled nearly so" if named.near else named.what
    name, words = _FILTERS[named.what]
    query = urlencode({name: named.code})
    return Suggestion(named.label, kind, record_path(named), f"{reverse('statements:search')}?{query}", words)


def record_path(named: NameHit) -> str:
    """The path of its page."""
    arguments = [named.code, named.slug] if named.slug else [named.code]
    return reverse(f"statements:{named.what}", args=arguments)


def find_record_path(typed: str) -> str | None:
    """The path of the record whose address or uid was typed, or None."""
    text = typed.strip()
    if "/" in text:
        parts = [part for part in re.split(r"[/?#]", text) if part]
        pairs = [(_RECORDS[kind], uid) for kind, uid in zip(parts, parts[1:], strict=False) if kind in _RECORDS]
        return next((path for records, uid in pairs if (path := _find_path(records(), uid))), None)
    # A uid has digits nearly always; a word without any is looked for as a word.
    if " " in text or not any(char.isdigit() for char in text):
        return None
    return next((path for records in _RECORDS.values() if (path := _find_path(records(), text))), None)


def _find_path(records: QuerySet[Any], typed: str) -> str | None:
    uid = read_uid(typed)
    record = records.filter(uid=uid).first() if uid else None
    return record.get_absolute_url() if record else None


_RECORDS: dict[str, Callable[[], QuerySet[Any]]] = {
    "s": Statement.objects.published,
    "speakers": Speaker.objects.all,
    "treaties": Treaty.objects.all,
}
