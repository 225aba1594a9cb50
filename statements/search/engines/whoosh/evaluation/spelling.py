"""Words of the index spelled nearly like one that it does not have."""

from __future__ import annotations

from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import BODY
from statements.text import tokenization

from .expansion import Term, near_words, slot_of


def words_like(generation: Generation, word: str, most: int = 3) -> list[str]:
    """The nearest words first; of equally near ones those that most documents have. Looks up to two letters away."""
    tokens = tokenization.tokenize_query(word)
    if len(tokens) != 1 or len(tokens[0]) < 3 or tokenization.is_cjk(tokens[0]):
        return []
    token = tokens[0]
    ranked: dict[str, tuple[int, int]] = {}
    for segment in generation.segments:
        reader = segment.field(BODY)
        if reader is None:
            continue
        places, distances = near_words(reader, token, 1 if len(token) < 5 else 2)
        for place, distance in zip(places.tolist(), distances.tolist(), strict=True):
            found = reader.terms[place].decode(errors="replace")
            before = ranked.get(found, (distance, 0))
            ranked[found] = (distance, before[1] - int(reader.df[place]))
    ranked.pop(token, None)
    return sorted(ranked, key=lambda found: (ranked[found], found))[:most]


def respelled(generation: Generation, text: str) -> str | None:
    """`text` with the likeliest spelling for each word that the index does not have; None where nothing changes."""
    words = tokenization.tokenize_query(text)
    shown = [_known(generation, word) or next(iter(words_like(generation, word, 1)), word) for word in words]
    return " ".join(shown) if shown != words else None


def _known(generation: Generation, word: str) -> str | None:
    slot = slot_of(generation, Term(BODY, "forms", word))
    return word if any(len(members) for members in slot.members) else None
