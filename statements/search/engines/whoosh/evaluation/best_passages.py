"""The passages of a page's hits: which say most of what was asked, and how many finds there are in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from statements.search.contract.requests import MAX_PASSAGES
from statements.search.contract.results import FoundPassage

from .expansion import slot_of
from .occurrences import postings_of
from .phrases import finds_of
from .queries import Near, Row, Words
from .scoring import Evaluation

Leaf = Words | Row | Near
PREFERRED = 1_000  # added to the weight of a passage of a speaker or country that was asked for


class OfHit(NamedTuple):
    """The best passages of a hit in reading order, and how many finds there are in all of it but the title."""

    passages: tuple[FoundPassage, ...]
    finds: int


def rarity(evaluation: Evaluation, leaf: Leaf) -> float:
    """The idf of its rarest slot."""
    generation = evaluation.generation
    fewest = min(len(postings_of(generation, slot_of(generation, term))) for term in leaf.terms_in_order)
    return evaluation.weighting.idf(generation.count, fewest)


def best_passages(
    evaluation: Evaluation,
    leaves: Sequence[Leaf],
    docs: np.ndarray,
    preferred: Callable[[np.ndarray], np.ndarray] | None,
) -> dict[int, OfHit]:
    """By document. `preferred` tells of speeches whether theirs come first. A document without finds is left out."""
    docs = np.sort(docs)
    passages = evaluation.generation.passages
    numbers, starts, owners = passages.in_documents(docs)
    if not len(numbers):
        return {}
    orders = passages.orders.take(numbers)
    weights, finds = np.zeros(len(numbers)), np.zeros(len(numbers), np.int64)
    for leaf in leaves:
        places = finds_of(evaluation.generation, leaf, docs)
        times = np.bincount(starts.searchsorted(places, side="right") - 1, minlength=len(numbers))
        finds += times
        weights += rarity(evaluation, leaf) * (times > 0) * (1 + 0.1 * np.minimum(times, 5))
    weights[orders == 0] = 0  # the title stands above the passages anyway
    said = weights.nonzero()[0]
    if preferred is not None:
        spoken = said.compress(passages.voices.take(numbers.take(said)) >= 0)
        weights[spoken] += PREFERRED * preferred(passages.voices.take(numbers.take(spoken)))
    ranked = said.take(np.lexsort((said, -weights.take(said), owners.take(said))))
    records = evaluation.generation.numbers("record").take(docs).tolist()
    chosen: dict[int, list[tuple[int, int]]] = {}
    counts: dict[int, int] = {}
    for owner, order, many in zip(
        owners.take(ranked).tolist(), orders.take(ranked).tolist(), finds.take(ranked).tolist(), strict=True
    ):
        counts[owner] = counts.get(owner, 0) + many
        some = chosen.setdefault(owner, [])
        if len(some) < MAX_PASSAGES:
            some.append((order, many))
    ids = docs.tolist()
    return {
        ids[owner]: OfHit(tuple(FoundPassage(records[owner], *each) for each in sorted(some)), counts[owner])
        for owner, some in chosen.items()
    }
