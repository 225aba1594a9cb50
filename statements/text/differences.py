"""What changed between two versions of a text, paragraph by paragraph and word by word. Plain Python.

Paragraphs are known by their anchors, which stay with the words; so a paragraph that was moved is told from one that
was taken out and another that was put in. Nothing is lost: from a difference both texts can be read back.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Words, single characters of scripts without spaces, white space, and each mark by itself.
_TOKENS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+|\s+|[^\w\s]")
# Pairs of equal words, one from each text, that are looked at in one paragraph and in all: it is they that cost time.
# English prose reaches the first bound at some three thousand changed words in one paragraph. Past a bound only the
# common beginning and end are told from the rest.
MOST_PAIRS = 100_000
MOST_PAIRS_IN_ALL = 300_000
# Below this share of common words a paragraph is shown as one taken out and one put in: a patchwork reads worse.
PATCHWORK = 0.25


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Fate(StrEnum):
    """What became of a paragraph."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    MOVED_AND_CHANGED = "moved and changed"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of words that is in both texts, or in one of them."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """``before`` and ``after`` are its numbers in the two versions, from 1; 0 where it is not in that one."""

    anchor: str
    fate: Fate
    parts: tuple[Part, ...]
    before: int
    after: int

    def old_text(self) -> str:
        return "".join(part.text for part in self.parts if part.kind != Kind.ADDED)

    def new_text(self) -> str:
        return "".join(part.text for part in self.parts if part.kind != Kind.REMOVED)


Paragraphs = Sequence[tuple[str, str]]  # (anchor, text), in order


def between(old: Paragraphs, new: Paragraphs, most_compared: int | None = None) -> list[ParagraphChange]:
    """Every paragraph of both, in the order of ``new``; what was taken out stands where it stood before.

    Time grows with the length of the texts and, for changed paragraphs alone, with words times words up to a bound.
    Word by word no more than ``most_compared`` changed paragraphs are compared, where it is given.
    """
    old_places = {anchor: place for place, (anchor, _) in enumerate(old)}
    new_anchors = {anchor for anchor, _ in new}
    stayed = _in_order([old_places[anchor] for anchor, _ in new if anchor in old_places])
    changes, left, compared = [], MOST_PAIRS_IN_ALL, 0
    for place, (anchor, text) in enumerate(new):
        if anchor not in old_places:
            changes.append(ParagraphChange(anchor, Fate.ADDED, _whole(Kind.ADDED, text), 0, place + 1))
            continue
        before = old_places[anchor]
        comparison = _Comparison(old[before][1], text)
        word_by_word = most_compared is None or compared < most_compared
        parts = comparison.parts(min(left, MOST_PAIRS) if word_by_word else 0)
        left -= comparison.pairs
        compared += len(parts) > 1
        changes.append(ParagraphChange(anchor, _fate(parts, before in stayed), parts, before + 1, place + 1))
    return list(_with_removed(changes, old, new_anchors, stayed))


def older_text(changes: Sequence[ParagraphChange]) -> list[tuple[str, str]]:
    """The older text, read back from a difference."""
    there = sorted((change for change in changes if change.before), key=lambda change: change.before)
    return [(change.anchor, change.old_text()) for change in there]


def newer_text(changes: Sequence[ParagraphChange]) -> list[tuple[str, str]]:
    """The newer text, read back from a difference."""
    return [(change.anchor, change.new_text()) for change in changes if change.after]


def words_between(old: str, new: str) -> tuple[Part, ...]:
    """The two texts as one row of parts: those that are not added make ``old``, those not removed make ``new``."""
    return _Comparison(old, new).parts(MOST_PAIRS)


class _Comparison:
    """Of two paragraphs; ``pairs`` of equal words have been looked at."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new, self.pairs = old, new, 0

    def parts(self, most_pairs: int) -> tuple[Part, ...]:
        if self.old == self.new:
            return _whole(Kind.SAME, self.old)
        if not most_pairs:
            return _whole(Kind.REMOVED, self.old) + _whole(Kind.ADDED, self.new)
        old, new = _TOKENS.findall(self.old), _TOKENS.findall(self.new)
        start = _common(old, new)
        end = _common(old[start:][::-1], new[start:][::-1])
        middle = self._middle(old[start : len(old) - end], new[start : len(new) - end], most_pairs)
        joined = _joined([(Kind.SAME, old[:start]), *middle, (Kind.SAME, old[len(old) - end :])])
        same = sum(len(part.text) for part in joined if part.kind == Kind.SAME)
        if same < PATCHWORK * min(len(self.old), len(self.new)):
            return _whole(Kind.REMOVED, self.old) + _whole(Kind.ADDED, self.new)
        return joined

    def _middle(self, old: list[str], new: list[str], most_pairs: int) -> Iterator[tuple[Kind, list[str]]]:
        counts = Counter(word for word in new if not word.isspace())
        pairs = sum(counts[word] for word in old)
        if pairs > most_pairs:
            yield from ((Kind.REMOVED, old), (Kind.ADDED, new))
            return
        self.pairs += pairs
        # White space is everywhere: matched wherever the words beside it match, but never looked for.
        matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
        for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
            if tag == "equal":
                yield Kind.SAME, old[old_start:old_end]
                continue
            yield Kind.REMOVED, old[old_start:old_end]
            yield Kind.ADDED, new[new_start:new_end]


def _joined(parts: Sequence[tuple[Kind, list[str]]]) -> tuple[Part, ...]:
    """Parts without empty ones; a space between two changed words is changed with them, so that they read as one."""
    told = [(kind, "".join(words)) for kind, words in parts if words]
    removed, added = "", ""
    joined: list[Part] = []

    def close() -> None:
        nonlocal removed, added
        joined.extend(Part(kind, text) for kind, text in ((Kind.REMOVED, removed), (Kind.ADDED, added)) if text)
        removed, added = "", ""

    for number, (kind, text) in enumerate(told):
        if kind == Kind.REMOVED:
            removed += text
        elif kind == Kind.ADDED:
            added += text
        elif text.isspace() and 0 < number < len(told) - 1:
            removed += text
            added += text
        else:
            close()
            if joined and joined[-1].kind == Kind.SAME:
                text = joined.pop().text + text
            joined.append(Part(Kind.SAME, text))
    close()
    return tuple(joined)


def _common(one: list[str], other: list[str]) -> int:
    count = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        count += 1
    return count


def _whole(kind: Kind, text: str) -> tuple[Part, ...]:
    return (Part(kind, text),) if text else ()


def _fate(parts: tuple[Part, ...], stayed: bool) -> Fate:
    changed = any(part.kind != Kind.SAME for part in parts)
    if stayed:
        return Fate.CHANGED if changed else Fate.SAME
    return Fate.MOVED_AND_CHANGED if changed else Fate.MOVED


def _in_order(places: Sequence[int]) -> set[int]:
    """The longest run of rising places: what stayed while the rest was moved around it."""
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


def _with_removed(
    changes: Sequence[ParagraphChange], old: Paragraphs, new_anchors: set[str], stayed: set[int]
) -> Iterator[ParagraphChange]:
    """Put each paragraph that was taken out before the next one that stayed in its place."""
    removed = [
        ParagraphChange(anchor, Fate.REMOVED, _whole(Kind.REMOVED, text), place + 1, 0)
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
