"""Typing errors in the names of parties, found only where they can mean one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from statements.text.edit_distance import is_within_slips

# Names that differ in one of these are different names however near they are spelt: Eastern and Western Sahara.
_DISTINCTIVE = frozenset({
    "north", "south", "east", "west", "northern", "southern", "eastern", "western", "upper", "lower", "new", "old",
    "equatorial", "central", "former", "british", "french", "dutch", "spanish", "portuguese", "german", "democratic",
    "american",
})  # fmt: skip


class SpellingIndex:
    """Known names, given as strings of words, by length and by the letters in them.

    `form_words` ("republic", "kingdom" …) do not count when it is judged how long a name is: "Republic of Mala" is as
    short, and as unsafe to correct, as "Mala".
    """

    def __init__(self, names: Iterable[str], form_words: Collection[str]) -> None:
        self._form_words = form_words
        self._by_length: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for name in names:
            self._by_length[len(name)].append((_letters(name), name))

    def find_near(self, words: list[str]) -> list[str]:
        """Known names within one slip (six letters and more) or two (nine and more) that begin with the same letter."""
        wanted = " ".join(words)
        core = sum(len(word) for word in words if word not in self._form_words)
        slips = 0 if core < 6 or len(wanted) > 80 else 1 if core < 9 else 2
        if not slips:
            return []
        letters, distinctive = _letters(wanted), _DISTINCTIVE.intersection(words)
        return [
            name
            for length in range(len(wanted) - slips, len(wanted) + slips + 1)
            for mask, name in self._by_length.get(length, ())
            if (mask ^ letters).bit_count() <= 2 * slips
            and name[0] == wanted[0]
            and distinctive <= set(name.split())
            and is_within_slips(wanted, name, slips)
        ]


def _letters(text: str) -> int:
    mask = 0
    for char in text:
        mask |= 1 << (ord(char) % 61)
    return mask
