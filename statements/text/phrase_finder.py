"""Thousands of names and titles found in one pass over a text: the longest at each place, whole words, no overlaps.

Plain Python over an Aho-Corasick automaton, so that the cost grows with the text and not with the number of names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import ahocorasick

Value = TypeVar("Value")

# One character for one, so that places in the plain text are places in the text.
_PLAIN = str.maketrans("’‘ʼ`\N{NO-BREAK SPACE}\n\t‑‐–", "''''   ---")
_PLAIN_ASCII = str.maketrans("`\n\t", "'  ")


@dataclass(frozen=True, slots=True)
class PhraseHit(Generic[Value]):
    """``text[start:end]`` is the surface of ``value``."""

    start: int
    end: int
    value: Value


class PhraseFinder(Generic[Value]):
    """Add phrases, then find them. A phrase with None as its value is a decoy: it hides the shorter phrases in it ("New
    Mexico" is not Mexico) and is never returned."""

    def __init__(self, *, ignore_case: bool = False) -> None:
        self._automaton = ahocorasick.Automaton()
        self._ignore_case = ignore_case
        self._built = False

    def __len__(self) -> int:
        return len(self._automaton)

    def add(self, phrase: str, value: Value | None) -> None:
        key = self._plain(" ".join(phrase.split()))
        if key:
            self._automaton.add_word(key, (len(key), value))
            self._built = False

    def __contains__(self, phrase: str) -> bool:
        return self._plain(" ".join(phrase.split())) in self._automaton

    def find(self, text: str) -> Iterator[PhraseHit[Value]]:
        """Yield the phrases in ``text``, left to right."""
        if not self._automaton:
            return
        if not self._built:
            self._automaton.make_automaton()
            self._built = True
        plain = self._plain(text)
        last = len(plain)
        best: tuple[int, int, Value | None] | None = None
        for end, (length, value) in self._automaton.iter(plain):
            end += 1
            start = end - length
            if (end < last and plain[end].isalnum()) or (start and plain[start - 1].isalnum()):
                continue
            if best is None or start <= best[0]:
                # Ends come in order, so what begins no later and ends later covers the one before.
                best = (start, end, value)
            elif start >= best[1]:
                if best[2] is not None:
                    yield PhraseHit(best[0], best[1], best[2])
                best = (start, end, value)
        if best is not None and best[2] is not None:
            yield PhraseHit(best[0], best[1], best[2])

    def _plain(self, text: str) -> str:
        text = text.translate(_PLAIN_ASCII if text.isascii() else _PLAIN)
        if not self._ignore_case:
            return text
        lowered = text.lower()
        if len(lowered) != len(text):  # "İ" becomes two characters
            lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
        return lowered
