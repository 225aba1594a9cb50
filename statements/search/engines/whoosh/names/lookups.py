"""What the three questions share: where words stand in names, and what the records that bear them are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from statements.search.contract.fields import RECORD
from statements.search.contract.record_names import NameHit, NamePart
from statements.search.engines.whoosh.evaluation.expansion import Term, near_words, slot_of
from statements.search.engines.whoosh.evaluation.occurrences import places_of, postings_of
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import BODY
from statements.search.engines.whoosh.segments.segment import Segment
from statements.search.engines.whoosh.segments.token_stream import GAP
from statements.search.language.any_word_fallback import FRAMING_WORDS

KINDS = ["country", "organisation", "speaker", "topic", "treaty", "event"]
MOST_WORDS = 12  # of a text that are looked at; a longer one names nobody
# Words that tell no name from another.
SMALL = FRAMING_WORDS | frozenset(
    ("al", "d", "de", "del", "der", "des", "du", "el", "et", "l", "la", "le", "les", "und", "y")
)


def with_code(names: Generation, field: str, code: str) -> np.ndarray:
    """Documents that carry the code."""
    return names.only_live(postings_of(names, slot_of(names, Term(field, "code", code))).docs).astype(np.int64)


def keys_of(names: Generation, token: str) -> np.ndarray:
    """Where the word stands: ascending places (see `Generation.starts`)."""
    return places_of(names, slot_of(names, Term(BODY, "exact", token)), None)


def keys_beginning(names: Generation, prefix: str) -> np.ndarray:
    """Where words that begin so stand."""
    parts, starts = [np.zeros(0, np.int64)], names.starts(BODY)
    for segment, offset in zip(names.segments, names.offsets, strict=False):
        reader = segment.field(BODY)
        places = reader.terms.with_prefix(prefix.encode())
        if places:
            docs, freqs, positions = reader.postings_between(places.start, places.stop)
            parts.append(np.repeat(starts.take(docs.astype(np.int64) + offset), freqs) + positions.astype(np.int64))
    return np.sort(np.concatenate(parts))


def each_once(ascending: np.ndarray) -> np.ndarray:
    return ascending[np.append(True, ascending[1:] != ascending[:-1])] if len(ascending) else ascending


def passages_at(names: Generation, keys: np.ndarray, last: NamePart) -> np.ndarray:
    """The passages in which keys lie, those of the kinds up to `last`, of documents that are not deleted."""
    passages = names.passages
    found = each_once(passages.of(keys))
    found = found[passages.orders[found] <= last]
    return found if names.live is None else found[names.live[passages.docs[found]]]


def in_all(found: Sequence[np.ndarray]) -> np.ndarray:
    """What all of these ascending arrays hold."""
    common = found[0] if found else np.zeros(0, np.int64)
    for other in found[1:]:
        common = np.intersect1d(common, other, assume_unique=True)
    return common


def nearly(names: Generation, token: str) -> list[str]:
    """The words of names that are spelled with one slip less, those that most records have first."""
    likely: dict[str, int] = {}
    for segment in names.segments:
        reader = segment.field(BODY)
        for place in near_words(reader, token, 1)[0].tolist():
            word = reader.terms[place].decode(errors="replace")
            likely[word] = likely.get(word, 0) + int(reader.df[place])
    return sorted(likely, key=lambda word: (-likely[word], word))


def sizes(names: Generation) -> np.ndarray:
    """Words of each passage that tell it from others, at least 1."""
    ends = np.cumsum([0, *(len(segment.arrays["passage.order"]) for segment in names.segments)]).tolist()
    return names.column("sizes", lambda known, shared: names.joined(known, shared, _count_words, ends))


def _count_words(segment: Segment) -> np.ndarray:
    starts = segment.arrays["passage.start"].astype(np.int64)
    many = np.diff(segment.arrays["passage.ptr"].astype(np.int64))
    docs = np.repeat(np.arange(segment.count, dtype=np.int64), many)
    counted = np.zeros(len(starts), np.int64)
    counted[:-1] = starts[1:] - starts[:-1] - GAP
    last = np.append(docs[1:] != docs[:-1], True)[: len(starts)]
    lengths = segment.lengths(BODY).astype(np.int64) + (many - 1) * GAP
    counted[last] = lengths[docs[last]] - starts[last]
    begins, reader = (docs << 32) | starts, segment.field(BODY)
    for word in SMALL:
        place = reader.terms.find(word.encode())
        if place >= 0:
            having, freqs = reader.postings(place)
            spread = having if freqs is None else np.repeat(having, freqs)
            keys = (spread.astype(np.int64) << 32) | reader.positions(place).astype(np.int64)
            counted -= np.bincount(begins.searchsorted(keys, side="right") - 1, minlength=len(counted))
    return np.maximum(counted, 1)


def kinds(names: Generation) -> tuple[np.ndarray, list[str]]:
    """An ordinal a document, and what the ordinals stand for."""
    return names.column("kinds", lambda known, shared: names.joined(known, shared, _read_kinds, names.offsets)), KINDS


def _read_kinds(segment: Segment) -> np.ndarray:
    reader = segment.field("what")
    here = np.array([KINDS.index(reader.terms[place].decode()) for place in range(len(reader.terms))], np.int64)
    found = np.zeros(segment.count, np.int64)
    found[segment.arrays["what.doc"]] = here[segment.arrays["what.ord"]]
    return found


def of_kinds(names: Generation, docs: np.ndarray, wanted: Iterable[str]) -> np.ndarray:
    known, values = kinds(names)
    return docs[np.isin(known[docs], [values.index(kind) for kind in wanted if kind in values])]


def records(names: Generation, docs: Iterable[int], *, near: bool = False) -> list[NameHit]:
    return [_record(names.stored(doc), near) for doc in docs]


def _record(stored: dict, near: bool) -> NameHit:
    return NameHit(
        what=stored["what"],
        record=int(stored[RECORD]),
        code=stored["uid"],
        slug=stored.get("slug") or "",
        label=stored["title"],
        near=near,
    )
