"""Which raw texts the archive has, small enough in memory for millions of statements."""

from __future__ import annotations

from collections.abc import Iterable

import numpy

from statements.models import Statement


class Fingerprints:
    """The first eight bytes of the SHA-256 of every raw text.

    Very rarely a new text is taken for a known one: callers look up the whole hash before they rely on the answer.
    """

    def __init__(self, hashes: Iterable[str]):
        numbers = numpy.fromiter((int(sha[:16], 16) for sha in hashes if sha), dtype=numpy.uint64)
        self._numbers = numpy.sort(numbers)

    @classmethod
    def load(cls) -> Fingerprints:
        return cls(Statement.objects.exclude(raw_sha256="").order_by().values_list("raw_sha256", flat=True).iterator())

    def __call__(self, sha256: str) -> bool:
        number = numpy.uint64(int(sha256[:16], 16))
        place = int(numpy.searchsorted(self._numbers, number))
        return place < len(self._numbers) and bool(self._numbers[place] == number)
