"""Numbers the words of texts, many documents at a time.

The tokens are those of `tokenization`. Where every character of a text folds to one ASCII letter or digit or parts
tokens, as in nearly all texts in English, they are found and numbered as arrays: a word of up to 16 letters is two
integers, looked up in a table of the words met last. All other texts and words go through `tokenization` and a
dictionary.

Beside it, which words of a segment share a stem, by language: keys "en:negoti" -> ordinals among the body's terms. A
stem whose only form is itself is left out: looking up the word is enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from statements.search.engines.whoosh.segments.array_file import ArrayFileWriter, add_blobs
from statements.search.engines.whoosh.segments.segment import Segment
from statements.text import tokenization


def write_word_forms(
    writer: ArrayFileWriter, words: Mapping[str, np.ndarray], vocabulary: Vocabulary, places: np.ndarray
) -> None:
    """Write the forms of the words (numbers) that stand in texts of each language; `places` are their ordinals."""
    keys: list[bytes] = []
    key_of, member = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for language, numbers in words.items():
        stems = vocabulary.stems_of(numbers, language)
        different, group, sizes = np.unique(stems, return_inverse=True, return_counts=True)
        trivial = (sizes[group] == 1) & (stems == numbers)
        key_of.append(group[~trivial] + len(keys))
        member.append(places[numbers[~trivial]])
        keys += [f"{language}:{vocabulary.words[stem]}".encode() for stem in different.tolist()]
    _write(writer, keys, np.concatenate(key_of), np.concatenate(member))


def merge_word_forms(
    writer: ArrayFileWriter, segments: Sequence[Segment], places: Sequence[np.ndarray], terms: Mapping
) -> None:
    """Write the forms of several segments as one's. `places` are the ordinals that the body's terms of each have in the
    new segment, -1 for those that are gone; `terms` gives the ordinal of a term.

    A stem's forms are those that it has in any segment; one that was trivial in one is a form by itself there.
    """
    numbers: dict[bytes, int] = {}
    key_of, member = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for segment, place in zip(segments, places, strict=True):
        own = [numbers.setdefault(key, len(numbers)) for key in segment.form_keys.all()]
        ends = segment.arrays["forms.ptr"].astype(np.int64)
        sizes = ends[1:] - ends[:-1]
        key_of.append(np.repeat(np.array(own, np.int64), sizes))
        member.append(place[segment.arrays["forms.ord"]])
    keys = list(numbers)
    themselves = np.array([terms.get(key.partition(b":")[2], -1) for key in keys], np.int64)
    key_of.append(np.arange(len(keys)))
    member.append(themselves)
    keyed, members = np.concatenate(key_of), np.concatenate(member)
    _write(writer, keys, keyed[members >= 0], members[members >= 0])


def _write(writer: ArrayFileWriter, keys: list[bytes], key_of: np.ndarray, member: np.ndarray) -> None:
    """Pairs of a key's number and a form, in any order, some more than once."""
    used = np.flatnonzero(np.bincount(key_of, minlength=len(keys)))
    in_order = sorted(used.tolist(), key=keys.__getitem__)
    rank = np.zeros(len(keys), np.uint64)
    rank[in_order] = np.arange(len(in_order), dtype=np.uint64)
    pairs = np.unique(rank[key_of] << np.uint64(32) | member.astype(np.uint64))
    add_blobs(writer, "forms.terms", [keys[number] for number in in_order])
    starts = np.searchsorted(pairs >> np.uint64(32), np.arange(len(in_order) + 1, dtype=np.uint64))
    writer.add("forms.ptr", starts.astype(np.uint32))
    writer.add("forms.ord", (pairs & np.uint64(0xFFFFFFFF)).astype(np.uint32))


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
