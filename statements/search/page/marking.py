"""Found words marked in a text: the same words that the index finds, for one paragraph or a whole statement."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

from statements.search.engines.whoosh.evaluation.compiling import compile_query
from statements.search.engines.whoosh.evaluation.expansion import Term
from statements.search.engines.whoosh.evaluation.queries import Near, Row, Words, text_leaves
from statements.search.language import Node
from statements.text import tokenization

Span = tuple[int, int]
EXCERPT_LENGTH = 420  # characters of a passage that a list of results shows
_LEAD = 90


class Finder:
    """Finds what a query looks for in texts of one language. Cheap to make; remembers words it has compared.

    `words`: all those, folded, that the texts can hold of what is looked for, where that is known. Then nothing else
    of a text has to be compared.
    """

    def __init__(
        self, leaves: Sequence[Words | Row | Near], language: str = "en", words: Set[str] = frozenset()
    ) -> None:
        self.leaves = list(leaves)
        terms = {term for leaf in self.leaves for term in leaf.terms_in_order}
        self._fits = {term: _Fits(_test(term, language)) for term in terms}
        self._without_near = not any(isinstance(leaf, Near) for leaf in self.leaves)
        self._first_letters = _first_letters(terms, language)
        self._seen: set[str] = set()
        self._wanted: dict[Term, set[str]] = {term: set() for term in terms}
        self._known = bool(words)
        self._learn(words)

    def spans(self, text: str) -> list[Span]:
        """(start, end) in `text` of each find, in order, without overlaps; a phrase is one find."""
        folded = tokenization.folded_in_place(text) if self._without_near else None
        if folded is not None:
            return _apart(self._spans_in_folded(folded))
        tokens = [(start, end, piece) for start, end, pieces in tokenization.surfaces(text) for piece in pieces]
        found: list[Span] = []
        for leaf in self.leaves:
            found += self._spans_of(leaf, tokens)
        return _apart(found)

    def _spans_in_folded(self, text: str) -> Iterator[Span]:
        """The same in a text whose letters are folded where they stand: only words that are looked for are placed."""
        if not self._known:
            self._learn(set(tokenization.tokens_of_folded(text)) - self._seen)
        for leaf in self.leaves:
            first, *rest = leaf.terms_in_order
            for word in self._wanted[first]:
                for start, end in _places(text, word):
                    for term in rest:
                        following = _NEXT_WORD.match(text, end)
                        if following is None or following[1] not in self._wanted[term]:
                            break
                        end = following.end()
                    else:
                        yield start, end

    def _learn(self, words: Set[str]) -> None:
        """Compare folded words with what is looked for."""
        self._seen |= words
        letters = self._first_letters
        for word in words if letters is None else [word for word in words if word[0] in letters]:
            for term, fits in self._fits.items():
                if fits[word]:
                    self._wanted[term].add(word)

    def _spans_of(self, leaf: Words | Row | Near, tokens: list[tuple[int, int, str]]) -> list[Span]:
        fits = [self._fits[term] for term in leaf.terms_in_order]
        if isinstance(leaf, Near):
            return self._near(leaf, tokens)
        begins, rest = fits[0], list(enumerate(fits))[1:]
        if not rest:
            return [(start, end) for start, end, token in tokens if begins[token]]
        firsts = [at for at, token in enumerate(tokens[: len(tokens) - len(rest)]) if begins[token[2]]]
        return [
            (tokens[at][0], tokens[at + len(rest)][1])
            for at in firsts
            if all(each[tokens[at + place][2]] for place, each in rest)
        ]

    def _near(self, leaf: Near, tokens: list[tuple[int, int, str]]) -> list[Span]:
        fits = [self._fits[term] for term in leaf.terms_in_order]
        places = [[at for at, token in enumerate(tokens) if each[token[2]]] for each in fits]
        marked: set[int] = set()
        for start in sorted(set().union(*places)):
            window = [[at for at in each if start <= at <= start + leaf.widest] for each in places]
            if all(window) and len(set().union(*window)) >= len(places):
                marked.update(*window)
        return [(tokens[at][0], tokens[at][1]) for at in sorted(marked)]


_NEXT_WORD = re.compile(r"[\W_]*([^\W_]+)")


def _places(text: str, word: str) -> Iterator[Span]:
    """Where `word` stands by itself."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not (text[end : end + 1].isalnum() or (start and text[start - 1].isalnum())):
            yield start, end
        start = text.find(word, end)


class _Fits(dict):
    """token -> whether it is what a term looks for; each token is tested once."""

    def __init__(self, test: Callable[[str], bool]) -> None:
        super().__init__()
        self._test = test

    def __missing__(self, token: str) -> bool:
        known = self[token] = self._test(token)
        return known


def finder(query: Node, language: str = "en", *, title: bool = False, words: Set[str] = frozenset()) -> Finder:
    """What `query` looks for in the text, or in the title; `words` as for `Finder`."""
    fields = ("text", "title") if title else ("text",)
    return Finder([leaf for leaf in text_leaves(compile_query(query)) if leaf.fieldname in fields], language, words)


def mark(text: str, query: Node, language: str = "en") -> SafeString:
    """`text` as HTML with what `query` finds in `<mark>`."""
    return marked(text, finder(query, language).spans(text))


def marked(text: str, spans: Sequence[Span], tag: str = "mark") -> SafeString:
    parts, at = [], 0
    for start, end in spans:
        parts += [escape(text[at:start]), f"<{tag}>", escape(text[start:end]), f"</{tag}>"]
        at = end
    parts.append(escape(text[at:]))
    return SafeString("".join(parts))  # every part of the text is escaped


def excerpt(
    text: str, leaves: Sequence[Words | Row | Near] | Finder, tag: str = "mark", language: str = "en"
) -> SafeString:
    """The stretch of `text` with most finds, marked, cut between words, with … where something was left out."""
    by = leaves if isinstance(leaves, Finder) else Finder(leaves, language)
    spans = by.spans(text)
    start, end = _stretch(text, spans)
    inside = [(a - start, b - start) for a, b in spans if a >= start and b <= end]
    shown = marked(text[start:end], inside, tag)
    return SafeString(f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}")  # escaped above


def _stretch(text: str, spans: Sequence[Span]) -> Span:
    if len(text) <= EXCERPT_LENGTH * 1.3:
        return 0, len(text)
    best, most = 0, -1
    for place, (first, _) in enumerate(spans):
        count = sum(1 for _, end in spans[place : place + 30] if end - first <= EXCERPT_LENGTH - _LEAD)
        if count > most:
            best, most = first, count
    start = max(0, min(best - _LEAD, len(text) - EXCERPT_LENGTH))
    end = min(len(text), start + EXCERPT_LENGTH)
    if start:
        space = text.find(" ", start, best or start + 1)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", start + EXCERPT_LENGTH // 2, end)
        end = space if space > 0 else end
    return start, end


def _apart(found: Iterable[Span]) -> list[Span]:
    """Spans in order; of overlapping ones the union."""
    apart: list[Span] = []
    for start, end in sorted(found):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _test(term: Term, language: str) -> Callable[[str], bool]:
    if term.kind == "pattern":
        expression = "".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in term.text)
        compiled = re.compile(expression, re.S)
        return lambda token: compiled.fullmatch(token) is not None
    if term.kind == "fuzzy":
        return lambda token: _distance_within(token, term.text, term.distance)
    if term.kind == "forms":
        if tokenization.is_cjk(term.text) and len(term.text) == 1:
            return lambda token: token.startswith(term.text)
        stem = _stem(term.text, language)
        return lambda token: token == term.text or _stem(token, language) == stem
    return lambda token: token == term.text


def _first_letters(terms: Iterable[Term], language: str) -> set[str] | None:
    """The letters with which words begin that can fit; None where any may."""
    letters = set()
    for term in terms:
        fixed = term.kind == "exact" or (term.kind == "forms" and tokenization.keeps_first_letter(language))
        if not (fixed or (term.kind == "pattern" and term.text[0] not in "*?")):
            return None
        letters.add(term.text[0])
    return letters


@lru_cache(maxsize=65_536)
def _stem(word: str, language: str) -> str:
    return tokenization.stems([word], language)[0]


def _distance_within(one: str, other: str, most: int) -> bool:
    if abs(len(one) - len(other)) > most:
        return False
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, start=1):
        before, row[0] = row[0], number
        for place, target in enumerate(other, start=1):
            before, row[place] = row[place], min(before + (letter != target), row[place] + 1, row[place - 1] + 1)
    return row[-1] <= most
