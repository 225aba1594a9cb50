"""What the three questions share: where words stand in names, and which records have those names.

The index of names has a document per record and a passage per name or fact; the order of a passage is its `NamePart`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from statements.search.contract.record_names import NameHit, NamePart
from statements.search.engines.whoosh.evaluation.expansion import expand, find_similar
from statements.search.engines.whoosh.evaluation.occurrences import find_places, load_postings
from statements.search.engines.whoosh.evaluation.queries import Term
from statements.search.engines.whoosh.generations.document_sets import unique_sorted
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import BODY
from statements.search.engines.whoosh.segments.segment import Segment
from statements.search.engines.whoosh.segments.token_stream import GAP
from statements.search.language.any_word_fallback import FRAMING_WORDS

KINDS = ["country", "organisation", "speaker", "topic", "treaty", "event"]
# Words of a text that are looked at. Names are shorter, but for titles of treaties, of which the first words will do.
MAX_WORDS = 12
# Words that tell no name from another: those of English questions, and articles and particles of other languages.
SMALL_WORDS = FRAMING_WORDS | frozenset(
    ("al", "d", "de", "del", "der", "des", "du", "el", "et", "l", "la", "le", "les", "und", "y")
)


def documents_with_code(names: Generation, field: str, code: str) -> np.ndarray:
    """int64, ascending: the documents that carry the code."""
    return names.drop_deleted(load_postings(names, expand(names, Term(field, "code", code))).docs).astype(np.int64)


def places_of_word(names: Generation, token: str) -> np.ndarray:
    """Where the word stands: ascending places (see `Places`)."""
    return find_places(names, expand(names, Term(BODY, "exact", token)), None)


def places_of_prefix(names: Generation, prefix: str) -> np.ndarray:
    """Where words that begin so stand: ascending places, as int64."""
    parts, starts = [np.zeros(0, np.int64)], names.places.starts(BODY)
    for segment, offset in zip(names.segments, names.offsets, strict=False):
        reader = segment.reader(BODY)
        ordinals = reader.terms.with_prefix(prefix.encode())
        if ordinals:
            docs, freqs, positions = reader.postings_between(ordinals.start, ordinals.stop)
            parts.append(np.repeat(starts.take(docs.astype(np.int64) + offset), freqs) + positions.astype(np.int64))
    return np.sort(np.concatenate(parts))


def find_passages(names: Generation, places: np.ndarray, last: NamePart) -> np.ndarray:
    """The passages in which the ascending `places` lie, of the parts up to `last` and of documents that are not
    deleted: numbers, ascending."""
    passages = names.passages
    found = unique_sorted(passages.at(places))
    found = found[passages.orders[found] <= last]
    return found if names.live is None else found[names.live[passages.docs[found]]]


def intersect_all(found: Sequence[np.ndarray]) -> np.ndarray:
    """The numbers that all of these ascending arrays have, ascending."""
    common = found[0] if found else np.zeros(0, np.int64)
    for other in found[1:]:
        common = np.intersect1d(common, other, assume_unique=True)
    return common


def similar_words(names: Generation, token: str) -> list[str]:
    """The words of names that differ from `token` by one letter, those that most records have first."""
    likely: dict[str, int] = {}
    for segment in names.segments:
        reader = segment.reader(BODY)
        for ordinal in find_similar(reader, token, 1)[0].tolist():
            word = reader.terms[ordinal].decode(errors="replace")
            likely[word] = likely.get(word, 0) + int(reader.df[ordinal])
    return sorted(likely, key=lambda word: (-likely[word], word))


def passage_sizes(names: Generation) -> np.ndarray:
    """int64 by passage: its words that are not SMALL_WORDS, at least 1."""
    segments, ends = names.segment_set, names.passages.ends
    return segments.joined_column("passage sizes", lambda segment, _: _count_words(segment), ends)


def _count_words(segment: Segment) -> np.ndarray:
    starts = segment.arrays["passage.start"].astype(np.int64)
    ends = segment.arrays["passage.ptr"].astype(np.int64)
    passages_by_doc = ends[1:] - ends[:-1]
    docs = np.repeat(np.arange(segment.count, dtype=np.int64), passages_by_doc)
    counts = np.zeros(len(starts), np.int64)
    counts[:-1] = starts[1:] - starts[:-1] - GAP
    last = np.append(docs[1:] != docs[:-1], True)[: len(starts)]
    extents = segment.arrays[f"{BODY}.length"].astype(np.int64) + (passages_by_doc - 1) * GAP
    counts[last] = extents[docs[last]] - starts[last]
    # Document and position in one number each, so that small words are found in passages by bisection.
    begins, reader = (docs << 32) | starts, segment.reader(BODY)
    for word in SMALL_WORDS:
        ordinal = reader.terms.find(word.encode())
        if ordinal >= 0:
            having, freqs = reader.postings(ordinal)
            spread = having if freqs is None else np.repeat(having, freqs)
            keys = (spread.astype(np.int64) << 32) | reader.positions(ordinal).astype(np.int64)
            counts -= np.bincount(begins.searchsorted(keys, side="right") - 1, minlength=len(counts))
    return np.maximum(counts, 1)


def record_kinds(names: Generation) -> np.ndarray:
    """int64 by document: where the record's kind stands in KINDS."""
    return names.segment_set.joined_column("record kinds", lambda segment, _: _read_kinds(segment))


def _read_kinds(segment: Segment) -> np.ndarray:
    reader = segment.reader("what")
    here = np.array([KINDS.index(term.decode()) for term in reader.terms.all()], np.int64)
    found = np.zeros(segment.count, np.int64)
    found[segment.arrays["what.doc"]] = here[segment.arrays["what.ord"]]
    return found


def filter_kinds(names: Generation, docs: np.ndarray, wanted: Iterable[str]) -> np.ndarray:
    """Those of `docs` whose records are of these kinds, in their order."""
    return docs[np.isin(record_kinds(names)[docs], [KINDS.index(kind) for kind in wanted if kind in KINDS])]


def read_records(names: Generation, docs: Sequence[int], *, near: bool = False) -> list[NameHit]:
    """The records of these documents, in their order. `near`: they are spelled nearly like what was asked for."""
    return [_read_record(names, doc, near) for doc in docs]


def _read_record(names: Generation, doc: int, near: bool) -> NameHit:
    stored = names.stored(doc)
    return NameHit(
        what=stored["what"],
        record=int(names.columns.numbers("record")[doc]),
        code=stored["uid"],
        slug=stored.get("slug") or "",
        label=stored["title"],
        near=near,
    )
