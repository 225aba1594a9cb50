"""How many letters tell two spellings apart. The one place where edit distances are computed.

Searches for words spelled nearly alike count insertions, deletions and changes (Levenshtein); typing errors in names
also count two neighbouring letters swapped as one slip (optimal string alignment).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import cdist


def is_within_edits(one: str, other: str, max_edits: int) -> bool:
    """Whether at most ``max_edits`` insertions, deletions and changes of letters make one word the other."""
    return Levenshtein.distance(one, other, score_cutoff=max_edits) <= max_edits


def count_edits(word: str, others: Sequence[str], max_edits: int) -> np.ndarray:
    """Count the edits from ``word`` to each of ``others``: int32 of their number, ``max_edits`` + 1 for any more."""
    if not others:
        return np.zeros(0, np.int32)
    return cdist([word], others, scorer=Levenshtein.distance, score_cutoff=max_edits, dtype=np.int32)[0]


def is_within_slips(one: str, other: str, max_slips: int) -> bool:
    """Whether at most ``max_slips`` edits, or swaps of neighbouring letters, make one name the other."""
    return OSA.distance(one, other, score_cutoff=max_slips) <= max_slips
