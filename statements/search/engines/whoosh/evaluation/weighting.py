"""How much a match is worth: BM25 with one of two measures of a word's rarity.

score = boost · idf(documents, holding) · f · (K1 + 1) / (f + K1 · ((1 − B) + B · length / mean length))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log

import numpy as np

# The textbook's and Whoosh's values. They were not fitted to the collections of docs/measurements.md, where they rank
# better than Whoosh's BM25F and Lucene's BM25.
B, K1 = 0.75, 1.2


@dataclass(frozen=True, slots=True)
class Weighting:
    """`idf(documents, holding)`: the worth of a word that `holding` of `documents` documents have; above 0.

    Scores are of type `dtype`: the shorter, the quicker.
    """

    name: str
    idf: Callable[[int, int], float]
    dtype: type[np.floating]


def _whoosh_idf(documents: int, holding: int) -> float:
    return log(documents / (holding + 1)) + 1


def _lucene_idf(documents: int, holding: int) -> float:
    return log(1 + (documents - holding + 0.5) / (holding + 0.5))


# What Whoosh's own matchers and therefore Haystack's users get. A word of every text still counts for nearly 1.
WHOOSH_BM25F = Weighting("Whoosh's BM25F", _whoosh_idf, np.float64)
# Robertson's and Spärck Jones's, kept above 0 as in Lucene. A word of every text counts for nearly nothing.
BM25 = Weighting("BM25", _lucene_idf, np.float32)
