"""What a query is made of. Every node is frozen, so that queries are values: compared, hashed, kept in caches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Everything:
    """Asks for nothing in particular: all statements."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms. `text` is as typed; it may hold punctuation inside (peace-keeping)."""

    text: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word with wildcards: `*` stands for any letters, `?` for one."""

    text: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word spelled at most `distance` letters differently (1 or 2)."""

    text: str
    distance: int
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """These very words in this order; or, with `within`, in any order with fewer than `within` others among them."""

    text: str
    within: int | None = None
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Field:
    """A property of the statement: any of `values`, as typed (names or codes)."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """When the words were said: from the first day of `start` to the last of `end`, both EDTF or "" for open."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Title:
    """`part` is looked for in titles only."""

    part: Node


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple[Node, ...]


Leaf = Word | Pattern | Fuzzy | Phrase
Node = Everything | Leaf | Field | Dates | Title | Not | All | Any


def all_of(parts: list[Node]) -> Node:
    """The conjunction in normal form: nested ones flattened, a single part itself, none is everything."""
    return _joined(All, parts)


def any_of(parts: list[Node]) -> Node:
    return _joined(Any, parts)


def _joined(kind: type[All] | type[Any], parts: list[Node]) -> Node:
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, kind):
            flat.extend(part.parts)
        elif not isinstance(part, Everything):
            flat.append(part)
    if not flat:
        return Everything()
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def negated(part: Node) -> Node:
    """Not `part`; twice not is the part itself. Everything stays: nobody asks for nothing."""
    if isinstance(part, Everything):
        return part
    return part.part if isinstance(part, Not) else Not(part)


def boosted(node: Node, factor: float) -> Node:
    """`node` with the weight of each of its words multiplied by `factor`."""
    if isinstance(node, Word | Pattern | Fuzzy | Phrase):
        return replace(node, boost=round(min(max(node.boost * factor, 0.01), 100.0), 2))
    if isinstance(node, All | Any):
        return type(node)(tuple(boosted(part, factor) for part in node.parts))
    if isinstance(node, Not | Title):
        return type(node)(boosted(node.part, factor))
    return node


def leaves(node: Node, *, negative: bool = False) -> Iterator[Leaf]:
    """The words and phrases of `node` that a reader would want marked: those not under a Not, unless `negative`."""
    if isinstance(node, Word | Pattern | Fuzzy | Phrase):
        yield node
    elif isinstance(node, All | Any):
        for part in node.parts:
            yield from leaves(part, negative=negative)
    elif isinstance(node, Title) or (isinstance(node, Not) and negative):
        yield from leaves(node.part, negative=negative)
