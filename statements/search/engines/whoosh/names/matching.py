"""Matches what is typed in the box above a list of speakers, treaties and so on with their names and facts."""

from __future__ import annotations

import numpy as np

from statements.search.contract.record_names import NameMatches, NamePart
from statements.search.engines.whoosh.generations.generation import Generation
from statements.text import tokenization

from .lookups import (
    MAX_WORDS,
    filter_kinds,
    find_passages,
    intersect_all,
    places_of_prefix,
    places_of_word,
    similar_words,
)


def match_names(names: Generation, text: str, kind: str) -> NameMatches:
    """The records of `kind` (speaker, treaty …) that have every word of `text` about them, each as the beginning of a
    word; where there are none, those that have words spelled nearly so."""
    tokens = list(dict.fromkeys(tokenization.tokenize_query(text)))[:MAX_WORDS]
    meant = filter_kinds(names, names.everything.ids, (kind,))
    about = [_keep_having(names, places_of_prefix(names, token), meant) for token in tokens]
    found = intersect_all(about)
    if len(found) or not tokens:
        return NameMatches(_read_pks(names, found))
    spelled = [
        {token: docs} if len(docs) else _find_having_similar(names, token, meant)
        for token, docs in zip(tokens, about, strict=True)
    ]
    found = intersect_all([np.unique(np.concatenate([np.zeros(0, np.int64), *each.values()])) for each in spelled])
    if not len(found):
        return NameMatches(frozenset())
    words = [max(each, key=lambda word: np.isin(each[word], found).sum()) for each in spelled]
    return NameMatches(_read_pks(names, found), near=True, words=" ".join(words))


def _find_having_similar(names: Generation, token: str, meant: np.ndarray) -> dict[str, np.ndarray]:
    words = {word: _keep_having(names, places_of_word(names, word), meant) for word in similar_words(names, token)}
    return {word: docs for word, docs in words.items() if len(docs)}


def _keep_having(names: Generation, places: np.ndarray, meant: np.ndarray) -> np.ndarray:
    """Those of the documents `meant` that have a word at one of `places` in a name or a fact."""
    docs = np.unique(names.passages.docs[find_passages(names, places, NamePart.FACT)])
    return np.intersect1d(docs, meant, assume_unique=True)


def _read_pks(names: Generation, docs: np.ndarray) -> frozenset[int]:
    return frozenset(names.columns.numbers("record")[docs].tolist())
