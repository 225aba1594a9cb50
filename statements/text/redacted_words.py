"""Words that were taken away: the mark where they stood, and how they are known again without being kept.

Of words only keyed digests are kept (HMAC-SHA256). They are found by their letters alone, folded: case, accents,
punctuation, spaces and line ends between them make no difference, and “Ivan Petrov”, “IVAN PETROV”, “Ivan-Petrov” and
“Pet-⏎rov” are the same. They begin where a word begins and end where one ends, unless they were given with an open end.
"""

from __future__ import annotations

import hmac
import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .tokenization import fold

# Brackets that no publisher prints: “[redacted]” is in declassified papers and says nothing of this archive.
MARK = "⟦redacted⟧"
# What stands in its place in the search index: a letter that nobody types, so that no phrase crosses the gap and
# nobody finds the mark as a word.
INDEXED_MARK = "\ua66e"
OPEN_END = "*"
MIN_LETTERS = 2
# Letters of the beginning that are looked up before a whole digest is made.
MAX_BEGINNING = 3

# Letters of scripts without spaces between words: each begins and ends a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_UNSPACED += "\U00020000-\U0003ffff"
# Signs within words that are no letters to `re`, and invisible characters.
_SIGNS = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u0670\u0900-\u0dff\u00ad\u200b-\u200f\u2060\ufeff"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:[^\W_{_UNSPACED}]|[{_SIGNS}])+")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Of one form of the words: how many letters it has, and the digests of these and of the first few."""

    digest: str
    beginning: str
    length: int
    open_ended: bool = False


def take_fingerprint(form: str, key: bytes) -> Fingerprint:
    """Raises ValueError with a sentence where ``form`` has hardly a letter."""
    letters = read_letters(form.rstrip().rstrip(OPEN_END))
    if len(letters) < MIN_LETTERS:
        raise ValueError(f"There are fewer than {MIN_LETTERS} letters in it: nothing can be told by them.")
    return Fingerprint(
        _digest(letters, key),
        _digest(letters[:MAX_BEGINNING], key),
        len(letters),
        form.rstrip().endswith(OPEN_END),
    )


def read_letters(text: str) -> str:
    return "".join(_fold_word(found.group()) for found in _WORD.finditer(text))


class RedactedWords:
    """Finds the words of fingerprints in a text."""

    def __init__(self, fingerprints: Iterable[Fingerprint], key: bytes) -> None:
        self._key = key
        # The longest first: “Ivan Petrov” before “Petrov”.
        self.fingerprints = sorted(fingerprints, key=lambda each: -each.length)
        self._beginnings = sorted({min(each.length, MAX_BEGINNING) for each in self.fingerprints})
        self._known: dict[str, list[Fingerprint]] = {}

    def __bool__(self) -> bool:
        return bool(self.fingerprints)

    def find(self, text: str) -> list[Span]:
        """(start, end) of each find, in order, without overlaps. Marks that stand in the text already are none."""
        if not self.fingerprints:
            return []
        words = [(found.start(), found.end(), _fold_word(found.group())) for found in _WORD.finditer(text)]
        letters = "".join(word for _, _, word in words)
        ends, end = [], 0
        for _, _, word in words:
            end += len(word)
            ends.append(end)
        spans: list[Span] = []
        covered = 0
        for number, (start, _, word) in enumerate(words):
            here = ends[number] - len(word)
            if not word or here < covered:
                continue
            length = self._match(letters, here, ends)
            if length:
                last = bisect_left(ends, here + length)
                covered = ends[last]
                spans.append((start, words[last][1]))
        return _leave_marks(spans, text) if MARK in text else spans

    def redact(self, text: str) -> tuple[str, int]:
        """Return the text with a mark in the place of each find, and how many there are."""
        spans = self.find(text)
        for start, end in reversed(spans):
            text = text[:start] + MARK + text[end:]
        return text, len(spans)

    def redact_value(self, value: Any) -> tuple[Any, int]:
        """The same for JSON data: every string in it, also where it is a key."""
        if isinstance(value, str):
            return self.redact(value)
        if isinstance(value, list):
            parts = [self.redact_value(each) for each in value]
            return [part for part, _ in parts], sum(count for _, count in parts)
        if isinstance(value, dict):
            entries = [(self.redact(str(name)), self.redact_value(each)) for name, each in value.items()]
            counted = sum(in_name + in_value for (_, in_name), (_, in_value) in entries)
            return {name: part for (name, _), (part, _) in entries}, counted
        return value, 0

    def _match(self, letters: str, here: int, ends: list[int]) -> int:
        """How many letters from ``here`` on are those of a fingerprint; 0 where none are."""
        for size in self._beginnings:
            beginning = letters[here : here + size]
            candidates = self._known.get(beginning)
            if candidates is None:
                digest = _digest(beginning, self._key)
                candidates = [each for each in self.fingerprints if each.beginning == digest]
                self._known[beginning] = candidates
            for each in candidates:
                end = here + each.length
                if end > len(letters) or not (each.open_ended or ends[bisect_left(ends, end)] == end):
                    continue
                if _digest(letters[here:end], self._key) == each.digest:
                    return each.length
        return 0


def _leave_marks(spans: list[Span], text: str) -> list[Span]:
    marks = [(found.start(), found.end()) for found in re.finditer(re.escape(MARK), text)]
    return [(start, end) for start, end in spans if not any(first < end and start < last for first, last in marks)]


def _digest(letters: str, key: bytes) -> str:
    return hmac.digest(key, letters.encode(), "sha256").hex()


@lru_cache(maxsize=65_536)
def _fold_word(word: str) -> str:
    return fold(word)
