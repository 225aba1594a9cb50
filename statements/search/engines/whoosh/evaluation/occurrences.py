"""Where words occur: the documents that have an expansion and how often, and the places at which it stands in them.

Decoded postings are kept with the generation and bounded in bytes; a new segment adds its own to those of the others.
"""

from __future__ import annotations

import numpy as np

from statements.search.engines.whoosh.generations.document_sets import (
    DocumentSet,
    expand_ranges,
    intersect_sorted,
    unique_sorted,
)
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.segment import FieldReader

from .expansion import Expansion

# A word is common where more than one document in so many has it. Its frequencies are then kept as a column too, which
# takes a byte or two per document of the archive, so no more than some thirty for each document that has the word.
COMMON_ONE_IN = 16
# Where positions of fewer than one in so many of a word's documents are wanted, those documents are looked up. Measured
# with a word of 4,515 documents: one in four takes 133 µs to 144 µs for going through all of them, one in eight 75 µs
# to 132 µs.
_LOOK_UP_ONE_IN = 8
# Where there are so many times fewer places than tokens of a word, the places are looked up in its positions. Measured
# with the 40,808 tokens of that word: one in five takes 679 µs to 339 µs for comparing all, one in ten 422 µs to 387
# µs, one in twenty 275 µs to 329 µs.
_LOOK_UP_PLACES_ONE_IN = 10
# Where an expansion has more words than this, those in fewer documents than that are decoded together. Measured: the
# 142 words of `nu*` take 0.4 ms, to 1.9 ms one by one; the 9 of `negotiat*` 0.37 ms to 0.22 ms.
_MANY_WORDS, _FEW_DOCUMENTS = 24, 256
_ENTRY_BYTES = 400  # what Python takes for a kept value besides its arrays, about
_MAX_INT32_DOCUMENTS = 2**23  # of a word: so many, with 255 tokens each, have fewer than 2 ** 31 tokens
_MERGED_RUNS = 8  # so few ascending runs are merged by a stable sort; more are sorted anew


class Postings:
    """The documents that have an expansion, deleted ones included, and how often.

    `docs`: int32, ascending. `freqs`: uint8, uint16 or uint32 by entry of `docs`; None where always once.
    """

    __slots__ = ("_column", "_count", "_documents", "docs", "freqs")

    def __init__(self, count: int, docs: np.ndarray, freqs: np.ndarray | None) -> None:
        """`count`: documents of the generation."""
        self._count, self.docs, self.freqs = count, docs, freqs
        self._column: np.ndarray | None = None
        self._documents: DocumentSet | None = None

    def __len__(self) -> int:
        return len(self.docs)

    @property
    def is_common(self) -> bool:
        return len(self.docs) * COMMON_ONE_IN > self._count

    @property
    def column(self) -> np.ndarray:
        """By document of the generation: how often it has the expansion; of the dtype of `freqs`, or bool."""
        if self._column is not None:
            return self._column
        column = np.zeros(self._count, bool if self.freqs is None else self.freqs.dtype)
        column[self.docs.astype(np.intp)] = True if self.freqs is None else self.freqs
        if self.is_common:
            self._column = column
        return column

    @property
    def documents(self) -> DocumentSet:
        if not self.is_common:
            return DocumentSet(self._count, self.docs)
        if self._documents is None:
            self._documents = DocumentSet(self._count, self.docs, self.column != 0)
        return self._documents

    @property
    def nbytes(self) -> int:
        width = 1 if self.freqs is None else self.freqs.itemsize
        return _ENTRY_BYTES + self.docs.nbytes + width * len(self.docs) + (width + 1) * self._count * self.is_common


def load_postings(generation: Generation, expansion: Expansion) -> Postings:
    """Postings of all words of an expansion together, from the cache where they are there."""
    return generation.postings_cache.get(
        ("postings", expansion.term),
        lambda known, shared: _join_segments(generation, expansion, known, shared),
        lambda postings: postings.nbytes,
    )


def _join_segments(generation: Generation, expansion: Expansion, known: Postings | None, shared: int) -> Postings:
    parts: list[tuple[np.ndarray, np.ndarray | None]] = []
    if known is not None and not expansion.cut:
        end = int(known.docs.searchsorted(generation.offsets[shared]))
        parts.append((known.docs[:end], None if known.freqs is None else known.freqs[:end]))
    for place in range(shared if parts else 0, len(generation.segments)):
        members = expansion.members[place]
        if len(members):
            docs, freqs = _add_up_words(generation, expansion, place)
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
    return Postings(generation.count, docs, np.concatenate([_fill(docs, freqs) for docs, freqs in parts]))


def _fill(docs: np.ndarray, freqs: np.ndarray | None) -> np.ndarray:
    return np.ones(len(docs), np.uint8) if freqs is None else freqs


def _add_up_words(generation: Generation, expansion: Expansion, place: int) -> tuple[np.ndarray, np.ndarray | None]:
    """Documents of one segment and their frequencies: those of all words added up."""
    members = expansion.members[place]
    if len(members) == 1:
        postings = _load_term(generation, expansion.term.field, place, int(members[0]))
        return postings.docs, postings.freqs
    parts = []
    if len(members) > _MANY_WORDS:
        reader = generation.segments[place].reader(expansion.term.field)
        rare = reader.df[members] < _FEW_DOCUMENTS
        parts.append(reader.many(members[rare], positions=False)[:2])
        members = members[~rare]
    for member in members.tolist():
        postings = _load_term(generation, expansion.term.field, place, member)
        parts.append((postings.docs, _fill(postings.docs, postings.freqs)))
    sums = np.bincount(np.concatenate([docs for docs, _ in parts]), np.concatenate([freqs for _, freqs in parts]))
    docs = sums.nonzero()[0]
    freqs = sums.take(docs)
    most = freqs.max()
    return docs.astype(np.int32), freqs.astype(np.uint8 if most < 256 else np.uint16 if most < 65536 else np.uint32)


class TermPostings:
    """The postings of one word in one segment.

    `docs`: int32, ascending numbers in the segment. `freqs`: how often each has the word, unsigned; None where always
    once. `positions`: unsigned, document by document, as they lie in the file and on any border of bytes.
    """

    __slots__ = ("_ends", "docs", "freqs", "positions")

    def __init__(self, reader: FieldReader, ordinal: int) -> None:
        self.docs, freqs = reader.postings(ordinal)
        # On the borders of bytes that they have in the file, frequencies would be copied again and again.
        self.freqs = freqs if freqs is None or freqs.flags.aligned else freqs.copy()
        self.positions = reader.positions(ordinal)
        self._ends: np.ndarray | None = None

    @property
    def ends(self) -> np.ndarray:
        """int32 or int64 by entry of `docs`: how many positions there are up to its last one."""
        if self._ends is None:
            if self.freqs is None:
                self._ends = np.arange(1, len(self.docs) + 1, dtype=np.int32)
            else:
                dtype = np.int32 if len(self.docs) < _MAX_INT32_DOCUMENTS else np.int64
                self._ends = np.cumsum(self.freqs, dtype=dtype)
        return self._ends


def _load_term(generation: Generation, field: str, place: int, ordinal: int) -> TermPostings:
    def make(known: TermPostings | None, shared: int) -> TermPostings:
        if known is not None and place < shared:
            return known
        return TermPostings(generation.segments[place].reader(field), ordinal)

    return generation.postings_cache.get(
        ("term", field, place, ordinal), make, lambda postings: _ENTRY_BYTES + 8 * len(postings.docs)
    )


def count_documents(generation: Generation, field: str, word: str) -> int:
    """How many documents, deleted ones included, have this very word."""
    encoded, count = word.encode(), 0
    for segment in generation.segments:
        reader = segment.field(field)
        ordinal = -1 if reader is None else reader.terms.find(encoded)
        if reader is not None and ordinal >= 0:
            count += int(reader.df[ordinal])
    return count


def find_places(
    generation: Generation, expansion: Expansion, docs: np.ndarray | None, *, more: bool = False
) -> np.ndarray:
    """The places (see `Places`) at which the expansion stands in the ascending `docs` (None: in all), ascending.

    With `more` those in other documents between the first and the last of `docs` may be among them, where it is quicker
    to read them than to leave them out.
    """
    parts = []
    begins = generation.places.starts(expansion.term.field)
    for place, members in enumerate(expansion.members):
        if not len(members):
            continue
        offset, after = generation.offsets[place], generation.offsets[place + 1]
        wanted = docs
        if docs is not None and len(generation.segments) > 1:
            wanted = docs[docs.searchsorted(offset) : docs.searchsorted(after)] - offset
        if wanted is not None and not len(wanted):
            continue
        starts = begins[offset:after]
        if len(members) > _MANY_WORDS:
            reader = generation.segments[place].reader(expansion.term.field)
            rare = reader.df[members] < _FEW_DOCUMENTS
            rare_docs, rare_freqs, rare_positions = reader.many(members[rare], positions=True)
            parts.append(np.sort(_select_places(rare_docs, rare_freqs, rare_positions, starts, wanted)))
            members = members[~rare]
        for member in members.tolist():
            parts.append(
                _find_term_places(_load_term(generation, expansion.term.field, place, member), starts, wanted, more)
            )
    parts = [part for part in parts if len(part)]
    if not parts:
        return np.zeros(0, np.int32)
    if len(parts) == 1:
        return parts[0]
    return np.sort(np.concatenate(parts), kind="stable" if len(parts) < _MERGED_RUNS else None)


def _find_term_places(postings: TermPostings, starts: np.ndarray, wanted: np.ndarray | None, more: bool) -> np.ndarray:
    """Those of one word in one segment; `wanted` are documents of the segment, `starts` its documents' first places."""
    docs, freqs, positions = postings.docs, postings.freqs, postings.positions
    if wanted is not None and len(wanted) * _LOOK_UP_ONE_IN < len(docs):
        at = docs.searchsorted(wanted)
        there = docs.take(at, mode="clip") == wanted
        at, holding = at.compress(there), wanted.compress(there)
        if freqs is None:
            return _add_positions(starts.take(holding), None, positions[at])
        sizes = freqs.take(at)
        return _add_positions(
            starts.take(holding), sizes, positions[expand_ranges(postings.ends.take(at) - sizes, sizes)]
        )
    if wanted is None or not more:
        return _select_places(docs, freqs, positions, starts, wanted)
    first, last = docs.searchsorted(wanted[[0, -1]], side="left")
    last += last < len(docs) and docs[last] == wanted[-1]
    begin, end = (int(postings.ends[at - 1]) if at else 0 for at in (first, last))
    return _add_positions(
        starts.take(docs[first:last]), None if freqs is None else freqs[first:last], positions[begin:end]
    )


def _select_places(
    docs: np.ndarray, freqs: np.ndarray | None, positions: np.ndarray, starts: np.ndarray, wanted: np.ndarray | None
) -> np.ndarray:
    """The places in those of `docs`, with so many positions each, that are wanted (None: in all)."""
    if wanted is None:
        return _add_positions(starts.take(docs), freqs, positions)
    mask = np.zeros(len(starts), bool)
    mask[wanted.astype(np.intp, copy=False)] = True
    chosen = mask.take(docs)
    if chosen.all():
        return _add_positions(starts.take(docs), freqs, positions)
    begin = starts.take(docs.compress(chosen))
    if freqs is None:
        return _add_positions(begin, None, positions.compress(chosen))
    return _add_positions(begin, freqs.compress(chosen), positions.compress(np.repeat(chosen, freqs)))


def _add_positions(starts: np.ndarray, freqs: np.ndarray | None, positions: np.ndarray) -> np.ndarray:
    places = starts if freqs is None else np.repeat(starts, freqs)
    return np.add(places, positions, out=places, casting="unsafe")


def filter_places(generation: Generation, expansion: Expansion, places: np.ndarray) -> np.ndarray:
    """Those of the ascending `places`, of which there is one at least, at which the expansion stands.

    Where they are few, they are looked for among the positions as they lie in the file, each in its document's stretch.
    """
    field = expansion.term.field
    if len(places) * _LOOK_UP_PLACES_ONE_IN > expansion.tokens:
        first, last = generation.places.documents_at(field, places[[0, -1]]).tolist()
        return intersect_sorted(places, find_places(generation, expansion, np.arange(first, last + 1), more=True))
    starts = generation.places.starts(field)
    places = places[: places.searchsorted(starts[-1])]
    docs = generation.places.documents_at(field, places)
    if max(map(len, expansion.members), default=0) > 1:
        return intersect_sorted(places, find_places(generation, expansion, unique_sorted(docs), more=True))
    bounds = docs.searchsorted(generation.offsets).tolist()
    positions = places - starts.take(docs)
    found = np.zeros(len(places), bool)
    for place, members in enumerate(expansion.members):
        first, last = bounds[place], bounds[place + 1]
        if len(members) and first < last:
            postings, offset = _load_term(generation, field, place, int(members[0])), generation.offsets[place]
            begin, sizes = _find_stretches(postings, docs[first:last] - offset, generation.offsets[place + 1] - offset)
            found[first:last] = _stands_in_stretch(postings.positions, begin, sizes, positions[first:last])
    return places.compress(found)


def _find_stretches(postings: TermPostings, docs: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Where the positions in each of `docs` begin among all positions of a word, and how many they are."""
    if len(docs) * COMMON_ONE_IN < count:
        at = postings.docs.searchsorted(docs)
        at[at == len(postings.docs)] = 0
        times = 1 if postings.freqs is None else postings.freqs.take(at).astype(np.int32)
        sizes = (postings.docs.take(at) == docs) * times
        return postings.ends.take(at) - sizes, sizes
    column = np.zeros(count, np.int32)
    column[postings.docs.astype(np.intp)] = 1 if postings.freqs is None else postings.freqs
    sizes = column.take(docs)
    return np.cumsum(column, dtype=postings.ends.dtype).take(docs) - sizes, sizes


def _stands_in_stretch(positions: np.ndarray, begin: np.ndarray, sizes: np.ndarray, wanted: np.ndarray) -> np.ndarray:
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
