"""What to go on with while something is typed: names that begin so, or one of whose words does."""

from __future__ import annotations

import numpy as np

from statements.search.contract.record_names import NameHit, NamePart
from statements.search.engines.whoosh.generations.generation import Generation
from statements.text import tokenization
from statements.text.folding import fold

from .lookups import MOST_WORDS, in_all, keys_beginning, kinds, of_kinds, passages_at, records, with_code

# Kinds in the order in which they are offered, and how many of each before any gets more.
OFFERED = {"country": 2, "organisation": 1, "speaker": 3, "topic": 1, "treaty": 2, "event": 1}
MOST = 10


def beginning(names: Generation, text: str) -> list[NameHit]:
    """Records that have a word that begins so, for each word typed, in one of their names. A record called just that
    comes first; of one kind, then, those whose name or family name begins so, and who are heard or named most."""
    tokens = tokenization.tokenize_query(text)[:MOST_WORDS]
    if not tokens:
        return []
    passages = names.passages
    keys = [keys_beginning(names, token) for token in tokens]
    found = in_all([passages_at(names, each, NamePart.FAMILY) for each in keys])
    docs, orders = passages.docs[found], passages.orders[found]
    starts = passages.starts[found]
    first = keys[0][np.minimum(np.searchsorted(keys[0], starts), len(keys[0]) - 1)] == starts if len(found) else found
    rank = np.where(first, np.where(orders == NamePart.ALSO, 2, 0), np.where(orders == NamePart.ALSO, 3, 1))
    weights = names.numbers("weight")
    # Thousands of treaties are named in no statement, under titles that hold every word.
    silent = np.isin(docs, of_kinds(names, docs[weights[docs] == 0], ("treaty",)))
    told = ~silent | (rank == 0) | (len(tokens) > 1)
    docs, rank, silent = docs[told], rank[told], silent[told]
    ordered = docs[np.lexsort((docs, -weights[docs], rank, silent))]
    whole = with_code(names, "key", fold(text))
    whole = whole[np.argsort(-weights[whole], kind="stable")].tolist()
    return records(names, _some_of_each(names, list(dict.fromkeys([*whole, *ordered.tolist()])), set(whole)))


def _some_of_each(names: Generation, ordered: list[int], whole: set[int]) -> list[int]:
    known, values = kinds(names)
    by_kind = {kind: [] for kind in OFFERED}
    for doc in ordered:
        by_kind[values[known[doc]]].append(doc)
    offered = [doc for kind, most in OFFERED.items() for doc in by_kind[kind][:most]]
    rest = [doc for kind, most in OFFERED.items() for doc in by_kind[kind][most : most * 2]]
    chosen = set((offered + rest)[:MOST])
    shown = [doc for kind in OFFERED for doc in by_kind[kind] if doc in chosen]
    return sorted(shown, key=lambda doc: doc not in whole)
