"""What to say when little or nothing was found: what each word alone would find, and words spelled nearly like it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from statements.search.contract.requests import Scope, SearchRequest, Show
from statements.search.engine import get_engine
from statements.search.language import All, Fuzzy, Node, Pattern, Phrase, Title, Word, format_query

MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Alone:
    """One part of the query: how many statements it finds by itself, under no filter."""

    query: str
    count: int


@dataclass(frozen=True, slots=True)
class Help:
    """`suggestion` is the query with its unknown words respelled, or ""; `unfiltered` what it finds without filters,
    `wider` what it finds in whole statements where it was asked of a part of them."""

    alone: tuple[Alone, ...]
    suggestion: str
    unfiltered: int
    wider: int


def help_for(request: SearchRequest) -> Help:
    parts = request.query.parts if isinstance(request.query, All) else (request.query,)
    textual = [part for part in parts if isinstance(part, Word | Phrase | Pattern | Fuzzy | Title)][:MOST_WORDS]
    alone = tuple(Alone(format_query(part), _count(part)) for part in textual)
    unknown = {
        part: each for part, each in zip(textual, alone, strict=True) if not each.count and isinstance(part, Word)
    }
    respelled = {part: _respelled(part) for part in unknown}
    suggestion = ""
    if any(respelled.values()):
        changed = [respelled.get(part) or part for part in parts]
        suggestion = " ".join(format_query(part) for part in changed)
    filtered = request.filters or request.since or request.until
    unfiltered = _count(request.query) if filtered else 0
    return Help(alone if len(parts) > 1 else (), suggestion, unfiltered, _wider(request))


def _wider(request: SearchRequest) -> int:
    if request.scope == Scope.STATEMENT and request.show == Show.STATEMENTS:
        return 0
    whole = replace(request, scope=Scope.STATEMENT, show=Show.STATEMENTS, page=1, per_page=1, facets=())
    return get_engine().search(whole).total


def _count(query: Node) -> int:
    return get_engine().search(SearchRequest(query=query, per_page=1, facets=())).total


def _respelled(word: Word) -> Word | None:
    likely = get_engine().suggest_words(word.text, 1)
    return replace(word, text=likely[0]) if likely else None
