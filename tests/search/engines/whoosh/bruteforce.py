"""What a query means, read off the texts word by word: slow, plain, and written without a look at the engine."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from statements import dates
from statements.search.language import (
    All,
    Any,
    Dates,
    Everything,
    Field,
    Fuzzy,
    Node,
    Not,
    Pattern,
    Phrase,
    Title,
    Word,
)
from statements.text import tokenization


@dataclass(frozen=True)
class Turn:
    speaker: str
    party: str
    paragraphs: tuple[str, ...]
    interpreted: bool = False


@dataclass(frozen=True)
class Text:
    """A statement as a reader has it."""

    pk: int
    title: str
    turns: tuple[Turn, ...]
    day: str = "1990-01-01"
    kind: str = "speech"
    topics: tuple[str, ...] = field(default=())

    @property
    def passages(self) -> list[list[str]]:
        return [
            tokenization.tokenize(self.title),
            *(tokenization.tokenize(p) for turn in self.turns for p in turn.paragraphs),
        ]

    def codes(self, name: str) -> set[str]:
        if name == "speaker":
            return {turn.speaker for turn in self.turns}
        if name == "country":
            return {turn.party for turn in self.turns}
        if name == "topic":
            return set(self.topics)
        if name == "interpreted":
            return {"yes" if any(turn.interpreted for turn in self.turns) else "no"}
        return {self.kind}


def statements(query: Node, texts: Sequence[Text]) -> set[int]:
    """Keys of the statements that match as a whole."""
    return {text.pk for text in texts if holds(query, text.passages, text)}


def paragraphs(query: Node, texts: Sequence[Text]) -> set[tuple[int, int]]:
    """(statement, order) of the paragraphs that match by themselves, under the codes of their own speech."""
    found = set()
    for text in texts:
        order = 0
        for turn in text.turns:
            for paragraph in turn.paragraphs:
                order += 1
                if holds(query, [tokenization.tokenize(paragraph)], text, turn):
                    found.add((text.pk, order))
    return found


def speeches(query: Node, texts: Sequence[Text]) -> set[int]:
    """Keys of the statements of which one speech matches by itself."""
    return {
        text.pk
        for text in texts
        for turn in text.turns
        if holds(query, [tokenization.tokenize(p) for p in turn.paragraphs], text, turn)
    }


def holds(query: Node, passages: Sequence[Sequence[str]], text: Text, turn: Turn | None = None) -> bool:
    match query:
        case Everything():
            return True
        case All(parts):
            return all(holds(part, passages, text, turn) for part in parts)
        case Any(parts):
            return any(holds(part, passages, text, turn) for part in parts)
        case Not(part):
            return not holds(part, passages, text, turn)
        case Title(part):
            return holds(part, [tokenization.tokenize(text.title)], text)
        case Field(name, values):
            return bool(_codes(name, text, turn) & set(values))
        case Dates():
            first, last = bounds_of(query)
            return (not first or text.day >= first) and (not last or text.day <= last)
        case Word(word):
            wanted = tokenization.tokenize(word)
            return any(_in_a_row([_same_word(w) for w in wanted], passage) for passage in passages)
        case Pattern(pattern):
            expression = re.compile(pattern.lower().replace("*", ".*").replace("?", "."))
            return any(expression.fullmatch(token) for passage in passages for token in passage)
        case Fuzzy(word, distance):
            return any(edits(word.lower(), token) <= distance for passage in passages for token in passage)
        case Phrase(words, None):
            return any(_in_a_row([_equal(w) for w in tokenization.tokenize(words)], passage) for passage in passages)
        case Phrase(words, within):
            return any(_near(tokenization.tokenize(words), passage, within) for passage in passages)
    raise TypeError(query)


def _codes(name: str, text: Text, turn: Turn | None) -> set[str]:
    if turn is not None and name == "speaker":
        return {turn.speaker}
    if turn is not None and name == "country":
        return {turn.party}
    if turn is not None and name == "interpreted":
        return {"yes" if turn.interpreted else "no"}
    return text.codes(name)


def _equal(word):
    return lambda token: token == word


def _same_word(word):
    return lambda token: (
        token == word or tokenization.stem_words([token], "en") == tokenization.stem_words([word], "en")
    )


def _in_a_row(tests, passage: Sequence[str]) -> bool:
    return any(
        all(test(passage[at + place]) for place, test in enumerate(tests))
        for at in range(len(passage) - len(tests) + 1)
    )


def _near(words: Sequence[str], passage: Sequence[str], within: int) -> bool:
    places = [[at for at, token in enumerate(passage) if token == word] for word in words]
    return any(
        len(set(chosen)) == len(words) and max(chosen) - min(chosen) + 1 - len(words) < within
        for chosen in itertools.product(*places)
    )


def edits(one: str, other: str) -> int:
    if not one or not other:
        return len(one) + len(other)
    return min(
        edits(one[1:], other) + 1, edits(one, other[1:]) + 1, edits(one[1:], other[1:]) + (one[0] != other[0])
    )  # fmt: skip


def bounds_of(span: Dates) -> tuple[str, str]:
    """First and last day as ISO dates, "" where open."""
    first = dates.parse(span.start).earliest if span.start else None
    last = dates.parse(span.end).latest if span.end else None
    return (first.isoformat() if first else ""), (last.isoformat() if last else "")
