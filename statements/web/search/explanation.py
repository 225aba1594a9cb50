"""How a search was understood and what each part of it costs, for the staff of the archive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from statements.search.contract.requests import SearchRequest, Show
from statements.search.contract.results import Results
from statements.search.engine import get_engine
from statements.search.language import All, Any, Everything, Node, Not, format_query

MAX_PARTS = 40


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the search run alone: how many statements it finds, in how many milliseconds. `depth` is its place in
    the tree of the whole."""

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
    more: int  # parts beyond `MAX_PARTS`


def explain(request: SearchRequest, results: Results) -> Explanation:
    """Run every part alone, in the scope of the whole. Raises SearchUnavailable."""
    nodes = [] if isinstance(request.query, Everything) else list(_iterate_nodes(request.query))
    bare = _bare(request)
    return Explanation(
        understood=format_query(request.query),
        tree=repr(request.query),
        parts=tuple(_run(replace(bare, query=node), format_query(node), depth) for node, depth in nodes[:MAX_PARTS]),
        filters=tuple(_run(filtered, words) for words, filtered in _iterate_filters(request)),
        milliseconds=results.seconds * 1000,
        matching=get_engine().search(replace(request, facets=())).seconds * 1000,
        generation=get_engine().generation(),
        more=max(0, len(nodes) - MAX_PARTS),
    )


def _run(request: SearchRequest, words: str, depth: int = 0) -> Part:
    results = get_engine().search(request)
    return Part(words, depth, results.statements, results.seconds * 1000)


def _iterate_nodes(node: Node, depth: int = 0) -> Iterator[tuple[Node, int]]:
    yield node, depth
    if isinstance(node, All | Any):
        for part in node.parts:
            yield from _iterate_nodes(part, depth + 1)
    elif isinstance(node, Not):  # what a title holds is no part of its own: elsewhere it would find other statements
        yield from _iterate_nodes(node.part, depth + 1)


def _iterate_filters(request: SearchRequest) -> Iterator[tuple[str, SearchRequest]]:
    """Each filter in words, and the search for everything within it alone."""
    everything = _bare(request)
    for name, codes in request.filters.items():
        yield f"{name}={', '.join(codes)}", replace(everything, filters={name: codes})
    if request.since or request.until:
        span = replace(everything, since=request.since, until=request.until)
        yield f"{request.since or '…'} to {request.until or '…'}", span


def _bare(request: SearchRequest) -> SearchRequest:
    """The request without its query and filters, for counting one part at a time."""
    return replace(
        request, query=Everything(), filters={}, since="", until="", show=Show.STATEMENTS, page=1, per_page=1, facets=()
    )
