"""Names to go on with: what the search box offers while something is typed, and the records that a query names.

They come from the index of names; where that cannot be read, from the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from statements.models import Statement
from statements.search import database_names
from statements.search.contract.errors import SearchUnavailable
from statements.search.contract.record_names import NameHit
from statements.search.contract.requests import SearchRequest, Sort
from statements.search.engine import get_engine
from statements.search.language import Pattern, Title, Word, join_all, parse_query
from statements.text import tokenization
from statements.text.folding import fold

MOST = 10
MOST_TITLES = 4
SHORTEST = 2  # characters that anything is offered for

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


def suggestions(typed: str) -> list[Suggestion]:
    """Speakers, countries, treaties, topics, events and titles a word of whose names begins like what was typed."""
    text = typed[:80]
    if len(fold(text)) < SHORTEST:
        return []
    named = _asked(lambda: get_engine().complete_name(text), lambda: database_names.names_beginning(text))
    found = {suggestion.url: suggestion for suggestion in map(_suggestion, named)}
    if len(found) < MOST:
        found |= {title.url: title for title in _titles(text)}
    return list(found.values())[:MOST]


def cards(typed: str) -> list[Suggestion]:
    """At most three records that the words of a search name; none where it is not sure."""
    text = typed[:200]
    if len(fold(text)) < SHORTEST:
        return []
    return list(
        map(
            _suggestion,
            _asked(lambda: get_engine().find_names(parse_query(text).query), lambda: database_names.exact_names(text)),
        )
    )


def _asked(ask: Callable[[], Iterable[NameHit]], instead: Callable[[], Iterable[NameHit]]) -> Iterable[NameHit]:
    try:
        return ask()
    except SearchUnavailable:
        return instead()


def _titles(text: str) -> list[Suggestion]:
    """The newest statements that have all the words in their titles, the last as the beginning of one."""
    *words, last = tokenization.tokenize_query(text) or [""]
    if len(last) < SHORTEST and not tokenization.is_cjk(last):
        return []
    asked = Title(join_all([*map(Word, words), Pattern(f"{last}*")]))
    request = SearchRequest(query=asked, sort=Sort.NEWEST, per_page=MOST_TITLES, facets=())
    try:
        pks = [hit.statement for hit in get_engine().search(request).hits]
    except SearchUnavailable:
        return []
    statements = Statement.objects.published().only("uid", "slug", "title").in_bulk(pks)
    shown = (statements[pk] for pk in pks if pk in statements)
    return [Suggestion(each.title, "statement", each.get_absolute_url()) for each in shown]


def _suggestion(named: NameHit) -> Suggestion:
    kind = f"{named.what}, spelled nearly so" if named.near else named.what
    name, words = _FILTERS[named.what]
    query = urlencode({name: named.code})
    return Suggestion(named.label, kind, address_of(named), f"{reverse('statements:search')}?{query}", words)


def address_of(named: NameHit) -> str:
    """The path of its page."""
    arguments = [named.code, named.slug] if named.slug else [named.code]
    return reverse(f"statements:{named.what}", args=arguments)
