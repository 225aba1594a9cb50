"""Help where a search has no hits: what each part would find alone, and likely spellings."""

from __future__ import annotations

from dataclasses import dataclass, replace

from statements.search.contract.requests import Scope, SearchRequest, Show
from statements.search.engine import get_engine
from statements.search.language import All, Fuzzy, Node, Pattern, Phrase, Title, Word, format_query

MAX_PARTS = 8


@dataclass(frozen=True, slots=True)
class PartCount:
    """A part of the query, and how many statements it finds alone, without filters."""

    query: str
    count: int


@dataclass(frozen=True, slots=True)
class ZeroHitsHelp:
    """`suggestion` is the query with its unknown words respelled, or "". `unfiltered` counts the hits without filters,
    `wider` those in whole statements where the search was for parts of them."""

    alone: tuple[PartCount, ...]
    suggestion: str
    unfiltered: int
    wider: int


def build_help(request: SearchRequest) -> ZeroHitsHelp:
    parts = request.query.parts if isinstance(request.query, All) else (request.query,)
    textual = [part for part in parts if isinstance(part, Word | Phrase | Pattern | Fuzzy | Title)][:MAX_PARTS]
    alone = tuple(PartCount(format_query(part), _count(part)) for part in textual)
    respelled: dict[Node, Word | None] = {
        part: _respell(part)
        for part, alone_count in zip(textual, alone, strict=True)
        if isinstance(part, Word) and not alone_count.count
    }
    suggestion = ""
    if any(respelled.values()):
        changed = [respelled.get(part) or part for part in parts]
        suggestion = " ".join(format_query(part) for part in changed)
    filtered = request.filters or request.since or request.until
    unfiltered = _count(request.query) if filtered else 0
    return ZeroHitsHelp(alone if len(parts) > 1 else (), suggestion, unfiltered, _count_wider(request))


def _count_wider(request: SearchRequest) -> int:
    if request.scope == Scope.STATEMENT and request.show == Show.STATEMENTS:
        return 0
    whole = replace(request, scope=Scope.STATEMENT, show=Show.STATEMENTS, page=1, per_page=1, facets=())
    return get_engine().search(whole).total


def _count(query: Node) -> int:
    return get_engine().search(SearchRequest(query=query, per_page=1, facets=())).total


def _respell(word: Word) -> Word | None:
    likely = get_engine().suggest_words(word.text, 1)
    return replace(word, text=likely[0]) if likely else None
