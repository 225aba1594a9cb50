"""A set of documents, as ascending numbers or as a bool a document: each made from the other when it is needed."""

from __future__ import annotations

import numpy as np

# Where more than one document in so many belongs to a set, whole columns are quicker than looking numbers up in them.
SPARSE = 6


class Docs:
    __slots__ = ("_ids", "_mask", "_size", "count")

    def __init__(self, count: int, ids: np.ndarray | None = None, mask: np.ndarray | None = None) -> None:
        """`count` documents there are; of `ids` and `mask` at least one is given."""
        self.count, self._ids, self._mask = count, ids, mask
        self._size = None if ids is None else len(ids)

    def __len__(self) -> int:
        if self._size is None:
            self._size = int(np.count_nonzero(self._mask))
        return self._size

    @property
    def ids(self) -> np.ndarray:
        if self._ids is None:
            self._ids = np.flatnonzero(self._mask)
        return self._ids

    @property
    def mask(self) -> np.ndarray:
        if self._mask is None:
            self._mask = np.zeros(self.count, bool)
            self._mask[self._ids.astype(np.intp, copy=False)] = True
        return self._mask

    @property
    def wide(self) -> bool:
        """Whether so many belong to it that whole columns are to be preferred."""
        return len(self) * SPARSE > self.count

    def __and__(self, other: Docs) -> Docs:
        few, many = (self, other) if len(self) <= len(other) else (other, self)
        if few.wide:
            return Docs(self.count, mask=few.mask & many.mask)
        return Docs(self.count, few.ids.compress(many.mask.take(few.ids)))

    def without(self, other: Docs) -> Docs:
        if self.wide:
            return Docs(self.count, mask=self.mask & ~other.mask)
        return Docs(self.count, self.ids.compress(~other.mask.take(self.ids)))


def union(count: int, parts: list[Docs]) -> Docs:
    if not parts:
        return Docs(count, np.zeros(0, np.int32))
    if len(parts) == 1:
        return parts[0]
    if sum(map(len, parts)) * SPARSE > count:
        mask = parts[0].mask.copy()
        for part in parts[1:]:
            mask |= part.mask
        return Docs(count, mask=mask)
    return Docs(count, distinct(np.sort(np.concatenate([part.ids for part in parts]), kind="stable")))


def distinct(numbers: np.ndarray) -> np.ndarray:
    """The different ones of ascending numbers."""
    if len(numbers) < 2:
        return numbers
    new = np.empty(len(numbers), bool)
    new[0] = True
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return numbers.compress(new)


def in_both(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Those of ascending different numbers that are among others of the same kind."""
    few, many = (some, others) if len(some) <= len(others) else (others, some)
    if not len(few):
        return few
    if len(few) * 24 < len(many):
        return few.compress(among(few, many))
    if len(many) > _MARKED:
        return _marked(few, many)
    both = np.sort(np.concatenate((few, many)))
    return both[:-1].compress(both[1:] == both[:-1])


_MARKED = 100_000  # numbers: so many are compared by marks
_BLOCK = 1 << 20  # numbers to a block of marks, which the processor's cache holds


def _marked(few: np.ndarray, many: np.ndarray) -> np.ndarray:
    """`in_both`, block by block: some are marked, and the marks at the others looked at."""
    marks = np.zeros(_BLOCK, bool)
    edges = np.arange(int(few[0]), int(few[-1]) + _BLOCK + 1, _BLOCK)
    parts, ours, theirs = [], few.searchsorted(edges).tolist(), many.searchsorted(edges).tolist()
    for place, first in enumerate(edges[:-1].tolist()):
        marked = (few[ours[place] : ours[place + 1]] - first).astype(np.intp)
        others = many[theirs[place] : theirs[place + 1]]
        marks[marked] = True
        parts.append(others.compress(marks.take(others - first)))
        marks[marked] = False
    return np.concatenate(parts)


def among(numbers: np.ndarray, others: np.ndarray) -> np.ndarray:
    """For each of `numbers` whether it is in the ascending `others`."""
    if not len(others):
        return np.zeros(len(numbers), bool)
    places = others.searchsorted(numbers)
    return others.take(places, mode="clip") == numbers
