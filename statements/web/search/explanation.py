"""How a search was understood and what each part of it costs, for the people who look after the archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from statements.search.contract.requests import SearchRequest, Show
from statements.search.contract.results import Results
from statements.search.engine import get_engine
from statements.search.language import All, Any, Everything, Node, Not, format_query

MOST_PARTS = 40


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the search asked by itself: how many statements it finds, in how many milliseconds. `depth` is how far
    it stands within the brackets of the whole."""

    words: str
    depth: int
    found: int
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """`understood` is the query as read, with codes for names. Times are of the engine alone, in milliseconds;
    `matching` is the whole search without counting its facets. `generation` numbers the state of the index."""

    understood: str
    tree: str
    parts: tuple[Part, ...]
    filters: tuple[Part, ...]
    milliseconds: float
    matching: float
    generation: int
    more: int  # parts that are not told


def explain(request: SearchRequest, results: Results) -> Explanation:
    """Ask every part by itself, in the scope of the whole. Raises SearchUnavailable."""
    nodes = [] if isinstance(request.query, Everything) else list(_nodes(request.query))
    bare = replace(request, filters={}, since="", until="", show=Show.STATEMENTS, page=1, per_page=1, facets=())
    return Explanation(
        understood=format_query(request.query),
        tree=repr(request.query),
        parts=tuple(_asked(replace(bare, query=node), format_query(node), depth) for node, depth in nodes[:MOST_PARTS]),
        filters=tuple(
            _asked(replace(bare, query=Everything(), **narrowing), words) for words, narrowing in _filters(request)
        ),
        milliseconds=results.seconds * 1000,
        matching=get_engine().search(replace(request, facets=())).seconds * 1000,
        generation=get_engine().generation(),
        more=max(0, len(nodes) - MOST_PARTS),
    )


def _asked(request: SearchRequest, words: str, depth: int = 0) -> Part:
    results = get_engine().search(request)
    return Part(words, depth, results.statements, results.seconds * 1000)


def _nodes(node: Node, depth: int = 0) -> Iterator[tuple[Node, int]]:
    yield node, depth
    if isinstance(node, All | Any):
        for part in node.parts:
            yield from _nodes(part, depth + 1)
    elif isinstance(node, Not):  # what a title holds is no part of its own: elsewhere it would find other statements
        yield from _nodes(node.part, depth + 1)


def _filters(request: SearchRequest) -> Iterator[tuple[str, Mapping[str, object]]]:
    for name, codes in request.filters.items():
        yield f"{name}={', '.join(codes)}", {"filters": {name: codes}}
    if request.since or request.until:
        yield f"{request.since or '…'} to {request.until or '…'}", {"since": request.since, "until": request.until}
