"""What changed between two versions of a text, paragraph by paragraph and word by word.

Paragraphs of versions are known by their anchors, which stay with the words; so a paragraph that was moved is told from
one that was removed and another that was added. Nothing is lost: both texts can be rebuilt from a difference.
``align_paragraphs`` is for texts without common anchors: two statements, or a draft beside the public text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

# Words, single characters of scripts without spaces, white space, and each mark by itself.
_TOKENS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+|\s+|[^\w\s]")
# Pairs of equal words, one from each text, that are looked at in one paragraph and in all of them. Their number decides
# how long a comparison takes: English prose reaches the first limit at some 3,000 changed words in one paragraph.
# Past a limit only the common beginning and end are found.
MAX_PAIRS = 100_000
MAX_PAIRS_IN_ALL = 300_000
# With a smaller share of common words a paragraph is shown as one removed and one added: a patchwork is hard to read.
MIN_COMMON = 0.25


class PartKind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class ChangeKind(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    MOVED_AND_CHANGED = "moved and changed"


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive words that are in both texts, or in one of them."""

    kind: PartKind
    text: str


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """``before`` and ``after`` are the paragraph's numbers in the two versions, from 1; 0 where a version lacks it."""

    anchor: str
    kind: ChangeKind
    parts: tuple[Part, ...]
    before: int
    after: int

    def old_text(self) -> str:
        return "".join(part.text for part in self.parts if part.kind != PartKind.ADDED)

    def new_text(self) -> str:
        return "".join(part.text for part in self.parts if part.kind != PartKind.REMOVED)


Paragraphs = Sequence[tuple[str, str]]  # (anchor, text), in order


def compare_paragraphs(old: Paragraphs, new: Paragraphs, max_compared: int | None = None) -> list[ParagraphChange]:
    """Return every paragraph of both, in the order of ``new``; removed ones stand where they stood before.

    Time grows with the length of the texts and, for changed paragraphs alone, with words times words up to a limit.
    At most ``max_compared`` changed paragraphs are compared word by word, where it is given.
    """
    old_places = {anchor: place for place, (anchor, _) in enumerate(old)}
    new_anchors = {anchor for anchor, _ in new}
    stayed = _longest_rising_run([old_places[anchor] for anchor, _ in new if anchor in old_places])
    changes, left, compared = [], MAX_PAIRS_IN_ALL, 0
    for place, (anchor, text) in enumerate(new):
        if anchor not in old_places:
            changes.append(ParagraphChange(anchor, ChangeKind.ADDED, _as_one_part(PartKind.ADDED, text), 0, place + 1))
            continue
        before = old_places[anchor]
        comparison = _Comparison(old[before][1], text)
        word_by_word = max_compared is None or compared < max_compared
        parts = comparison.parts(min(left, MAX_PAIRS) if word_by_word else 0)
        left -= comparison.pairs
        compared += len(parts) > 1
        changes.append(ParagraphChange(anchor, _change_kind(parts, before in stayed), parts, before + 1, place + 1))
    return list(_insert_removed(changes, old, new_anchors, stayed))


def rebuild_old_text(changes: Sequence[ParagraphChange]) -> list[tuple[str, str]]:
    """Return the older text of a difference."""
    old = sorted((change for change in changes if change.before), key=lambda change: change.before)
    return [(change.anchor, change.old_text()) for change in old]


def rebuild_new_text(changes: Sequence[ParagraphChange]) -> list[tuple[str, str]]:
    """Return the newer text of a difference."""
    return [(change.anchor, change.new_text()) for change in changes if change.after]


def compare_words(old: str, new: str) -> tuple[Part, ...]:
    """Return both texts as one row of parts: those that are not added make ``old``, those not removed make ``new``."""
    return _Comparison(old, new).parts(MAX_PAIRS)


@dataclass(frozen=True, slots=True)
class AlignedParagraphs:
    """A paragraph of each text, side by side; "" where one text has none there."""

    old: str
    new: str
    same: bool


def align_paragraphs(
    old: Sequence[str], new: Sequence[str], key: Callable[[str], str] = str
) -> list[AlignedParagraphs]:
    """Return both texts in rows that bring equal paragraphs together. Paragraphs are equal where their ``key`` is."""
    rows = []
    matcher = SequenceMatcher(None, [key(text) for text in old], [key(text) for text in new], autojunk=False)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        for left, right in zip_longest(old[old_start:old_end], new[new_start:new_end], fillvalue=""):
            rows.append(AlignedParagraphs(left, right, tag == "equal"))
    return rows


class _Comparison:
    """A comparison of two paragraphs; ``pairs`` counts the pairs of equal words that were looked at."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new, self.pairs = old, new, 0

    def parts(self, max_pairs: int) -> tuple[Part, ...]:
        if self.old == self.new:
            return _as_one_part(PartKind.SAME, self.old)
        if not max_pairs:
            return _as_one_part(PartKind.REMOVED, self.old) + _as_one_part(PartKind.ADDED, self.new)
        old, new = _TOKENS.findall(self.old), _TOKENS.findall(self.new)
        start = _common_prefix_length(old, new)
        end = _common_prefix_length(old[start:][::-1], new[start:][::-1])
        middle = self._middle(old[start : len(old) - end], new[start : len(new) - end], max_pairs)
        stretches = [(PartKind.SAME, old[:start]), *middle, (PartKind.SAME, old[len(old) - end :])]
        joined = tuple(Part(kind, "".join(words)) for kind, words in stretches if words)
        same = sum(len(part.text) for part in joined if part.kind == PartKind.SAME)
        if same < MIN_COMMON * min(len(self.old), len(self.new)):
            return _as_one_part(PartKind.REMOVED, self.old) + _as_one_part(PartKind.ADDED, self.new)
        return joined

    def _middle(self, old: list[str], new: list[str], max_pairs: int) -> Iterator[tuple[PartKind, list[str]]]:
        counts = Counter(word for word in new if not word.isspace())
        pairs = sum(counts[word] for word in old)
        if pairs > max_pairs:
            yield from ((PartKind.REMOVED, old), (PartKind.ADDED, new))
            return
        self.pairs += pairs
        # White space is everywhere: it is matched beside matching words, and never looked for by itself. So a space
        # between two changed words changes with them, and they read as one.
        matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
        for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
            if tag == "equal":
                yield PartKind.SAME, old[old_start:old_end]
                continue
            yield PartKind.REMOVED, old[old_start:old_end]
            yield PartKind.ADDED, new[new_start:new_end]


def _common_prefix_length(one: list[str], other: list[str]) -> int:
    count = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        count += 1
    return count


def _as_one_part(kind: PartKind, text: str) -> tuple[Part, ...]:
    return (Part(kind, text),) if text else ()


def _change_kind(parts: tuple[Part, ...], stayed: bool) -> ChangeKind:
    changed = any(part.kind != PartKind.SAME for part in parts)
    if stayed:
        return ChangeKind.CHANGED if changed else ChangeKind.SAME
    return ChangeKind.MOVED_AND_CHANGED if changed else ChangeKind.MOVED


def _longest_rising_run(places: Sequence[int]) -> set[int]:
    """Return the longest subsequence of rising places: what stayed while the rest moved around it."""
    ends: list[int] = []  # the smallest place that ends a run of each length
    run_ends: list[int] = []  # its index in ``places``
    previous: list[int] = []
    for index, place in enumerate(places):
        length = bisect_left(ends, place)
        previous.append(run_ends[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        run_ends[length : length + 1] = [index]
    stayed = set()
    index = run_ends[-1] if run_ends else -1
    while index >= 0:
        stayed.add(places[index])
        index = previous[index]
    return stayed


def _insert_removed(
    changes: Sequence[ParagraphChange], old: Paragraphs, new_anchors: set[str], stayed: set[int]
) -> Iterator[ParagraphChange]:
    """Put each removed paragraph before the next one that stayed in its place."""
    removed = [
        ParagraphChange(anchor, ChangeKind.REMOVED, _as_one_part(PartKind.REMOVED, text), place + 1, 0)
        for place, (anchor, text) in enumerate(old)
        if anchor not in new_anchors
    ]
    waiting = iter(removed)
    next_one = next(waiting, None)
    for change in changes:
        if change.before and change.before - 1 in stayed:
            while next_one and next_one.before < change.before:
                yield next_one
                next_one = next(waiting, None)
        yield change
    while next_one:
        yield next_one
        next_one = next(waiting, None)
