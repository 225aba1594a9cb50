"""What a query is made of. Every node is frozen, so that queries are values: compared, hashed, kept in caches."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Everything:
    """All statements."""


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
    """Exactly these words in this order; or, with `within`, in any order with fewer than `within` other words among
    them."""

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
    """`part`, in titles only."""

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


def join_all(parts: list[Node]) -> Node:
    """The conjunction in normal form: nested ones flattened, a single part itself, no part is everything."""
    return _join(All, parts)


def join_any(parts: list[Node]) -> Node:
    """The disjunction in normal form."""
    return _join(Any, parts)


def _join(kind: type[All] | type[Any], parts: list[Node]) -> Node:
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, kind):
            flat.extend(part.parts)
        elif not isinstance(part, Everything):
            flat.append(part)
    if not flat:
        return Everything()
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def negate(part: Node) -> Node:
    """Not `part`; twice not is the part itself. Everything stays as it is, for a search for nothing has no use."""
    if isinstance(part, Everything):
        return part
    return part.part if isinstance(part, Not) else Not(part)


def boost_words(node: Node, factor: float) -> Node:
    """`node` with the weight of each of its words multiplied by `factor`."""
    if isinstance(node, Leaf):
        return replace(node, boost=round(min(max(node.boost * factor, 0.01), 100.0), 2))
    if isinstance(node, All | Any):
        return type(node)(tuple(boost_words(part, factor) for part in node.parts))
    if isinstance(node, Not | Title):
        return type(node)(boost_words(node.part, factor))
    return node
