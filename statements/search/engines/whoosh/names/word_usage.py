"""Whether a word that is somebody's name means them, or is a word that everybody uses: Castro, Putin; may, peace."""

from __future__ import annotations

from statements.search.engines.whoosh.evaluation.expansion import Term, slot_of, words_of
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import BODY

RARE = 0.01  # of all statements: a word without other forms that no more of them have is a name
COMMON = 0.05  # of all statements: of a word that more of them have more is asked
BORNE = 0.0015  # of the statements with the word: as many at least are by somebody called so …
WELL_BORNE = 0.02  # … and as many where it is common or has other forms, as words of a language do, names do not
INFLECTED = 0.1  # of the statements with a word: at least as many have another form of it
FEWEST = 2  # statements by them
SHORTEST = 2  # letters


def statements_with(statements: Generation, word: str) -> int:
    """How many statements have this very word."""
    readers = (segment.field(BODY) for segment in statements.segments)
    places = ((reader, reader.terms.find(word.encode())) for reader in readers if reader is not None)
    return sum(int(reader.df[place]) for reader, place in places if place >= 0)


def is_name(statements: Generation, word: str, weight: int) -> bool:
    """Whether `word`, typed alone, means those called so, by whom there are `weight` statements."""
    having = statements_with(statements, word)
    if not having or len(word) < SHORTEST:
        return len(word) >= SHORTEST
    if having > COMMON * statements.count or _is_inflected(statements, word, having):
        return weight >= WELL_BORNE * having
    return having <= RARE * statements.count or (weight >= FEWEST and weight >= BORNE * having)


def _is_inflected(statements: Generation, word: str, having: int) -> bool:
    forms = words_of(statements, slot_of(statements, Term(BODY, "forms", word)))
    return sum(count for form, count in forms.items() if form != word) >= INFLECTED * having
