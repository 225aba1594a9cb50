"""The passages of a page's hits that answer best, and how many matches there are in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from statements.search.contract.requests import MAX_PASSAGES
from statements.search.contract.results import FoundPassage

from .expansion import expand
from .occurrences import load_postings
from .phrases import locate
from .queries import TextQuery
from .scoring import Evaluation

# Added to the weight of a passage whose speaker or country was asked for. At 100,000 documents a word weighs 17 at most
# (one and a half times its idf), so that this outweighs any query of fewer than 58 words.
PREFERRED_BONUS = 1_000
# A passage's weight grows by a tenth of a word's rarity with every match up to the fifth: several words count for more
# than one word several times.
_REPETITION, _MAX_REPETITIONS = 0.1, 5


class HitPassages(NamedTuple):
    """The best passages of a hit in reading order, and how many matches there are in all of it but the title."""

    passages: tuple[FoundPassage, ...]
    finds: int


def rarity(evaluation: Evaluation, query: TextQuery) -> float:
    """The idf of its rarest word."""
    generation = evaluation.generation
    fewest = min(len(load_postings(generation, expand(generation, term))) for term in query.terms_in_order)
    return evaluation.weighting.idf(generation.count, fewest)


def select_passages(
    evaluation: Evaluation,
    leaves: Sequence[TextQuery],
    docs: np.ndarray,
    are_preferred: Callable[[np.ndarray], np.ndarray] | None,
) -> dict[int, HitPassages]:
    """By document of `docs`, which may be in any order; a document without matches is left out.

    `are_preferred` takes numbers of speeches and tells of each (bool) whether its passages come before others.
    """
    docs = np.sort(docs)
    passages = evaluation.generation.passages
    numbers, starts, owners = passages.in_documents(docs)
    if not len(numbers):
        return {}
    orders = passages.orders.take(numbers)
    weights, counts = _weigh(evaluation, leaves, docs, starts)
    weights[orders == 0] = 0  # the title stands above the passages anyway
    matching = weights.nonzero()[0]
    if are_preferred is not None:
        spoken = matching.compress(passages.speeches.take(numbers.take(matching)) >= 0)
        weights[spoken] += PREFERRED_BONUS * are_preferred(passages.speeches.take(numbers.take(spoken)))
    ranked = matching.take(np.lexsort((matching, -weights.take(matching), owners.take(matching))))
    chosen: dict[int, list[tuple[int, int]]] = {}
    totals: dict[int, int] = {}
    for owner, order, count in zip(
        owners.take(ranked).tolist(), orders.take(ranked).tolist(), counts.take(ranked).tolist(), strict=True
    ):
        totals[owner] = totals.get(owner, 0) + count
        some = chosen.setdefault(owner, [])
        if len(some) < MAX_PASSAGES:
            some.append((order, count))
    ids = docs.tolist()
    records = evaluation.generation.columns.numbers("record").take(docs).tolist()
    return {
        ids[owner]: HitPassages(tuple(FoundPassage(records[owner], *each) for each in sorted(some)), totals[owner])
        for owner, some in chosen.items()
    }


def _weigh(
    evaluation: Evaluation, leaves: Sequence[TextQuery], docs: np.ndarray, starts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """For each of the passages that begin at `starts` its weight (float64) and its number of matches (int64)."""
    weights, counts = np.zeros(len(starts)), np.zeros(len(starts), np.int64)
    for leaf in leaves:
        places = locate(evaluation.generation, leaf, docs)
        times = np.bincount(starts.searchsorted(places, side="right") - 1, minlength=len(starts))
        counts += times
        repetitions = 1 + _REPETITION * np.minimum(times, _MAX_REPETITIONS)
        weights += rarity(evaluation, leaf) * (times > 0) * repetitions
    return weights, counts
