"""Found words marked in a text: the same words that an engine finds, for one paragraph or a whole statement."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

from statements.search.language import Node
from statements.search.language.nodes import TermSequence, WordTerm, find_sequences
from statements.text import tokenization
from statements.text.edit_distance import is_within_edits

Span = tuple[int, int]
Token = tuple[int, int, str]  # start, end, folded
EXCERPT_LENGTH = 420  # characters of a passage that a list of results shows
_MAX_LEAD = 90  # characters before the first find of an excerpt


class Finder:
    """Finds what a query looks for in texts of one language. Cheap to make; remembers words it has compared.

    `words`: all words, folded, that the query stands for in the texts, where that is known. Then no other word of a
    text has to be compared.
    """

    def __init__(self, wanted: Iterable[TermSequence], language: str = "en", words: Set[str] = frozenset()) -> None:
        self.wanted = list(wanted)
        terms = {term for sequence in self.wanted for term in sequence.terms}
        self._matches = {term: _CachedTest(_make_test(term, language)) for term in terms}
        self._has_near = any(sequence.within is not None for sequence in self.wanted)
        self._first_letters = _list_first_letters(terms, language)
        self._seen: set[str] = set()
        self._matching: dict[WordTerm, set[str]] = {term: set() for term in terms}
        self._all_known = bool(words)
        self._compare(words)

    def spans(self, text: str) -> list[Span]:
        """(start, end) in `text` of each find, in order, without overlaps; a phrase is one find."""
        folded = None if self._has_near else tokenization.fold_in_place(text)
        if folded is not None:
            return _merge_overlaps(self._find_in_folded(folded))
        tokens = [(start, end, piece) for start, end, pieces in tokenization.locate_tokens(text) for piece in pieces]
        found: list[Span] = []
        for sequence in self.wanted:
            found += self._find_row(sequence, tokens) if sequence.within is None else self._find_near(sequence, tokens)
        return _merge_overlaps(found)

    def _find_in_folded(self, text: str) -> Iterator[Span]:
        """The same in a text whose letters are folded where they stand: only words that match are located."""
        if not self._all_known:
            self._compare(set(tokenization.tokenize_folded(text)) - self._seen)
        for sequence in self.wanted:
            first, *rest = sequence.terms
            for word in self._matching[first]:
                for start, end in _locate(text, word):
                    for term in rest:
                        following = _NEXT_WORD.match(text, end)
                        if following is None or following[1] not in self._matching[term]:
                            break
                        end = following.end()
                    else:
                        yield start, end

    def _compare(self, words: Set[str]) -> None:
        """Note which of these folded words match."""
        self._seen |= words
        letters = self._first_letters
        for word in words if letters is None else [word for word in words if word[0] in letters]:
            for term, matches in self._matches.items():
                if matches[word]:
                    self._matching[term].add(word)

    def _find_row(self, sequence: TermSequence, tokens: list[Token]) -> list[Span]:
        matches = [self._matches[term] for term in sequence.terms]
        first, rest = matches[0], list(enumerate(matches))[1:]
        if not rest:
            return [(start, end) for start, end, token in tokens if first[token]]
        starts = [at for at, token in enumerate(tokens[: len(tokens) - len(rest)]) if first[token[2]]]
        return [
            (tokens[at][0], tokens[at + len(rest)][1])
            for at in starts
            if all(each[tokens[at + place][2]] for place, each in rest)
        ]

    def _find_near(self, sequence: TermSequence, tokens: list[Token]) -> list[Span]:
        matches = [self._matches[term] for term in sequence.terms]
        places = [[at for at, token in enumerate(tokens) if each[token[2]]] for each in matches]
        marked: set[int] = set()
        for start in sorted(set().union(*places)):
            window = [[at for at in each if start <= at <= start + sequence.max_span] for each in places]
            if all(window) and len(set().union(*window)) >= len(places):
                marked.update(*window)
        return [(tokens[at][0], tokens[at][1]) for at in sorted(marked)]


_NEXT_WORD = re.compile(r"[\W_]*([^\W_]+)")


def _locate(text: str, word: str) -> Iterator[Span]:
    """Where `word` stands by itself."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not (text[end : end + 1].isalnum() or (start and text[start - 1].isalnum())):
            yield start, end
        start = text.find(word, end)


class _CachedTest(dict[str, bool]):
    """token -> whether a term matches it; each token is tested once."""

    def __init__(self, test: Callable[[str], bool]) -> None:
        super().__init__()
        self._test = test

    def __missing__(self, token: str) -> bool:
        known = self[token] = self._test(token)
        return known


def make_finder(query: Node, language: str = "en", *, title: bool = False, words: Set[str] = frozenset()) -> Finder:
    """What `query` looks for in the text, or in the title; `words` as for `Finder`."""
    return Finder(find_sequences(query, titles=title), language, words)


def mark(text: str, query: Node, language: str = "en") -> SafeString:
    """`text` as HTML with what `query` finds in `<mark>`."""
    return mark_spans(text, make_finder(query, language).spans(text))


def mark_spans(text: str, spans: Sequence[Span], tag: str = "mark") -> SafeString:
    parts, at = [], 0
    for start, end in spans:
        parts += [escape(text[at:start]), f"<{tag}>", escape(text[start:end]), f"</{tag}>"]
        at = end
    parts.append(escape(text[at:]))
    return SafeString("".join(parts))  # every part of the text is escaped


def excerpt(text: str, finder: Finder, tag: str = "mark") -> SafeString:
    """The stretch of `text` with most finds, marked, cut between words, with … where something was left out."""
    spans = finder.spans(text)
    start, end = _choose_stretch(text, spans)
    inside = [(a - start, b - start) for a, b in spans if a >= start and b <= end]
    shown = mark_spans(text[start:end], inside, tag)
    return SafeString(f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}")  # escaped above


def _choose_stretch(text: str, spans: Sequence[Span]) -> Span:
    if len(text) <= EXCERPT_LENGTH * 1.3:
        return 0, len(text)
    best, most = 0, -1
    for place, (first, _) in enumerate(spans):
        count = sum(1 for _, end in spans[place : place + 30] if end - first <= EXCERPT_LENGTH - _MAX_LEAD)
        if count > most:
            best, most = first, count
    start = max(0, min(best - _MAX_LEAD, len(text) - EXCERPT_LENGTH))
    end = min(len(text), start + EXCERPT_LENGTH)
    if start:
        space = text.find(" ", start, best or start + 1)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", start + EXCERPT_LENGTH // 2, end)
        end = space if space > 0 else end
    return start, end


def _merge_overlaps(found: Iterable[Span]) -> list[Span]:
    """Spans in order; of overlapping ones the union."""
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _make_test(term: WordTerm, language: str) -> Callable[[str], bool]:
    text = term.text
    match term.kind:
        case "pattern":
            expression = "".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in text)
            compiled = re.compile(expression, re.S)
            return lambda token: compiled.fullmatch(token) is not None
        case "fuzzy":
            cutoff = term.distance
            return lambda token: is_within_edits(token, text, cutoff)
        case "forms":
            if tokenization.is_cjk(text) and len(text) == 1:
                return lambda token: token.startswith(text)
            stem = _stem(text, language)
            return lambda token: token == text or _stem(token, language) == stem
    return lambda token: token == text


def _list_first_letters(terms: Iterable[WordTerm], language: str) -> set[str] | None:
    """The letters with which matching words begin; None where they can begin with any."""
    letters = set()
    for term in terms:
        fixed = term.kind == "exact" or (term.kind == "forms" and tokenization.keeps_first_letter(language))
        if not (fixed or (term.kind == "pattern" and term.text[0] not in "*?")):
            return None
        letters.add(term.text[0])
    return letters


@lru_cache(maxsize=65_536)
def _stem(word: str, language: str) -> str:
    return tokenization.stem_words([word], language)[0]
