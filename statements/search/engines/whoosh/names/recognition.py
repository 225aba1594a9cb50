"""Whom the words of a search name: what stands above its results. Sure, or nothing."""

from __future__ import annotations

import numpy as np

from statements.search.contract.record_names import NameHit, NamePart
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.language import All, Dates, Field, Node, Phrase, Word
from statements.search.language.terms import strip_clitics
from statements.text import tokenization
from statements.text.folding import fold

from .lookups import MOST_WORDS, SMALL, in_all, keys_of, nearly, of_kinds, passages_at, records, sizes, with_code
from .word_usage import is_name, statements_with

MOST = 3
# Their names are nobody's family name and no word for anything else.
_ALWAYS = ("country", "organisation", "topic")
_SHORTEST = 4  # letters of a word that may be misspelled, or be left of a text


def named_in(names: Generation, statements: Generation, query: Node) -> list[NameHit]:
    """At most three records. One is named

    - when the whole text is one of its names, or its family name, and no ordinary word of the statements;
    - or when every word is said about it, and at least two of them, or its whole family name, are most of one of its
      names: a place, a year, an office or a country may stand beside it.

    A text with a word that no statement has is also looked for with one slip less.
    """
    typed = _words_alone(query)
    tokens = list(dict.fromkeys(tokenization.tokenize_query(typed)))
    if not tokens or len(tokens) > MOST_WORDS:
        return []
    found = _named(names, statements, typed, tokens)
    if found:
        return records(names, found)
    respelled = [_respelled(names, statements, token) for token in tokens]
    if respelled == tokens:
        return []
    return records(names, _named(names, statements, " ".join(respelled), respelled), near=True)


def _words_alone(query: Node) -> str:
    """The words of a search that asks for words and nothing else besides fields; else ""."""
    parts = query.parts if isinstance(query, All) else (query,)
    words = [part for part in parts if not isinstance(part, Field | Dates)]
    if not all(isinstance(part, Word | Phrase) and not {"*", "?"} & set(part.text) for part in words):
        return ""
    return " ".join(strip_clitics(word) for part in words for word in part.text.split())


def _named(names: Generation, statements: Generation, typed: str, tokens: list[str]) -> list[int]:
    key, capitals = fold(typed), typed.isupper()
    if len(tokens) == 1 and tokens[0] in SMALL and not capitals:
        return []  # who and us, but WHO and US
    telling = [token for token in tokens if token not in SMALL]
    called = with_code(names, "key", key)
    if not len(called) and capitals:
        called = with_code(names, "uid", typed)
    bare = " ".join(telling)  # “to Ukraine”; but “us to” is not the United States
    if not len(called) and len(bare) >= _SHORTEST:
        called = with_code(names, "key", bare)
    families = [with_code(names, field, key) for field in ("family", "loosely")]
    if len(tokens) == 1:
        sure = of_kinds(names, called, [*_ALWAYS, "treaty"] if capitals else _ALWAYS)
        others = [np.setdiff1d(called, sure), *families]
        if not is_name(statements, tokens[0], _weight(names, np.concatenate(others))):
            return _foremost(names, sure)
    found = _foremost(names, _people(names, statements, called, telling), *families)
    return found or _mostly_named(names, statements, telling)


def _mostly_named(names: Generation, statements: Generation, tokens: list[str]) -> list[int]:
    if len(tokens) < 2:
        return []
    passages = names.passages
    told = []
    for token in tokens:
        told.append(passages_at(names, keys_of(names, token), NamePart.FACT))
        if not len(told[-1]):
            return []
    about = in_all([np.unique(passages.docs[found]) for found in sorted(told, key=len)])
    if not len(about):
        return []
    there, covered = np.unique(np.concatenate(told), return_counts=True)
    of_those = np.isin(passages.docs[there], about)
    there, covered = there[of_those], covered[of_those]
    size, order = sizes(names)[there], passages.orders[there]
    mostly = (order <= NamePart.ALSO) & (covered >= 2) & (3 * covered >= 2 * size) & (2 * covered >= len(tokens))
    families = there[(order == NamePart.FAMILY) & (covered == size)]
    bearers = passages.docs[families]
    ordinary = (
        [token for token in tokens if not is_name(statements, token, _weight(names, bearers))] if len(families) else []
    )
    for token in ordinary:
        alone = passages_at(names, keys_of(names, token), NamePart.FAMILY)
        families = families[~np.isin(families, alone)]
    called = _people(names, statements, np.unique(passages.docs[there[mostly]]), tokens)
    return _foremost(names, np.concatenate([called, passages.docs[families]]))


def _people(names: Generation, statements: Generation, docs: np.ndarray, tokens: list[str]) -> np.ndarray:
    """`docs` without speakers, where none of the words is anybody's name: imports make people of “Three Years”."""
    people = of_kinds(names, docs, ("speaker",))
    if not len(people) or any(is_name(statements, token, _weight(names, people)) for token in tokens):
        return docs
    return np.setdiff1d(docs, people)


def _respelled(names: Generation, statements: Generation, token: str) -> str:
    """A word that no statement has as it stands in a name, where one is spelled nearly so."""
    if len(token) < _SHORTEST or statements_with(statements, token):
        return token
    return next(
        (word for word in nearly(names, token) if len(passages_at(names, keys_of(names, word), NamePart.FAMILY))), token
    )


def _weight(names: Generation, docs: np.ndarray) -> int:
    """Statements that they all have together."""
    return int(names.numbers("weight")[np.unique(docs)].sum())


def _foremost(names: Generation, *ranked: np.ndarray) -> list[int]:
    """The first three, of one rank those that most statements have first. Where one rank has too many to be shown,
    those that no statement has are not meant."""
    chosen: dict[int, None] = {}
    for docs in ranked:
        docs = np.unique(docs)
        weights = names.numbers("weight")[docs]
        if len(docs) > MOST:
            docs, weights = docs[weights > 0], weights[weights > 0]
        chosen.update(dict.fromkeys(docs[np.lexsort((docs, -weights))].tolist()))
    return list(chosen)[:MOST]
