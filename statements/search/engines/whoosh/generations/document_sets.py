"""A set of documents, as ascending numbers or as one bool per document: either is made from the other when needed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .sorted_arrays import unique_sorted

# A set is dense where more than one document in so many belongs to it: whole columns are then quicker than look-ups.
# Measured over 10,000 documents: two masks are combined in 0.9 µs; looking up one document in six takes 4.7 µs, but
# making the numbers out of a mask again, where they are needed, 4 µs to 10 µs.
DENSE_ONE_IN = 6


class DocumentSet:
    """Documents of one generation. Not to be changed once made."""

    __slots__ = ("_ids", "_mask", "_size", "count")

    def __init__(self, count: int, ids: np.ndarray | None = None, mask: np.ndarray | None = None) -> None:
        """`count`: documents of the generation. At least one of `ids` (ascending, whole numbers) and `mask` (bool, one
        per document) is given."""
        self.count, self._ids, self._mask = count, ids, mask
        self._size = None if ids is None else len(ids)

    def __len__(self) -> int:
        if self._size is None:
            self._size = int(np.count_nonzero(self.mask))
        return self._size

    @property
    def ids(self) -> np.ndarray:
        """Numbers of the documents, ascending."""
        if self._ids is None:
            self._ids = np.flatnonzero(self.mask)
        return self._ids

    @property
    def mask(self) -> np.ndarray:
        """bool, one per document of the generation."""
        if self._mask is None:
            self._mask = np.zeros(self.count, bool)
            self._mask[self.ids.astype(np.intp, copy=False)] = True
        return self._mask

    @property
    def is_dense(self) -> bool:
        """Whether so many documents belong to it that whole columns are quicker than look-ups."""
        return len(self) * DENSE_ONE_IN > self.count

    def __and__(self, other: DocumentSet) -> DocumentSet:
        few, many = (self, other) if len(self) <= len(other) else (other, self)
        if few.is_dense:
            return DocumentSet(self.count, mask=few.mask & many.mask)
        return DocumentSet(self.count, few.ids.compress(many.mask.take(few.ids)))

    def without(self, other: DocumentSet) -> DocumentSet:
        if self.is_dense:
            return DocumentSet(self.count, mask=self.mask & ~other.mask)
        return DocumentSet(self.count, self.ids.compress(~other.mask.take(self.ids)))


def unite(count: int, parts: Sequence[DocumentSet]) -> DocumentSet:
    """The documents of any of `parts`, which are of one generation of `count` documents."""
    if not parts:
        return DocumentSet(count, np.zeros(0, np.int32))
    if len(parts) == 1:
        return parts[0]
    if sum(map(len, parts)) * DENSE_ONE_IN > count:
        mask = parts[0].mask.copy()
        for part in parts[1:]:
            mask |= part.mask
        return DocumentSet(count, mask=mask)
    return DocumentSet(count, unique_sorted(np.sort(np.concatenate([part.ids for part in parts]), kind="stable")))
