"""What a query is made of, and what its words stand for in a text.

Every node is frozen, so that queries are values: compared, hashed, kept in caches. An engine that looks words up and
the marking of found words go by the same terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from statements.text import tokenization

_POSSESSIVE = re.compile(r"(.+)['’ʼ]s", re.I | re.S)
_ELISION = re.compile(r"(?:[cdjlmnst]|qu)['’ʼ](.+)", re.I | re.S)


TermKind = Literal["exact", "forms", "pattern", "fuzzy"]


class WordTerm(NamedTuple):
    """A set of words that may stand at one place: `text` itself (exact), all its forms, what its wildcards match
    (pattern), or what is spelled at most `distance` letters differently (fuzzy)."""

    kind: TermKind
    text: str
    distance: int = 0


@dataclass(frozen=True, slots=True)
class TermSequence:
    """One find: the terms in a row or, with `within`, in any order with fewer than so many other words among them."""

    terms: tuple[WordTerm, ...]
    within: int | None = None

    @property
    def max_span(self) -> int:
        """The largest distance from the first to the last position of terms that are near each other."""
        return (self.within or 0) + len(self.terms) - 2


def find_sequences(node: Node, *, titles: bool = False) -> Iterator[TermSequence]:
    """What a reader would want marked in a text, or in a title too: whatever does not stand under a Not."""
    match node:
        case All(parts) | Any(parts):
            for part in parts:
                yield from find_sequences(part, titles=titles)
        case Title(part):
            if titles:
                yield from find_sequences(part, titles=titles)
        case Word() | Fuzzy() | Pattern() | Phrase():
            terms = tuple(expand_leaf(node))
            within = node.within if isinstance(node, Phrase) and len(terms) > 1 else None
            if terms:
                yield TermSequence(terms, within)


def expand_leaf(leaf: Leaf) -> list[WordTerm]:
    """The terms of a word or phrase, one for each place; none where nothing of it is a word."""
    match leaf:
        case Word(text):
            return [WordTerm("forms", token) for token in tokenization.tokenize_query(strip_clitics(text))]
        case Fuzzy(text, distance):
            return [WordTerm("fuzzy", token, distance) for token in tokenization.tokenize_query(text)]
        case Pattern(text):
            return expand_pattern(text)
        case Phrase(text):
            return [term for word in text.split() for term in expand_pattern(word)]


def strip_clitics(text: str) -> str:
    """A word without a possessive 's or an article run into it: Korea's -> Korea, l'union -> union."""
    found = _POSSESSIVE.fullmatch(text) or _ELISION.fullmatch(text)
    return found.group(1) if found and re.search(r"\w", found.group(1)) else text


def expand_pattern(text: str) -> list[WordTerm]:
    """The terms of a word that may have wildcards; without any it is looked for as it stands."""
    if not re.search(r"[*?]", text):
        return [_exact(token) for token in tokenization.tokenize_query(text)]
    terms: list[WordTerm] = []
    for piece in re.findall(r"[^\W_*?]*(?:[*?]+[^\W_*?]*)+|[^\W_]+", tokenization.fold(text)):
        if not re.search(r"[*?]", piece):
            terms += [_exact(token) for token in tokenization.tokenize_query(piece)]
        elif re.search(r"\w", piece):
            terms.append(WordTerm("pattern", re.sub(r"\*+", "*", piece)))
    return terms


def _exact(token: str) -> WordTerm:
    # A single letter of a CJK run stands for every pair that it begins.
    alone = len(token) == 1 and tokenization.is_cjk(token)
    return WordTerm("pattern", f"{token}*") if alone else WordTerm("exact", token)


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
