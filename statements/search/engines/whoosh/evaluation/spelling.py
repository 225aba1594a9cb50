"""Words of the index that are spelled nearly like one that it does not have."""

from __future__ import annotations

from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import BODY
from statements.text import tokenization

from .expansion import expand, find_similar
from .queries import Term

_MIN_LETTERS = 3  # shorter words are near to too many others
_MIN_LETTERS_FOR_TWO = 5  # of a word in which two changes still leave most of it


def find_similar_words(generation: Generation, word: str, limit: int = 3) -> list[str]:
    """The nearest words first; of equally near ones those that most documents have. Looks up to two letters away."""
    tokens = tokenization.tokenize_query(word)
    if len(tokens) != 1 or len(tokens[0]) < _MIN_LETTERS or tokenization.is_cjk(tokens[0]):
        return []
    token = tokens[0]
    ranked: dict[str, tuple[int, int]] = {}
    for segment in generation.segments:
        reader = segment.field(BODY)
        if reader is None:
            continue
        ordinals, distances = find_similar(reader, token, 1 if len(token) < _MIN_LETTERS_FOR_TWO else 2)
        for ordinal, distance in zip(ordinals.tolist(), distances.tolist(), strict=True):
            found = reader.terms[ordinal].decode(errors="replace")
            before = ranked.get(found, (distance, 0))
            ranked[found] = (distance, before[1] - int(reader.df[ordinal]))
    ranked.pop(token, None)
    return sorted(ranked, key=lambda found: (ranked[found], found))[:limit]


def correct_spelling(generation: Generation, text: str) -> str | None:
    """`text` with the likeliest spelling for each word that the index does not have; None where nothing changes."""
    words = tokenization.tokenize_query(text)
    corrected = [
        word if _is_known(generation, word) else next(iter(find_similar_words(generation, word, 1)), word)
        for word in words
    ]
    return " ".join(corrected) if corrected != words else None


def _is_known(generation: Generation, word: str) -> bool:
    expansion = expand(generation, Term(BODY, "forms", word))
    return any(len(members) for members in expansion.members)
