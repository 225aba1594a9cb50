"""Where words stand: the documents that hold a slot with how often, and the places at which it stands in them.

Decoded postings are kept by generation and bounded in bytes; a new segment adds its own to those of the others.
"""

from __future__ import annotations

import numpy as np

from statements.search.engines.whoosh.generations.document_sets import Docs, distinct, in_both
from statements.search.engines.whoosh.generations.facets import stretches
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.segment import FieldReader

from .expansion import Slot

COMMON = 16  # a word of more than one document in so many has its frequencies kept as a column
_FEW = 8  # where positions of one document in so many are wanted, they are looked up and not gone through
_LOOK_UP = 10  # where there are so many times fewer places than positions, they are looked up
_MANY_MEMBERS, _SMALL = 24, 256  # words of so few documents are decoded together where there are many of them


class Postings:
    """Documents (ascending, deleted ones included) and how often the slot stands in each; None where always once."""

    __slots__ = ("_column", "_count", "_documents", "docs", "freqs")

    def __init__(self, count: int, docs: np.ndarray, freqs: np.ndarray | None) -> None:
        self._count, self.docs, self.freqs = count, docs, freqs
        self._column: np.ndarray | None = None
        self._documents: Docs | None = None

    def __len__(self) -> int:
        return len(self.docs)

    @property
    def common(self) -> bool:
        return len(self.docs) * COMMON > self._count

    @property
    def column(self) -> np.ndarray:
        """How often the slot stands in each document of the generation."""
        if self._column is not None:
            return self._column
        column = np.zeros(self._count, bool if self.freqs is None else self.freqs.dtype)
        column[self.docs.astype(np.intp)] = True if self.freqs is None else self.freqs
        if self.common:
            self._column = column
        return column

    @property
    def documents(self) -> Docs:
        if not self.common:
            return Docs(self._count, self.docs)
        if self._documents is None:
            self._documents = Docs(self._count, self.docs, self.column != 0)
        return self._documents

    @property
    def nbytes(self) -> int:
        width = 1 if self.freqs is None else self.freqs.itemsize
        return 400 + self.docs.nbytes + width * len(self.docs) + (width + 1) * self._count * self.common


def postings_of(generation: Generation, slot: Slot) -> Postings:
    return generation.cache.get(
        ("postings", slot.term), lambda known, shared: _postings(generation, slot, known, shared), lambda p: p.nbytes
    )


def _postings(generation: Generation, slot: Slot, known: Postings | None, shared: int) -> Postings:
    parts: list[tuple[np.ndarray, np.ndarray | None]] = []
    if known is not None and not slot.cut:
        end = int(known.docs.searchsorted(generation.offsets[shared]))
        parts.append((known.docs[:end], None if known.freqs is None else known.freqs[:end]))
    for place in range(shared if parts else 0, len(generation.segments)):
        members = slot.members[place]
        if len(members):
            docs, freqs = _merged(generation, slot, place)
            offset = generation.offsets[place]
            parts.append((docs + np.int32(offset) if offset else docs, freqs))
    parts = [part for part in parts if len(part[0])]
    if not parts:
        return Postings(generation.count, np.zeros(0, np.int32), None)
    if len(parts) == 1:
        return Postings(generation.count, *parts[0])
    docs = np.concatenate([docs for docs, _ in parts])
    if all(freqs is None for _, freqs in parts):
        return Postings(generation.count, docs, None)
    filled = [np.ones(len(docs), np.uint8) if freqs is None else freqs for docs, freqs in parts]
    return Postings(generation.count, docs, np.concatenate(filled))


def _merged(generation: Generation, slot: Slot, place: int) -> tuple[np.ndarray, np.ndarray | None]:
    """Documents and frequencies in one segment: those of all members added up."""
    reader, members = generation.segments[place].field(slot.term.field), slot.members[place]
    if len(members) == 1:
        held = _held(generation, slot.term.field, place, int(members[0]))
        return held.docs, held.freqs
    parts = []
    if len(members) > _MANY_MEMBERS:
        small = reader.df[members] < _SMALL
        parts.append(reader.many(members[small], positions=False)[:2])
        members = members[~small]
    for member in members.tolist():
        held = _held(generation, slot.term.field, place, member)
        parts.append((held.docs, np.ones(len(held.docs), np.uint8) if held.freqs is None else held.freqs))
    sums = np.bincount(np.concatenate([docs for docs, _ in parts]), np.concatenate([freqs for _, freqs in parts]))
    docs = sums.nonzero()[0]
    freqs = sums.take(docs)
    most = freqs.max()
    return docs.astype(np.int32), freqs.astype(np.uint8 if most < 256 else np.uint16 if most < 65536 else np.uint32)


class Held:
    """The postings of one word in one segment: documents and frequencies as decoded, positions as they lie in the file.

    `ends`: how many positions there are up to each document.
    """

    __slots__ = ("_ends", "docs", "freqs", "positions")

    def __init__(self, reader: FieldReader, member: int) -> None:
        self.docs, freqs = reader.postings(member)
        # On the borders of bytes that they have in the file, frequencies would be copied again and again.
        self.freqs = freqs if freqs is None or freqs.flags.aligned else freqs.copy()
        self.positions = reader.positions(member)
        self._ends: np.ndarray | None = None

    @property
    def ends(self) -> np.ndarray:
        if self._ends is None:
            if self.freqs is None:
                self._ends = np.arange(1, len(self.docs) + 1, dtype=np.int32)
            else:
                self._ends = np.cumsum(self.freqs, dtype=np.int32 if len(self.docs) < 2**23 else np.int64)
        return self._ends


def _held(generation: Generation, field: str, place: int, member: int) -> Held:
    def make(known: Held | None, shared: int) -> Held:
        return known if known is not None and place < shared else Held(generation.segments[place].field(field), member)

    return generation.cache.get(("held", field, place, member), make, lambda held: 400 + 8 * len(held.docs))


def places_of(generation: Generation, slot: Slot, docs: np.ndarray | None, *, more: bool = False) -> np.ndarray:
    """Ascending places (see `Generation.starts`) at which the slot stands, in the ascending `docs` (None: all).

    With `more` those in other documents between the first and the last of `docs` may be among them, where it is quicker
    to read them than to leave them out.
    """
    parts = []
    begins = generation.starts(slot.term.field)
    for place, members in enumerate(slot.members):
        if not len(members):
            continue
        offset, after = generation.offsets[place], generation.offsets[place + 1]
        wanted = docs
        if docs is not None and len(generation.segments) > 1:
            wanted = docs[docs.searchsorted(offset) : docs.searchsorted(after)] - offset
        if wanted is not None and not len(wanted):
            continue
        starts = begins[offset:after]
        if len(members) > _MANY_MEMBERS:
            reader = generation.segments[place].field(slot.term.field)
            small = reader.df[members] < _SMALL
            parts.append(np.sort(_chosen(*reader.many(members[small], positions=True), starts, wanted)))
            members = members[~small]
        for member in members.tolist():
            parts.append(_places(_held(generation, slot.term.field, place, member), starts, wanted, more))
    parts = [part for part in parts if len(part)]
    if not parts:
        return np.zeros(0, np.int32)
    # A few ascending runs are merged, many are sorted.
    return parts[0] if len(parts) == 1 else np.sort(np.concatenate(parts), kind="stable" if len(parts) < 8 else None)


def _places(held: Held, starts: np.ndarray, wanted: np.ndarray | None, more: bool) -> np.ndarray:
    """Those of one word in one segment; `wanted` are documents of the segment."""
    if wanted is not None and len(wanted) * _FEW < len(held.docs):
        at = held.docs.searchsorted(wanted)
        there = held.docs.take(at, mode="clip") == wanted
        at, docs = at.compress(there), wanted.compress(there)
        if held.freqs is None:
            return _added(starts.take(docs), None, held.positions[at])
        sizes = held.freqs.take(at)
        return _added(starts.take(docs), sizes, held.positions[stretches(held.ends.take(at) - sizes, sizes)])
    if wanted is None or not more:
        return _chosen(held.docs, held.freqs, held.positions, starts, wanted)
    first, last = held.docs.searchsorted(wanted[[0, -1]], side="left")
    last += last < len(held.docs) and held.docs[last] == wanted[-1]
    begin, end = (int(held.ends[at - 1]) if at else 0 for at in (first, last))
    return _added(
        starts.take(held.docs[first:last]),
        None if held.freqs is None else held.freqs[first:last],
        held.positions[begin:end],
    )


def _chosen(
    docs: np.ndarray, times: np.ndarray | None, positions: np.ndarray, starts: np.ndarray, wanted: np.ndarray | None
) -> np.ndarray:
    """Of these documents with so many positions each the places in those that are wanted."""
    if wanted is None:
        return _added(starts.take(docs), times, positions)
    mask = np.zeros(len(starts), bool)
    mask[wanted.astype(np.intp, copy=False)] = True
    chosen = mask.take(docs)
    if chosen.all():
        return _added(starts.take(docs), times, positions)
    begin = starts.take(docs.compress(chosen))
    if times is None:
        return _added(begin, None, positions.compress(chosen))
    return _added(begin, times.compress(chosen), positions.compress(np.repeat(chosen, times)))


def _added(starts: np.ndarray, times: np.ndarray | None, positions: np.ndarray) -> np.ndarray:
    places = starts if times is None else np.repeat(starts, times)
    return np.add(places, positions, out=places, casting="unsafe")


def standing_at(generation: Generation, slot: Slot, places: np.ndarray) -> np.ndarray:
    """Those of the ascending `places` at which the slot stands.

    Where they are few, they are looked for among the positions as they lie in the file, each in its document's stretch.
    """
    field = slot.term.field
    if len(places) * _LOOK_UP > slot.tokens:
        first, last = generation.documents_at(field, places[[0, -1]]).tolist()
        return in_both(places, places_of(generation, slot, np.arange(first, last + 1), more=True))
    starts = generation.starts(field)
    places = places[: places.searchsorted(starts[-1])]
    docs = generation.documents_at(field, places)
    if max(map(len, slot.members), default=0) > 1:
        return in_both(places, places_of(generation, slot, distinct(docs), more=True))
    bounds = docs.searchsorted(generation.offsets).tolist()
    positions = places - starts.take(docs)
    found = np.zeros(len(places), bool)
    for place, members in enumerate(slot.members):
        first, last = bounds[place], bounds[place + 1]
        if len(members) and first < last:
            held, offset = _held(generation, field, place, int(members[0])), generation.offsets[place]
            begin, sizes = _stretches(held, docs[first:last] - offset, generation.offsets[place + 1] - offset)
            found[first:last] = _stands(held.positions, begin, sizes, positions[first:last])
    return places.compress(found)


def _stretches(held: Held, docs: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Where the positions in each of `docs` begin among all positions of a word, and how many they are."""
    if len(docs) * COMMON < count:
        at = held.docs.searchsorted(docs)
        at[at == len(held.docs)] = 0
        sizes = (held.docs.take(at) == docs) * (1 if held.freqs is None else held.freqs.take(at).astype(np.int32))
        return held.ends.take(at) - sizes, sizes
    column = np.zeros(count, np.int32)
    column[held.docs.astype(np.intp)] = 1 if held.freqs is None else held.freqs
    sizes = column.take(docs)
    return np.cumsum(column, dtype=held.ends.dtype).take(docs) - sizes, sizes


def _stands(positions: np.ndarray, begin: np.ndarray, sizes: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """For each of `wanted` whether it is in its stretch of ascending positions: all stretches bisected at once.

    The positions are as they lie in the file, on any border of bytes: `take` would copy them all before it took any.
    """
    before = np.zeros(len(wanted), begin.dtype)  # how many positions of the stretch are known to be smaller
    step = 1 << int(sizes.max(initial=0)).bit_length()
    while step := step >> 1:
        further = before + step
        smaller = positions[np.minimum(begin + further, len(positions)) - 1] < wanted
        before += (smaller & (further <= sizes)) * before.dtype.type(step)
    return (before < sizes) & (positions[np.minimum(begin + before, len(positions) - 1)] == wanted)
