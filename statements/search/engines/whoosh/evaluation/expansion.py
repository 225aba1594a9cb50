"""The words of the index for which a term stands, resolved in every segment of a generation."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import BODY
from statements.search.engines.whoosh.segments.segment import FieldReader, Segment
from statements.text import tokenization
from statements.text.edit_distance import count_edits

from .queries import Term

# Words that a wildcard or a spelling may stand for. `*tion*` stands for 2,496 in 10,000 statements of the real corpora;
# it takes 100 ms at first over 22,903 of them (docs/measurements.md), so that twice as many words are still answered
# soon.
MAX_EXPANSION = 5_000
_ENTRY_BYTES = 400  # what Python takes for a kept value besides its arrays, about
_UTF8_BYTES = 4  # that a letter takes at most
_ABSENT = np.zeros(0, np.uint32)


class Expansion(NamedTuple):
    """`members[i]`: uint32, the ordinals of the words among the field's terms in segment i, ascending.

    `tokens`: how often the words occur in all, deleted documents included. `cut`: there were more than MAX_EXPANSION
    words, and the most frequent ones were kept.
    """

    term: Term
    members: tuple[np.ndarray, ...]
    tokens: int
    cut: bool = False


def expand(generation: Generation, term: Term) -> Expansion:
    """The words for which `term` stands. Kept with the generation's postings."""
    return generation.postings_cache.get(
        ("expansion", term),
        lambda known, shared: _expand(generation, term, known, shared),
        lambda expansion: _ENTRY_BYTES + sum(members.nbytes for members in expansion.members),
    )


def count_words(generation: Generation, expansion: Expansion) -> dict[str, int]:
    """Each word of an expansion, and how many documents have it."""
    words: dict[str, int] = {}
    for segment, members in zip(generation.segments, expansion.members, strict=True):
        if not len(members):
            continue
        reader = segment.reader(expansion.term.field)
        for member in members.tolist():
            word = reader.terms[member].decode(errors="replace")
            words[word] = words.get(word, 0) + int(reader.df[member])
    return words


def _expand(generation: Generation, term: Term, known: Expansion | None, shared: int) -> Expansion:
    find = {"exact": _exact, "code": _exact, "forms": _forms, "pattern": _pattern, "fuzzy": _fuzzy}[term.kind]
    members = [] if known is None or known.cut else list(known.members[:shared])
    for segment in generation.segments[len(members) :]:
        reader = segment.field(term.field)
        members.append(_ABSENT if reader is None else find(segment, reader, term))
    cut = max((len(part) for part in members), default=0) > MAX_EXPANSION
    if cut:
        members = [
            _keep_most_frequent(segment, part, term) for segment, part in zip(generation.segments, members, strict=True)
        ]
    tokens = sum(
        int(segment.reader(term.field).cf[part].sum())
        for segment, part in zip(generation.segments, members, strict=True)
        if len(part)
    )
    return Expansion(term, tuple(members), tokens, cut)


def _keep_most_frequent(segment: Segment, members: np.ndarray, term: Term) -> np.ndarray:
    if len(members) <= MAX_EXPANSION:
        return members
    df = segment.reader(term.field).df[members]
    return np.sort(members[np.argsort(-df.astype(np.int64), kind="stable")[:MAX_EXPANSION]])


def _exact(segment: Segment, reader: FieldReader, term: Term) -> np.ndarray:
    ordinal = reader.terms.find(term.text.encode(errors="surrogateescape"))
    return _ABSENT if ordinal < 0 else np.array([ordinal], np.uint32)


def _forms(segment: Segment, reader: FieldReader, term: Term) -> np.ndarray:
    if tokenization.is_cjk(term.text):
        if len(term.text) > 1:
            return _exact(segment, reader, term)
        return _ordinals(reader.terms.with_prefix(term.text.encode()))
    found = [_exact(segment, reader, term)]
    body = segment.field(BODY)
    for language in segment.languages:
        stem = tokenization.stem_words([term.text], language)[0]
        members = segment.forms(language, stem)
        if body is not None:
            if not len(members):
                members = _exact(segment, body, Term(BODY, "exact", stem))
            if term.field != BODY and len(members):
                # Stems are kept for the body; a title's words are looked up by their spelling.
                ordinals = (reader.terms.find(body.terms[int(member)]) for member in members)
                members = np.array([ordinal for ordinal in ordinals if ordinal >= 0], np.uint32)
        found.append(members)
    return np.unique(np.concatenate(found)).astype(np.uint32)


def _pattern(segment: Segment, reader: FieldReader, term: Term) -> np.ndarray:
    pattern = term.text
    prefix = re.split(r"[*?]", pattern, maxsplit=1)[0]
    candidates = reader.terms.with_prefix(prefix.encode())
    if pattern == f"{prefix}*":
        return _ordinals(candidates)
    expression = re.compile("".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern), re.S)
    matches = expression.fullmatch
    return np.array(
        [ordinal for ordinal in candidates if matches(reader.terms[ordinal].decode(errors="replace"))], np.uint32
    )  # fmt: skip


def _ordinals(terms: range) -> np.ndarray:
    return np.arange(terms.start, terms.stop, dtype=np.uint32)


def _fuzzy(segment: Segment, reader: FieldReader, term: Term) -> np.ndarray:
    return find_similar(reader, term.text, term.distance)[0]


def find_similar(reader: FieldReader, word: str, max_distance: int) -> tuple[np.ndarray, np.ndarray]:
    """The ordinals (uint32) of the words within `max_distance` insertions, deletions and changes of `word`, and the
    distance of each."""
    encoded = len(word.encode())
    # The filter by bytes is coarse and cheap; letters are compared below.
    lengths_in_bytes = reader.terms.lengths
    near = np.flatnonzero(
        np.abs(lengths_in_bytes - encoded) <= max_distance * _UTF8_BYTES
        if not word.isascii()
        else (lengths_in_bytes >= len(word) - max_distance) & (lengths_in_bytes <= encoded + max_distance * _UTF8_BYTES)
    )
    near = near[_share_a_piece(reader, near, word, max_distance)]
    words = [reader.terms[int(ordinal)].decode(errors="replace") for ordinal in near]
    kept = [place for place, other in enumerate(words) if abs(len(other) - len(word)) <= max_distance]
    if not kept:
        return _ABSENT, np.zeros(0, np.int16)
    near = near[kept]
    distances = count_edits(word, [words[place] for place in kept], max_distance)
    close = distances <= max_distance
    return near[close].astype(np.uint32), distances[close]


def _share_a_piece(reader: FieldReader, ordinals: np.ndarray, word: str, max_distance: int) -> np.ndarray:
    """bool by word: False for those that are surely farther from `word` than `max_distance`.

    Of `max_distance` + 1 pieces of a word, so many changes leave one at least as it is, and move it by four bytes each
    at most.
    """
    if len(word) <= max_distance:
        return np.ones(len(ordinals), bool)
    cuts = [len(word) * piece // (max_distance + 1) for piece in range(max_distance + 2)]
    pieces = [(len(word[:start].encode()), word[start:end].encode()) for start, end in pairwise(cuts)]
    return reader.terms.holding(ordinals, pieces, _UTF8_BYTES * max_distance)
