"""What the words of a query stand for in a text: the same for an engine that looks them up and for marking them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from statements.text import tokenization

from .nodes import All, Any, Fuzzy, Leaf, Node, Pattern, Phrase, Title, Word

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
