"""Completes what is being typed: the records of which a name, or a word of one, begins so."""

from __future__ import annotations

import numpy as np

from statements.search.contract.record_names import NameHit, NamePart
from statements.search.engines.whoosh.generations.generation import Generation
from statements.text import tokenization
from statements.text.folding import fold

from .lookups import (
    KINDS,
    MAX_WORDS,
    documents_with_code,
    filter_kinds,
    find_passages,
    intersect_all,
    places_of_prefix,
    read_records,
    record_kinds,
)

# Kinds in the order in which they are offered, and how many of each before any gets more.
OFFERED = {"country": 2, "organisation": 1, "speaker": 3, "topic": 1, "treaty": 2, "event": 1}
MAX_OFFERED = 10  # what a list below a box shows without scrolling


def complete_names(names: Generation, text: str) -> list[NameHit]:
    """The records that have, for each word typed, a word that begins so in one of their names.

    A record called just that comes first; then, within a kind, those whose name or family name begins so, and those
    that have most statements."""
    tokens = tokenization.tokenize_query(text)[:MAX_WORDS]
    if not tokens:
        return []
    passages = names.passages
    keys = [places_of_prefix(names, token) for token in tokens]
    found = intersect_all([find_passages(names, each, NamePart.FAMILY) for each in keys])
    docs, orders = passages.docs[found], passages.orders[found]
    starts = passages.starts[found]
    first = keys[0][np.minimum(np.searchsorted(keys[0], starts), len(keys[0]) - 1)] == starts if len(found) else found
    rank = np.where(first, np.where(orders == NamePart.ALSO, 2, 0), np.where(orders == NamePart.ALSO, 3, 1))
    weights = names.columns.numbers("weight")
    # Thousands of treaties are named in no statement, under titles that hold every word.
    silent = np.isin(docs, filter_kinds(names, docs[weights[docs] == 0], ("treaty",)))
    offered = ~silent | (rank == 0) | (len(tokens) > 1)
    docs, rank, silent = docs[offered], rank[offered], silent[offered]
    ordered = docs[np.lexsort((docs, -weights[docs], rank, silent))]
    whole = documents_with_code(names, "key", fold(text))
    whole = whole[np.argsort(-weights[whole], kind="stable")].tolist()
    return read_records(
        names, _select_some_of_each(names, list(dict.fromkeys([*whole, *ordered.tolist()])), set(whole))
    )


def _select_some_of_each(names: Generation, ordered: list[int], whole: set[int]) -> list[int]:
    kinds = record_kinds(names)
    by_kind: dict[str, list[int]] = {kind: [] for kind in OFFERED}
    for doc in ordered:
        by_kind[KINDS[kinds[doc]]].append(doc)
    offered = [doc for kind, most in OFFERED.items() for doc in by_kind[kind][:most]]
    rest = [doc for kind, most in OFFERED.items() for doc in by_kind[kind][most : most * 2]]
    chosen = set((offered + rest)[:MAX_OFFERED])
    shown = [doc for kind in OFFERED for doc in by_kind[kind] if doc in chosen]
    return sorted(shown, key=lambda doc: doc not in whole)
