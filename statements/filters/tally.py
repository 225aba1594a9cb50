"""One count of a selection by year, kind, language and publisher at once, from which each facet takes its own.

Four questions of the database become one: most lists join another table, and every question would join it again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from .selection import Selection

DIMENSIONS = ("year", "kind", "language", "publisher")


@dataclass(frozen=True, slots=True)
class Tally:
    """``rows`` are (year, kind, language, publisher's key, statements); ``chosen`` the values that the selection asks
    for, None where it asks for none."""

    rows: tuple[tuple, ...]
    chosen: tuple[object, ...]

    @classmethod
    def of(cls, selection: Selection) -> Tally:
        wider = selection.without("kind").without("language").without("publisher")
        year = None
        if selection.date and selection.date.month is None:
            year = selection.date.year
            wider = wider.without("date")
        publisher = selection.publisher.pk if selection.publisher else None
        counted = wider.statements().values_list(*DIMENSIONS).annotate(n=Count("pk")).order_by()
        return cls(tuple(counted), (year, selection.kind or None, selection.language or None, publisher))

    @property
    def total(self) -> int:
        return sum(number for *values, number in self.rows if self._fits(values))

    def by(self, name: str) -> Counter:
        """Value of one dimension -> statements, as if nothing were chosen in it. Undated ones are left out of years."""
        place = DIMENSIONS.index(name)
        counts: Counter = Counter()
        for *values, number in self.rows:
            if values[place] is not None and self._fits(values, aside=place):
                counts[values[place]] += number
        return counts

    def _fits(self, values: list, aside: int = -1) -> bool:
        return all(
            wanted is None or place == aside or values[place] == wanted for place, wanted in enumerate(self.chosen)
        )


def years(selection: Selection, tally: Tally) -> Counter:
    """Statements per year, leaving out the date filter, as the facets leave out their own."""
    finer = selection.date and selection.date.month is not None
    return (Tally.of(selection.without("date")) if finer else tally).by("year")
