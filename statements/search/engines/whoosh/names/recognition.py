"""Recognizes whom the words of a search name, for what stands above its results. Sure, or nothing.

A word that is somebody's name may be a word that everybody uses: Castro, Putin; may, peace. The shares that decide
are set by judgement, between names and ordinary words of the real corpora, of which the tests have examples on both
sides; no figure was fitted.
"""

from __future__ import annotations

import numpy as np

from statements.search.contract.record_names import NameHit, NamePart
from statements.search.engines.whoosh.evaluation.expansion import count_words, expand
from statements.search.engines.whoosh.evaluation.occurrences import count_documents
from statements.search.engines.whoosh.evaluation.queries import Term
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.names.lookups import (
    MAX_WORDS,
    SMALL_WORDS,
    documents_with_code,
    filter_kinds,
    find_passages,
    intersect_all,
    passage_sizes,
    places_of_word,
    read_records,
    similar_words,
)
from statements.search.engines.whoosh.segments.builder import BODY
from statements.search.language import All, Dates, Field, Node, Phrase, Word
from statements.search.language.nodes import strip_clitics
from statements.text import tokenization
from statements.text.folding import fold

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


MAX_RECOGNIZED = 3  # cards above the results; where more are meant, none is meant surely
# Kinds whose names are nobody's family name and no word for anything else.
_UNAMBIGUOUS = ("country", "organisation", "topic")
_MIN_LETTERS = 4  # of a word that may be misspelled, or of what is left of a text without small words


def recognize_names(names: Generation, statements: Generation, query: Node) -> list[NameHit]:
    """At most three records, for a search by words alone; none where it is not certain. A record is named

    - where all the words together are one of its names, or its family name, and no ordinary word of the statements;
    - or where each word is in one of its names or facts, and two or more of them make up most of one of its names, or
      some of them its whole family name. A place, a year, an office or a country may stand beside the name.

    Where that finds none, words that no statement has are replaced by similar words of names.
    """
    typed = _extract_words(query)
    tokens = list(dict.fromkeys(tokenization.tokenize_query(typed)))
    if not tokens or len(tokens) > MAX_WORDS:
        return []
    found = _find_named(names, statements, typed, tokens)
    if found:
        return read_records(names, found)
    respelled = [_respell(names, statements, token) for token in tokens]
    if respelled == tokens:
        return []
    return read_records(names, _find_named(names, statements, " ".join(respelled), respelled), near=True)


def _extract_words(query: Node) -> str:
    """The words of a search that asks for words and nothing else besides fields; else ""."""
    words: list[str] = []
    for part in query.parts if isinstance(query, All) else (query,):
        if isinstance(part, Word | Phrase) and not {"*", "?"} & set(part.text):
            words += part.text.split()
        elif not isinstance(part, Field | Dates):
            return ""
    return " ".join(map(strip_clitics, words))


def _find_named(names: Generation, statements: Generation, typed: str, tokens: list[str]) -> list[int]:
    key, capitals = fold(typed), typed.isupper()
    if len(tokens) == 1 and tokens[0] in SMALL_WORDS and not capitals:
        return []  # who and us, but WHO and US
    telling = [token for token in tokens if token not in SMALL_WORDS]
    called = documents_with_code(names, "key", key)
    if not len(called) and capitals:
        called = documents_with_code(names, "uid", typed)
    bare = " ".join(telling)  # “to Ukraine”; but “us to” is not the United States
    if not len(called) and len(bare) >= _MIN_LETTERS:
        called = documents_with_code(names, "key", bare)
    families = [documents_with_code(names, field, key) for field in ("family", "loosely")]
    if len(tokens) == 1:
        sure = filter_kinds(names, called, [*_UNAMBIGUOUS, "treaty"] if capitals else _UNAMBIGUOUS)
        others = [np.setdiff1d(called, sure), *families]
        if not is_name(statements, tokens[0], _count_statements(names, np.concatenate(others))):
            return _rank(names, sure)
    found = _rank(names, _drop_unlikely_people(names, statements, called, telling), *families)
    return found or _find_mostly_named(names, statements, telling)


def _find_mostly_named(names: Generation, statements: Generation, tokens: list[str]) -> list[int]:
    if len(tokens) < 2:
        return []
    passages = names.passages
    found_by_word: list[np.ndarray] = []
    for token in tokens:
        found_by_word.append(find_passages(names, places_of_word(names, token), NamePart.FACT))
        if not len(found_by_word[-1]):
            return []
    about = intersect_all([np.unique(passages.docs[found]) for found in sorted(found_by_word, key=len)])
    if not len(about):
        return []
    there, covered = np.unique(np.concatenate(found_by_word), return_counts=True)
    of_those = np.isin(passages.docs[there], about)
    there, covered = there[of_those], covered[of_those]
    size, order = passage_sizes(names)[there], passages.orders[there]
    mostly = (order <= NamePart.ALSO) & (covered >= 2) & (3 * covered >= 2 * size) & (2 * covered >= len(tokens))
    families = there[(order == NamePart.FAMILY) & (covered == size)]
    bearers = passages.docs[families]
    if len(families):
        own = _count_statements(names, bearers)
        ordinary = [token for token in tokens if not is_name(statements, token, own)]
    else:
        ordinary = []
    for token in ordinary:
        alone = find_passages(names, places_of_word(names, token), NamePart.FAMILY)
        families = families[~np.isin(families, alone)]
    called = _drop_unlikely_people(names, statements, np.unique(passages.docs[there[mostly]]), tokens)
    return _rank(names, np.concatenate([called, passages.docs[families]]))


def _drop_unlikely_people(names: Generation, statements: Generation, docs: np.ndarray, tokens: list[str]) -> np.ndarray:
    """`docs` without speakers, where none of the words is anybody's name: imports make people of “Three Years”."""
    people = filter_kinds(names, docs, ("speaker",))
    if not len(people) or any(is_name(statements, token, _count_statements(names, people)) for token in tokens):
        return docs
    return np.setdiff1d(docs, people)


def _respell(names: Generation, statements: Generation, token: str) -> str:
    """A word that no statement has as it stands in a name, where one is spelled nearly so."""
    if len(token) < _MIN_LETTERS or count_documents(statements, BODY, token):
        return token
    return next(
        (
            word
            for word in similar_words(names, token)
            if len(find_passages(names, places_of_word(names, word), NamePart.FAMILY))
        ),
        token,
    )


def _count_statements(names: Generation, docs: np.ndarray) -> int:
    """Statements that they all have together."""
    return int(names.columns.numbers("weight")[np.unique(docs)].sum())


def _rank(names: Generation, *ranked: np.ndarray) -> list[int]:
    """The first three, of one rank those that most statements have first. Where one rank has too many to be shown,
    those that no statement has are not meant."""
    chosen: dict[int, None] = {}
    for docs in ranked:
        docs = np.unique(docs)
        weights = names.columns.numbers("weight")[docs]
        if len(docs) > MAX_RECOGNIZED:
            docs, weights = docs[weights > 0], weights[weights > 0]
        chosen.update(dict.fromkeys(docs[np.lexsort((docs, -weights))].tolist()))
    return list(chosen)[:MAX_RECOGNIZED]
