"""Numbers the words of texts, many documents at a time.

The tokens are those of `tokenization`. Where every character of a text folds to one ASCII letter or digit or parts
tokens, as in nearly all texts in English, they are found and numbered as arrays: a word of up to 16 letters is two
integers, looked up in a table of the words met last. All other texts and words go through `tokenization` and a
dictionary.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from statements.text import tokenization

_SPACE, _OTHER = 32, 0
_TABLE_UP_TO = 0x2300  # Latin letters, typographic punctuation, signs; what lies beyond is never ASCII when folded
_SLOTS = 18  # bits: about 250,000 words in some 5 MB
_ODD = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], np.uint64)
_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(9)], np.uint64)


class Vocabulary(dict):
    """token -> number, given out in order of first appearance."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        # A row a slot: the first eight letters of the word that was last there, the next eight, its number.
        self._slots = np.zeros((1 << _SLOTS, 3), np.uint64)
        self._stems: dict[str, np.ndarray] = {}

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self.words)
        self.words.append(word)
        return number

    def numbers_of(self, words: Sequence[str]) -> np.ndarray:
        return np.fromiter(map(self.__getitem__, words), np.uint32, len(words))

    def numbers_in(self, plain: bytes) -> tuple[np.ndarray, np.ndarray]:
        """The tokens of plain text (see `plain_bytes`): their numbers, and the offsets at which they begin."""
        padded = b" " + plain + b" " * 16
        inside = np.frombuffer(padded, np.uint8) != _SPACE
        edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
        starts, ends = edges[::2], edges[1::2]
        sizes = ends - starts
        windows = np.ndarray(len(padded) - 7, "<u8", padded, strides=(1,))
        first = windows[starts] & _MASKS.take(sizes, mode="clip")
        second = windows[starts + 8] & _MASKS.take(np.maximum(sizes - 8, 0), mode="clip")
        slots = ((first * _ODD[0] ^ second * _ODD[1]) >> np.uint64(64 - _SLOTS)).view(np.int64)
        rows = self._slots.take(slots, axis=0)
        numbers = rows[:, 2].astype(np.uint32)
        known = (rows[:, 0] == first) & (rows[:, 1] == second) & (sizes <= 16)
        if not known.all():
            missing = np.flatnonzero(~known)
            places = zip(starts[missing].tolist(), ends[missing].tolist(), strict=True)
            numbers[missing] = self.numbers_of([padded[start:end].decode() for start, end in places])
            short = missing[sizes[missing] <= 16]
            self._slots[slots[short]] = np.stack([first[short], second[short], numbers[short]], axis=1)
        return numbers, starts - 1

    def stems_of(self, numbers: np.ndarray, language: str) -> np.ndarray:
        """For words by their numbers the numbers of their stems. Every word is stemmed once a language."""
        known = self._stems.get(language, np.zeros(0, np.int64))
        if len(known) < len(self.words):
            known = np.concatenate([known, np.full(len(self.words) - len(known), -1, np.int64)])
        new = numbers[known[numbers] < 0]
        stems = tokenization.stem_words([self.words[number] for number in new.tolist()], language)
        known[new] = self.numbers_of(stems)
        self._stems[language] = known
        return known[numbers]


def plain_bytes(text: str) -> bytes | None:
    """`text` folded, a byte a character, with spaces for all that parts tokens; None where that cannot be."""
    if text.isascii():
        return text.encode().translate(_ascii_table())
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    folded = _table().take(codes, mode="clip")
    return folded.tobytes() if folded.all() else None


@cache
def _ascii_table() -> bytes:
    return _table()[:128].tobytes() + bytes(128)


@cache
def _table() -> np.ndarray:
    """Character -> the one ASCII letter or digit that it folds to, a space where it parts tokens, 0 for all others."""
    table = np.zeros(_TABLE_UP_TO + 1, np.uint8)
    for code in range(_TABLE_UP_TO):
        char = chr(code)
        folded = tokenization.fold(char)
        if len(folded) == 1 and folded.isascii() and folded.isalnum():
            table[code] = ord(folded)
        elif tokenization.tokenize(f"a{char}b") == ["a", "b"]:
            table[code] = _SPACE
    return table
