"""A slot is what may stand at one place of the text: a set of words, resolved in every segment of a generation."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import BODY
from statements.search.engines.whoosh.segments.segment import FieldReader
from statements.text import tokenization
from statements.text.edit_distance import count_edits

MOST_WORDS = 5_000  # that a wildcard or a spelling may stand for
_ABSENT = np.zeros(0, np.uint32)


class Term(NamedTuple):
    """What is looked up: `kind` is exact, forms, pattern, fuzzy or code; the slot of a term is a set of words."""

    field: str
    kind: str
    text: str
    distance: int = 0


class Slot(NamedTuple):
    """`members[i]`: ordinals of the words in segment i; `tokens`: how often they stand anywhere, all together.

    `cut`: more words matched than a slot may hold.
    """

    term: Term
    members: tuple[np.ndarray, ...]
    tokens: int
    cut: bool = False


def slot_of(generation: Generation, term: Term) -> Slot:
    return generation.cache.get(
        ("slot", term),
        lambda known, shared: _resolve(generation, term, known, shared),
        lambda slot: 400 + sum(members.nbytes for members in slot.members),
    )


def words_of(generation: Generation, slot: Slot) -> dict[str, int]:
    """The words of a slot and in how many documents each stands."""
    words: dict[str, int] = {}
    for segment, members in zip(generation.segments, slot.members, strict=True):
        reader = segment.field(slot.term.field)
        for member in members.tolist():
            word = reader.terms[member].decode(errors="replace")
            words[word] = words.get(word, 0) + int(reader.df[member])
    return words


def _resolve(generation: Generation, term: Term, known: Slot | None, shared: int) -> Slot:
    resolve = {"exact": _exact, "code": _exact, "forms": _forms, "pattern": _pattern, "fuzzy": _fuzzy}[term.kind]
    members = [] if known is None or known.cut else list(known.members[:shared])
    for segment in generation.segments[len(members) :]:
        reader = segment.field(term.field)
        members.append(_ABSENT if reader is None else resolve(generation, segment, reader, term))
    cut = max((len(part) for part in members), default=0) > MOST_WORDS
    if cut:
        members = [_commonest(generation, place, part, term) for place, part in enumerate(members)]
    readers = [segment.field(term.field) for segment in generation.segments]
    tokens = sum(int(reader.cf[part].sum()) for reader, part in zip(readers, members, strict=True) if len(part))
    return Slot(term, tuple(members), tokens, cut)


def _commonest(generation: Generation, place: int, members: np.ndarray, term: Term) -> np.ndarray:
    if len(members) <= MOST_WORDS:
        return members
    df = generation.segments[place].field(term.field).df[members]
    return np.sort(members[np.argsort(-df.astype(np.int64), kind="stable")[:MOST_WORDS]])


def _exact(generation: Generation, segment, reader: FieldReader, term: Term) -> np.ndarray:
    place = reader.terms.find(term.text.encode())
    return _ABSENT if place < 0 else np.array([place], np.uint32)


def _forms(generation: Generation, segment, reader: FieldReader, term: Term) -> np.ndarray:
    if tokenization.is_cjk(term.text):
        if len(term.text) > 1:
            return _exact(generation, segment, reader, term)
        return _ordinals(reader.terms.with_prefix(term.text.encode()))
    found = [_exact(generation, segment, reader, term)]
    body = segment.field(BODY)
    for language in segment.languages:
        stem = tokenization.stem_words([term.text], language)[0]
        members = segment.forms(language, stem)
        if not len(members):
            members = _exact(generation, segment, body, Term(BODY, "exact", stem)) if body is not None else _ABSENT
        if term.field != BODY and len(members):
            # Stems are kept for the body; a title's words are looked up by their spelling.
            places = (reader.terms.find(body.terms[int(member)]) for member in members)
            members = np.array([place for place in places if place >= 0], np.uint32)
        found.append(members)
    return np.unique(np.concatenate(found)).astype(np.uint32)


def _pattern(generation: Generation, segment, reader: FieldReader, term: Term) -> np.ndarray:
    pattern = term.text
    prefix = re.match(r"[^*?]*", pattern).group()
    candidates = reader.terms.with_prefix(prefix.encode())
    if pattern == f"{prefix}*":
        return _ordinals(candidates)
    expression = re.compile("".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern), re.S)
    matches = expression.fullmatch
    return np.array(
        [place for place in candidates if matches(reader.terms[place].decode(errors="replace"))], np.uint32
    )  # fmt: skip


def _ordinals(places: range) -> np.ndarray:
    return np.arange(places.start, places.stop, dtype=np.uint32)


def _fuzzy(generation: Generation, segment, reader: FieldReader, term: Term) -> np.ndarray:
    return near_words(reader, term.text, term.distance)[0]


def near_words(reader: FieldReader, word: str, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Ordinals of the words within `most` insertions, deletions and changes of `word`, and the distance of each."""
    encoded = len(word.encode())
    # A letter takes up to four bytes; the filter by bytes is coarse and cheap, letters are compared below.
    near = np.flatnonzero(
        np.abs(reader.terms.lengths - encoded) <= most * 4
        if not word.isascii()
        else (reader.terms.lengths >= len(word) - most) & (reader.terms.lengths <= encoded + most * 4)
    )
    near = near[_alike(reader, near, word, most)]
    words = [reader.terms[int(place)].decode(errors="replace") for place in near]
    kept = [place for place, other in enumerate(words) if abs(len(other) - len(word)) <= most]
    if not kept:
        return _ABSENT, _ABSENT
    near = near[kept]
    words = [words[place] for place in kept]
    distances = count_edits(word, words, most)
    close = distances <= most
    return near[close].astype(np.uint32), distances[close]


def _alike(reader: FieldReader, places: np.ndarray, word: str, most: int) -> np.ndarray:
    """A bool a word: False for those that are farther from `word` than `most` for sure.

    Of `most` + 1 pieces of a word one at least is left as it is by `most` changes, which move it by four bytes each.
    """
    if len(word) <= most:
        return np.ones(len(places), bool)
    cuts = [len(word) * piece // (most + 1) for piece in range(most + 2)]
    pieces = [(len(word[:start].encode()), word[start:end].encode()) for start, end in pairwise(cuts)]
    return reader.terms.holding(places, pieces, 4 * most)
