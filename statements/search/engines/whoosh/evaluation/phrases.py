"""Where words stand in a row or near each other: ascending arrays of places, compared as wholes.

A place is a position numbered through all documents (`Generation.starts`), so that one number says both.
"""

from __future__ import annotations

import numpy as np

from statements.search.engines.whoosh.generations.document_sets import Docs, distinct, in_both
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import BODY

from .expansion import Slot, slot_of
from .occurrences import places_of, postings_of, standing_at
from .queries import Near, Row, Words

_NONE = np.zeros(0, np.int32)


def finds_of(generation: Generation, leaf: Words | Row | Near, wanted: np.ndarray | None) -> np.ndarray:
    """The places at which the leaf begins, in the ascending documents `wanted` (None: all)."""
    slots = [slot_of(generation, term) for term in leaf.terms_in_order]
    if isinstance(leaf, Words):
        return places_of(generation, slots[0], wanted)
    anywhere = wanted is None
    if wanted is None or len(wanted) > _ON_A_PAGE:
        wanted = holding_all(generation, slots, wanted).ids
    if isinstance(leaf, Row):
        return _in_a_row(generation, slots, wanted, anywhere)
    if len(wanted) > _ON_A_PAGE:
        wanted = _near_at_all(generation, slots, leaf.widest, wanted)
    places = [places_of(generation, slot, wanted) for slot in slots]
    if any(not len(each) for each in places):
        return _NONE
    return _near(generation, leaf, places)


_ON_A_PAGE = 100  # documents: so few are looked into at once
_AT_ONCE = 100_000  # places that are compared at once
_ROW_AT_ONCE = 4_000_000  # of words in a row, which takes less memory


def holding_all(generation: Generation, slots: list[Slot], wanted: np.ndarray | None = None) -> Docs:
    """Documents in which every slot stands somewhere."""
    found = sorted((postings_of(generation, slot) for slot in slots), key=len)
    docs = found.pop(0).documents if wanted is None else Docs(generation.count, wanted)
    for postings in found:
        if not len(docs):
            break
        docs &= postings.documents
    return docs


def _in_a_row(generation: Generation, slots: list[Slot], wanted: np.ndarray, anywhere: bool) -> np.ndarray:
    """From the rarest slot on; the others are looked at in the documents that are left.

    With `anywhere` there are no matches but in `wanted`.
    """
    lots = sum(slot.tokens for slot in slots) // _ROW_AT_ONCE + 1
    if lots == 1 or len(wanted) <= _ON_A_PAGE:
        return _row_in(generation, slots, wanted, anywhere)
    parts = [_row_in(generation, slots, lot, anywhere) for lot in np.array_split(wanted, lots) if len(lot)]
    return np.concatenate(parts) if parts else _NONE


def _row_in(generation: Generation, slots: list[Slot], wanted: np.ndarray, anywhere: bool) -> np.ndarray:
    first, *rest = _by_frequency(slots)
    starts = places_of(generation, slots[first], wanted, more=anywhere) - first
    starts = starts[starts.searchsorted(0) :]
    for place in rest:
        if not len(starts):
            break
        if len(wanted) <= _ON_A_PAGE:
            starts = in_both(starts, places_of(generation, slots[place], wanted) - place)
        else:
            starts = standing_at(generation, slots[place], starts + place) - place
    return starts


def following(generation: Generation, slots: list[Slot], slop: int) -> np.ndarray:
    """The places of the last slot that end a chain: each slot at most `slop` positions after the one before.

    Whoosh's phrase with slop. It knows nothing of passages, so that a chain may reach from one into the next.
    """
    wanted = holding_all(generation, slots).ids
    starts = generation.starts(slots[0].term.field)
    ends = places_of(generation, slots[0], wanted)
    for slot in slots[1:]:
        if not len(ends):
            break
        places = places_of(generation, slot, wanted)
        before = ends.searchsorted(places) - 1
        last = ends.take(before, mode="clip")
        begin = starts.take(generation.documents_at(slot.term.field, places))
        ends = places.compress((before >= 0) & (places - last <= slop) & (last >= begin))
    return ends


def _by_frequency(slots: list[Slot]) -> list[int]:
    """Places in the list, that of the rarest first."""
    return sorted(range(len(slots)), key=lambda place: slots[place].tokens)


def _near_at_all(generation: Generation, slots: list[Slot], widest: int, wanted: np.ndarray) -> np.ndarray:
    """Documents in which some place of the rarest slot has one of each other slot near enough: few are left."""
    first, *rest = _by_frequency(slots)
    rare = places_of(generation, slots[first], wanted)
    for place in rest:
        if not len(rare):
            break
        others = places_of(generation, slots[place], wanted, more=True)
        if not len(others):
            return _NONE
        at = others.searchsorted(rare)
        after = others.take(at, mode="clip") - rare
        before = rare - others.take(at - 1, mode="clip")
        # Clipped at the ends, a difference may be below 0 or that to the same word twice: both are looked at again.
        rare = rare.compress((np.abs(after) <= widest) | (np.abs(before) <= widest))
    return distinct(generation.documents_at(slots[0].term.field, rare))


def _near(generation: Generation, leaf: Near, places: list[np.ndarray]) -> np.ndarray:
    """Every place that is the first of a window holding one of each, at places of their own."""
    same: list[list[np.ndarray]] = []
    for each in places:
        for group in same:
            if np.array_equal(group[0], each):
                group.append(each)
                break
        else:
            same.append([each])
    total = sum(len(group[0]) for group in same)
    if total <= _AT_ONCE:
        return _near_within(generation, leaf, same)
    # Some documents after the others, so that what is compared stays in the processor's own memory.
    borders = np.linspace(0, generation.count, total // _AT_ONCE + 2).astype(np.intp)[1:-1]
    parts = zip(*(_split(group, generation.starts(leaf.fieldname).take(borders)) for group in same), strict=True)
    return np.concatenate([_near_within(generation, leaf, list(part)) for part in parts])


def _split(group: list[np.ndarray], borders: np.ndarray) -> list[list[np.ndarray]]:
    return [[part] * len(group) for part in np.split(group[0], group[0].searchsorted(borders))]


def _near_within(generation: Generation, leaf: Near, same: list[list[np.ndarray]]) -> np.ndarray:
    """`same`: the places of each slot, those of slots that are equal together."""
    if not all(len(group[0]) for group in same):
        return _NONE
    groups = [group[0] for group in same]
    starts = distinct(np.sort(np.concatenate(groups), kind="stable"))  # of runs in order, which it makes use of
    ends = np.minimum(starts + leaf.widest, _last_places(generation, leaf.fieldname, starts))
    fits = np.ones(len(starts), bool)
    for group in same:
        last = _before(group[0], starts) + (len(group) - 1)
        fits &= (last < len(group[0])) & (group[0].take(last, mode="clip") <= ends)
    apart = len(starts) == sum(map(len, groups))
    starts, ends = starts.compress(fits), ends.compress(fits)
    return starts if apart else _distinct(starts, ends, same)


def _before(some: np.ndarray, places: np.ndarray) -> np.ndarray:
    """For each of `places`, among which `some` are, how many of `some` come before it."""
    there = np.zeros(len(places), np.int32)
    there[places.searchsorted(some)] = 1
    return there.cumsum(dtype=np.int32) - there


def _last_places(generation: Generation, field: str, places: np.ndarray) -> np.ndarray:
    """For each place the last one of its passage: no window reaches beyond it. A title is one passage."""
    if field != BODY:
        return generation.starts(field).take(generation.documents_at(field, places) + 1) - 1
    docs = distinct(generation.documents_at(BODY, places))
    _, starts, _ = generation.passages.in_documents(docs)
    ends = np.append(starts[1:], generation.starts(BODY)[-1]) - 1
    return ends.take(starts.searchsorted(places, side="right") - 1)


def _distinct(starts: np.ndarray, ends: np.ndarray, same: list[list[np.ndarray]]) -> np.ndarray:
    """Those of the windows in which each slot has a place of its own, where slots share words."""
    kept = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        places = []
        for group in same:
            low, high = group[0].searchsorted([start, end + 1])
            places += [group[0][low:high].tolist()] * len(group)
        if _assigned(places, frozenset()):
            kept.append(start)
    return np.array(kept, starts.dtype)


def _assigned(places: list[list[int]], taken: frozenset[int]) -> bool:
    """Whether each list can give a number that no other gives."""
    if not places:
        return True
    return any(_assigned(places[1:], taken | {place}) for place in places[0] if place not in taken)
