"""Where words stand, in a row or near each other: ascending arrays of places, compared as wholes.

A place is a position numbered through all documents (see `Places`), so that one number tells both. Arrays of places are
int32, or int64 in an index of more than two thousand million tokens.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from statements.search.engines.whoosh.generations.document_sets import DocumentSet, intersect_sorted, unique_sorted
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import BODY

from .expansion import Expansion, expand
from .occurrences import filter_places, find_places, load_postings
from .queries import PhraseQuery, ProximityQuery, TextQuery, WordQuery

# Documents that are looked into at once, without narrowing them first: those of a page, of which there are up to 100.
_PAGE_DOCUMENTS = 100
# Places of a proximity that are compared at once: 400 KB of them, which stay in the processor's own memory.
_MAX_PLACES_AT_ONCE = 100_000
# Tokens of a phrase's words that are compared at once, in fewer arrays than a proximity needs: 16 MB of places.
_MAX_PHRASE_TOKENS_AT_ONCE = 4_000_000
_NONE = np.zeros(0, np.int32)


def locate(generation: Generation, query: TextQuery, docs: np.ndarray | None) -> np.ndarray:
    """The places at which matches of `query` begin in the ascending `docs` (None: in all), ascending."""
    expansions = [expand(generation, term) for term in query.terms_in_order]
    if isinstance(query, WordQuery):
        return find_places(generation, expansions[0], docs)
    everywhere = docs is None
    if docs is None or len(docs) > _PAGE_DOCUMENTS:
        docs = find_documents_with_all(generation, expansions, docs).ids
    if isinstance(query, PhraseQuery):
        return _locate_phrase(generation, expansions, docs, everywhere)
    if len(docs) > _PAGE_DOCUMENTS:
        docs = _find_documents_near(generation, expansions, query.max_span, docs)
    places = [find_places(generation, expansion, docs) for expansion in expansions]
    if any(not len(each) for each in places):
        return _NONE
    return _locate_proximity(generation, query, places)


def find_documents_with_all(
    generation: Generation, expansions: Sequence[Expansion], docs: np.ndarray | None = None
) -> DocumentSet:
    """The documents, of the ascending `docs` (None: of all), in which every expansion stands somewhere."""
    found = sorted((load_postings(generation, expansion) for expansion in expansions), key=len)
    left = found.pop(0).documents if docs is None else DocumentSet(generation.count, docs)
    for postings in found:
        if not len(left):
            break
        left &= postings.documents
    return left


def _locate_phrase(
    generation: Generation, expansions: Sequence[Expansion], docs: np.ndarray, everywhere: bool
) -> np.ndarray:
    """`everywhere`: there are no matches outside `docs`."""
    batches = sum(expansion.tokens for expansion in expansions) // _MAX_PHRASE_TOKENS_AT_ONCE + 1
    if batches == 1 or len(docs) <= _PAGE_DOCUMENTS:
        return _locate_phrase_in(generation, expansions, docs, everywhere)
    parts = [
        _locate_phrase_in(generation, expansions, batch, everywhere)
        for batch in np.array_split(docs, batches)
        if len(batch)
    ]
    return np.concatenate(parts) if parts else _NONE


def _locate_phrase_in(
    generation: Generation, expansions: Sequence[Expansion], docs: np.ndarray, everywhere: bool
) -> np.ndarray:
    """From the rarest word on; the others are looked for where those before them leave a match possible."""
    first, *rest = _order_by_rarity(expansions)
    starts = find_places(generation, expansions[first], docs, more=everywhere) - first
    starts = starts[starts.searchsorted(0) :]
    for place in rest:
        if not len(starts):
            break
        if len(docs) <= _PAGE_DOCUMENTS:
            starts = intersect_sorted(starts, find_places(generation, expansions[place], docs) - place)
        else:
            starts = filter_places(generation, expansions[place], starts + place) - place
    return starts


def find_sloppy_phrase(generation: Generation, expansions: Sequence[Expansion], slop: int) -> np.ndarray:
    """The places of the last word that end a chain: each word at most `slop` positions after the one before.

    Whoosh's phrase with slop. It knows nothing of passages, so that a chain may reach from one into the next.
    """
    docs = find_documents_with_all(generation, expansions).ids
    starts = generation.places.starts(expansions[0].term.field)
    ends = find_places(generation, expansions[0], docs)
    for expansion in expansions[1:]:
        if not len(ends):
            break
        places = find_places(generation, expansion, docs)
        before = ends.searchsorted(places) - 1
        last = ends.take(before, mode="clip")
        begin = starts.take(generation.places.documents_at(expansion.term.field, places))
        ends = places.compress((before >= 0) & (places - last <= slop) & (last >= begin))
    return ends


def _order_by_rarity(expansions: Sequence[Expansion]) -> list[int]:
    """Where each stands in the list, the rarest first."""
    return sorted(range(len(expansions)), key=lambda place: expansions[place].tokens)


def _find_documents_near(
    generation: Generation, expansions: Sequence[Expansion], max_span: int, docs: np.ndarray
) -> np.ndarray:
    """Of `docs` those in which some place of the rarest word has one of each other word near enough: few are left."""
    first, *rest = _order_by_rarity(expansions)
    rare = find_places(generation, expansions[first], docs)
    for place in rest:
        if not len(rare):
            return _NONE
        others = find_places(generation, expansions[place], docs, more=True)
        if not len(others):
            return _NONE
        at = others.searchsorted(rare)
        after = others.take(at, mode="clip") - rare
        before = rare - others.take(at - 1, mode="clip")
        # Clipped at the ends, a difference may be below 0 or that to the same word twice: both are looked at again.
        rare = rare.compress((np.abs(after) <= max_span) | (np.abs(before) <= max_span))
    return unique_sorted(generation.places.documents_at(expansions[0].term.field, rare))


# A proximity may ask for one word twice. Its words are therefore held in groups: the same array of places once for each
# word that has it.
_Group = list[np.ndarray]


def _locate_proximity(generation: Generation, query: ProximityQuery, places: Sequence[np.ndarray]) -> np.ndarray:
    """Every place that is the first of a window with one of each word, at places of their own."""
    groups: list[_Group] = []
    for each in places:
        for group in groups:
            if np.array_equal(group[0], each):
                group.append(each)
                break
        else:
            groups.append([each])
    total = sum(len(group[0]) for group in groups)
    if total <= _MAX_PLACES_AT_ONCE:
        return _locate_windows(generation, query, groups)
    # Some documents after the others, so that what is compared stays in the processor's own memory.
    borders = np.linspace(0, generation.count, total // _MAX_PLACES_AT_ONCE + 2).astype(np.intp)[1:-1]
    border_places = generation.places.starts(query.fieldname).take(borders)
    parts = zip(*(_split(group, border_places) for group in groups), strict=True)
    return np.concatenate([_locate_windows(generation, query, list(part)) for part in parts])


def _split(group: _Group, borders: np.ndarray) -> list[_Group]:
    return [[part] * len(group) for part in np.split(group[0], group[0].searchsorted(borders))]


def _locate_windows(generation: Generation, query: ProximityQuery, groups: Sequence[_Group]) -> np.ndarray:
    if not all(len(group[0]) for group in groups):
        return _NONE
    places = [group[0] for group in groups]
    starts = unique_sorted(np.sort(np.concatenate(places), kind="stable"))  # ascending runs, which it makes use of
    ends = np.minimum(starts + query.max_span, _find_last_places(generation, query.fieldname, starts))
    fits = np.ones(len(starts), bool)
    for group in groups:
        last = _count_before(group[0], starts) + (len(group) - 1)
        fits &= (last < len(group[0])) & (group[0].take(last, mode="clip") <= ends)
    disjoint = len(starts) == sum(map(len, places))
    starts, ends = starts.compress(fits), ends.compress(fits)
    return starts if disjoint else _keep_assignable(starts, ends, groups)


def _count_before(some: np.ndarray, places: np.ndarray) -> np.ndarray:
    """For each of `places`, among which `some` are, how many of `some` come before it (int32)."""
    there = np.zeros(len(places), np.int32)
    there[places.searchsorted(some)] = 1
    return there.cumsum(dtype=np.int32) - there


def _find_last_places(generation: Generation, field: str, places: np.ndarray) -> np.ndarray:
    """For each place the last one of its passage, beyond which no window reaches. A title is one passage."""
    starts = generation.places.starts(field)
    if field != BODY:
        return starts.take(generation.places.documents_at(field, places) + 1) - 1
    docs = unique_sorted(generation.places.documents_at(BODY, places))
    _, passage_starts, _ = generation.passages.in_documents(docs)
    ends = np.append(passage_starts[1:], starts[-1]) - 1
    return ends.take(passage_starts.searchsorted(places, side="right") - 1)


def _keep_assignable(starts: np.ndarray, ends: np.ndarray, groups: Sequence[_Group]) -> np.ndarray:
    """Of the windows those in which each word has a place of its own, where words have places in common."""
    kept = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        places: list[list[int]] = []
        for group in groups:
            low, high = group[0].searchsorted([start, end + 1])
            places += [group[0][low:high].tolist()] * len(group)
        if _is_assignable(places, frozenset()):
            kept.append(start)
    return np.array(kept, starts.dtype)


def _is_assignable(places: Sequence[Sequence[int]], taken: frozenset[int]) -> bool:
    """Whether each list can give a number that no other gives."""
    if not places:
        return True
    return any(_is_assignable(places[1:], taken | {place}) for place in places[0] if place not in taken)
