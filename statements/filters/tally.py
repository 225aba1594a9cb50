"""One count of a selection by year, kind, language and publisher at once, from which each facet takes its own.

Four questions to the database become one: most lists join another table, and every question would join it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from .database import select_statements
from .selection import Selection

DIMENSIONS = ("year", "kind", "language", "publisher")


@dataclass(frozen=True, slots=True)
class Tally:
    """`rows` are (year, kind, language, publisher's key, statements); `chosen` has the values of each dimension that
    the selection asks for, None where it asks for none."""

    rows: tuple[tuple, ...]
    chosen: tuple[frozenset[Hashable] | None, ...]

    @classmethod
    def of(cls, selection: Selection) -> Tally:
        without = list(DIMENSIONS)
        years = _chosen(int(code) for code in selection.codes("year"))
        if (period := selection.period) and period.month is None:
            years = frozenset({period.year}) if years is None else years & {period.year}
            without.append("date")
        records = [selection.names.record("publisher", code) for code in selection.codes("publisher")]
        publishers = _chosen(record.pk for record in records if record is not None)
        rows = select_statements(selection, without=without).values_list(*DIMENSIONS).annotate(n=Count("pk")).order_by()
        return cls(
            tuple(rows), (years, _chosen(selection.codes("kind")), _chosen(selection.codes("language")), publishers)
        )

    @property
    def total(self) -> int:
        return sum(number for *values, number in self.rows if self._fits(values))

    def by(self, name: str) -> Counter[Any]:
        """Value of a dimension -> statements, as if nothing were chosen in it. Undated ones are in no year."""
        place = DIMENSIONS.index(name)
        counts: Counter[Any] = Counter()
        for *values, number in self.rows:
            if values[place] is not None and self._fits(values, aside=place):
                counts[values[place]] += number
        return counts

    def _fits(self, values: list[Hashable], aside: int = -1) -> bool:
        return all(
            wanted is None or place == aside or values[place] in wanted for place, wanted in enumerate(self.chosen)
        )


def _chosen(values: Iterable[Hashable]) -> frozenset[Hashable] | None:
    return frozenset(values) or None


def year_counts(selection: Selection, tally: Tally) -> dict[int, int]:
    """Statements per year, as if neither year nor date were chosen."""
    has_finer_date = selection.period is not None and selection.period.month is not None
    counts = (Tally.of(selection.without("date")) if has_finer_date else tally).by("year")
    return {year: count for year, count in counts.items() if isinstance(year, int)}
