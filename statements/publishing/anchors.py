"""Keep anchors on the words they name while a text is edited.

Plain Python: the old paragraphs (anchor, text) and the new ones (text) give, for each new paragraph, the anchor that it
inherits or None. An anchor goes to at most one paragraph; anchors that no paragraph inherits are retired.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from statements.text.folding import fold

# A paragraph keeps its anchor while at least this share of the shorter text's words is still in it. Half: an editor
# who rewrites more than that has written another paragraph, and a footnote must not point at it silently.
MIN_SHARE_TO_INHERIT = 0.5
# An address is redirected to another paragraph only where that holds nearly all of the words: two paragraphs of one
# speaker often share a formula.
MIN_SHARE_TO_REDIRECT = 0.8


def inherit_anchors(old: Sequence[tuple[str, str]], new: Sequence[str]) -> list[str | None]:
    """Return for each text of ``new`` the anchor of the paragraph of ``old`` whose words it carries, or None.

    Equal texts come first, in order of appearance; then the pairs that share most words. A split paragraph leaves its
    anchor with the part that holds most of it, a joined one takes the anchor of its longest part.
    """
    kept: list[str | None] = [None] * len(new)
    waiting: dict[str, list[str]] = defaultdict(list)
    for anchor, text in old:
        waiting[fold(text)].append(anchor)
    for place, text in enumerate(new):
        if same := waiting.get(fold(text)):
            kept[place] = same.pop(0)
    taken = set(kept)
    changed_old = [(anchor, text) for anchor, text in old if anchor not in taken]
    changed_new = [place for place, anchor in enumerate(kept) if anchor is None]
    for _, place, anchor in _similar_pairs(changed_old, [(place, new[place]) for place in changed_new]):
        if kept[place] is None and anchor not in taken:
            kept[place] = anchor
            taken.add(anchor)
    return kept


def revive_anchors(retired: Mapping[str, str], new: Sequence[str], inherited: Sequence[str | None]) -> list[str | None]:
    """Return ``inherited`` with the anchors of ``retired`` (anchor -> words) given to the paragraphs of ``new`` that
    have none and hold those very words again: an import that was cut short and then repeated changes no address."""
    waiting: dict[str, list[str]] = defaultdict(list)
    for anchor, text in retired.items():
        if anchor not in inherited:
            waiting[fold(text)].append(anchor)
    return [
        anchor or (same.pop(0) if (same := waiting.get(fold(text))) else None)
        for text, anchor in zip(new, inherited, strict=True)
    ]


def match_removed_paragraphs(old: Sequence[tuple[str, str]], new: Sequence[str]) -> dict[str, int]:
    """Return for anchors of ``old`` the index in ``new`` of the paragraph that holds most of their words, at least
    ``MIN_SHARE_TO_REDIRECT`` of them: a paragraph that was joined to another is still there, under its anchor."""
    new_words = [_words(text) for text in new]
    places: dict[str, list[int]] = defaultdict(list)
    for place, words in enumerate(new_words):
        for word in words:
            places[word].append(place)
    matches = {}
    for anchor, text in old:
        words = _words(text)
        shared: dict[int, int] = defaultdict(int)
        for word in words:
            for place in places.get(word, ()):
                shared[place] += 1
        best = max(shared, key=lambda place: (shared[place], -place), default=None)
        if best is not None and shared[best] >= MIN_SHARE_TO_REDIRECT * len(words):
            matches[anchor] = best
    return matches


def _similar_pairs(
    old: Sequence[tuple[str, str]], new: Sequence[tuple[int, str]]
) -> list[tuple[tuple[float, float], int, str]]:
    """Pairs that share at least ``MIN_SHARE_TO_INHERIT`` of the shorter's words, the most alike first."""
    old_words = [(anchor, _words(text)) for anchor, text in old]
    by_word: dict[str, list[int]] = defaultdict(list)
    for number, (_, words) in enumerate(old_words):
        for word in words:
            by_word[word].append(number)
    pairs = []
    for place, text in new:
        words = _words(text)
        shared: dict[int, int] = defaultdict(int)
        for word in words:
            for number in by_word.get(word, ()):
                shared[number] += 1
        for number, count in shared.items():
            anchor, its_words = old_words[number]
            if count >= MIN_SHARE_TO_INHERIT * min(len(words), len(its_words)):
                # Words shared first: a whole paragraph inside a longer one beats two short ones that are similar.
                pairs.append(((count, count / max(len(words), len(its_words))), place, anchor))
    return sorted(pairs, key=lambda pair: (pair[0], -pair[1]), reverse=True)


def _words(text: str) -> set[str]:
    """Pairs of neighbouring words (or the single word): single words alone are shared by any two paragraphs."""
    words = fold(text).split()
    if len(words) < 2:
        return set(words)
    return {f"{one} {two}" for one, two in zip(words, words[1:], strict=False)}
