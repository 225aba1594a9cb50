"""Which records of a kind are meant in the box above their list."""

from __future__ import annotations

import numpy as np

from statements.search.contract.record_names import NameMatches, NamePart
from statements.search.engines.whoosh.generations.generation import Generation
from statements.text import tokenization

from .lookups import MOST_WORDS, in_all, keys_beginning, keys_of, nearly, of_kinds, passages_at


def matching(names: Generation, text: str, kind: str) -> NameMatches:
    """The records of `kind` (speaker, treaty …) that have every word of `text` about them, each as the beginning of a
    word; where there are none, those that have words spelled nearly so."""
    tokens = list(dict.fromkeys(tokenization.tokenize_query(text)))[:MOST_WORDS]
    meant = of_kinds(names, names.all_ids, (kind,))
    about = [_about(names, keys_beginning(names, token), meant) for token in tokens]
    found = in_all(about)
    if len(found) or not tokens:
        return NameMatches(_pks(names, found))
    spelled = [
        {token: docs} if len(docs) else _nearly_about(names, token, meant)
        for token, docs in zip(tokens, about, strict=True)
    ]
    found = in_all([np.unique(np.concatenate([np.zeros(0, np.int64), *each.values()])) for each in spelled])
    if not len(found):
        return NameMatches(frozenset())
    words = [max(each, key=lambda word: np.isin(each[word], found).sum()) for each in spelled]
    return NameMatches(_pks(names, found), near=True, words=" ".join(words))


def _nearly_about(names: Generation, token: str, meant: np.ndarray) -> dict[str, np.ndarray]:
    words = {word: _about(names, keys_of(names, word), meant) for word in nearly(names, token)}
    return {word: docs for word, docs in words.items() if len(docs)}


def _about(names: Generation, keys: np.ndarray, meant: np.ndarray) -> np.ndarray:
    """Those of `meant` that have a word at one of `keys` in a name or a fact."""
    docs = np.unique(names.passages.docs[passages_at(names, keys, NamePart.FACT)])
    return np.intersect1d(docs, meant, assume_unique=True)


def _pks(names: Generation, docs: np.ndarray) -> frozenset[int]:
    return frozenset(names.numbers("record")[docs].tolist())
