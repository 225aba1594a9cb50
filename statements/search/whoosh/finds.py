"""Where words stand in a row or near each other: sorted arrays of position keys, compared as wholes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .building import BODY
from .generation import Generation
from .queries import Near, Row, Words
from .segment import FieldReader
from .slots import Slot, positions_of, postings_of, readers, slot_of, token_count


def finds_of(generation: Generation, leaf: Words | Row | Near, wanted: np.ndarray | None) -> np.ndarray:
    """Keys (document << 32 | position) at which the leaf begins, in documents of the mask `wanted` (None: all)."""
    slots = [slot_of(generation, term) for term in leaf.terms_in_order]
    if isinstance(leaf, Words):
        return positions_of(generation, slots[0], wanted)
    wanted = _holding_all(generation, slots, wanted)
    if isinstance(leaf, Row):
        return _in_a_row(generation, slots, wanted)
    keys = [positions_of(generation, slot, wanted) for slot in slots]
    if any(not len(each) for each in keys):
        return np.zeros(0, np.int64)
    return _near(keys, leaf.widest, _passage_ends(generation, leaf))


def _holding_all(generation: Generation, slots: list[Slot], wanted: np.ndarray | None) -> np.ndarray:
    docs = sorted((postings_of(generation, slot).docs for slot in slots), key=len)
    common = docs[0]
    for other in docs[1:]:
        common = common_ids(common, other, generation.count)
    mask = np.zeros(generation.count, bool)
    mask[common] = True
    return mask if wanted is None else mask & wanted


def common_ids(few: np.ndarray, many: np.ndarray, count: int) -> np.ndarray:
    """The numbers in both sorted arrays; `count` is above all of them."""
    if len(few) > len(many):
        few, many = many, few
    if len(few) * 16 < len(many):
        return few[_among(few, many)]
    mask = np.zeros(count, bool)
    mask[many] = True
    return few[mask[few]]


def _among(keys: np.ndarray, others: np.ndarray) -> np.ndarray:
    """For each of `keys` whether it is in the sorted `others`."""
    if not len(others):
        return np.zeros(len(keys), bool)
    places = np.searchsorted(others, keys)
    places[places == len(others)] = 0
    return others[places] == keys


def _in_a_row(generation: Generation, slots: list[Slot], wanted: np.ndarray) -> np.ndarray:
    """From the rarest slot on: where the others are frequent, only the few places in question are looked up."""
    sizes = [token_count(generation, slot) for slot in slots]
    order = sorted(range(len(slots)), key=sizes.__getitem__)
    starts = positions_of(generation, slots[order[0]], wanted) - order[0]
    for place in order[1:]:
        if not len(starts):
            break
        starts = starts[_standing(generation, slots[place], starts + place, sizes[place], wanted)]
    return starts


def _standing(generation: Generation, slot: Slot, keys: np.ndarray, size: int, wanted: np.ndarray) -> np.ndarray:
    """For each of the sorted `keys` whether the slot stands there."""
    members = sum(map(len, slot.members))
    if members > 16 or len(keys) * 8 * members > size:
        return _among(keys, positions_of(generation, slot, wanted))
    found = np.zeros(len(keys), bool)
    for offset, reader, members in readers(generation, slot):
        first, last = np.searchsorted(keys, [offset << 32, (offset + reader.documents) << 32]).tolist()
        docs, positions = (keys[first:last] >> 32) - offset, keys[first:last] & 0xFFFFFFFF
        for member in members.tolist():
            found[first:last] |= _holds(reader, member, docs, positions)
    return found


def _holds(reader: FieldReader, term: int, docs: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Whether the term stands at each (document, position): one bisection for all, within each document's stretch."""
    own, freqs = reader.postings(term)
    places = np.searchsorted(own, docs)
    places[places == len(own)] = 0
    there = own[places] == docs
    ends = np.arange(1, len(own) + 1) if freqs is None else np.cumsum(freqs, dtype=np.int64)
    high = np.where(there, ends[places], 0)
    low = np.where(there, high - (1 if freqs is None else freqs[places].astype(np.int64)), 0)
    end, standing = high, reader.positions(term)
    while (open_ := low < high).any():
        middle = (low + high) // 2
        less = open_ & (standing[np.minimum(middle, len(standing) - 1)] < positions)
        low, high = np.where(less, middle + 1, low), np.where(open_ & ~less, middle, high)
    return (low < end) & (standing[np.minimum(low, len(standing) - 1)] == positions)


def _passage_ends(generation: Generation, leaf: Near) -> Callable[[np.ndarray], np.ndarray]:
    """For positions the last position of their passage: no window reaches beyond it. A title is one passage."""
    if leaf.fieldname != BODY:
        return lambda starts: starts | 0xFFFFFFFF
    passages = generation.passages
    ends = np.append(passages.keys[1:], np.iinfo(np.int64).max) - 1
    return lambda starts: ends[passages.of(starts)]


def _near(keys: list[np.ndarray], widest: int, last_of: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Every position that is the first of a window holding one of each, at positions of their own."""
    same: list[list[np.ndarray]] = []
    for each in keys:
        for group in same:
            if len(group[0]) == len(each) and np.array_equal(group[0], each):
                group.append(each)
                break
        else:
            same.append([each])
    starts = np.unique(np.concatenate([group[0] for group in same]))
    ends = np.minimum(starts + widest, last_of(starts))
    fits = np.ones(len(starts), bool)
    for group in same:
        first = np.searchsorted(group[0], starts)
        last = first + len(group) - 1
        inside = last < len(group[0])
        inside[inside] = group[0][last[inside]] <= ends[inside]
        fits &= inside
    return _distinct(starts[fits], ends[fits], same)


def _disjoint(groups: list[np.ndarray]) -> bool:
    total = sum(map(len, groups))
    return len(np.unique(np.concatenate(groups))) == total


def _distinct(starts: np.ndarray, ends: np.ndarray, same: list[list[np.ndarray]]) -> np.ndarray:
    """Those of the windows in which each slot has a position of its own: only slots that share words can fail."""
    groups = [group[0] for group in same]
    if _disjoint(groups):
        return starts
    kept = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        places = []
        for group in same:
            low, high = np.searchsorted(group[0], [start, end + 1])
            places += [group[0][low:high].tolist()] * len(group)
        if _assigned(places, frozenset()):
            kept.append(start)
    return np.array(kept, np.int64)


def _assigned(places: list[list[int]], taken: frozenset[int]) -> bool:
    """Whether each list can give a number that no other gives."""
    if not places:
        return True
    return any(_assigned(places[1:], taken | {place}) for place in places[0] if place not in taken)
