"""Whether a word that is somebody's name means them, or is a word that everybody uses: Castro, Putin; may, peace.

The shares below are set by judgement, between names and ordinary words of the real corpora, of which the tests have
examples on both sides; no figure was fitted.
"""

from __future__ import annotations

from statements.search.engines.whoosh.evaluation.expansion import count_words, expand
from statements.search.engines.whoosh.evaluation.occurrences import count_documents
from statements.search.engines.whoosh.evaluation.terms import Term
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import BODY

MAX_RARE_SHARE = 0.01  # of all statements: a word without other forms that no more of them have is a name
MAX_UNCOMMON_SHARE = 0.05  # of all statements: a word that more of them have is common
# Of the statements with the word, as many at least are by somebody of that name …
MIN_OWN_SHARE = 0.0015
# … and as many where the word is common or has other forms: words of a language have them, names do not.
MIN_OWN_SHARE_OF_COMMON = 0.02
MIN_INFLECTED_SHARE = 0.1  # of the statements with the word: at least as many have another form of it
MIN_OWN_STATEMENTS = 2
MIN_LETTERS = 2


def is_name(statements: Generation, word: str, own: int) -> bool:
    """Whether `word`, typed alone, means those of that name, by whom or about whom there are `own` statements."""
    having = count_documents(statements, BODY, word)
    if not having or len(word) < MIN_LETTERS:
        return len(word) >= MIN_LETTERS
    if having > MAX_UNCOMMON_SHARE * statements.count or _is_inflected(statements, word, having):
        return own >= MIN_OWN_SHARE_OF_COMMON * having
    return having <= MAX_RARE_SHARE * statements.count or (own >= MIN_OWN_STATEMENTS and own >= MIN_OWN_SHARE * having)


def _is_inflected(statements: Generation, word: str, having: int) -> bool:
    forms = count_words(statements, expand(statements, Term(BODY, "forms", word)))
    return sum(count for form, count in forms.items() if form != word) >= MIN_INFLECTED_SHARE * having
