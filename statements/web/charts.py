"""Charts as plain numbers, drawn by a template as SVG beside a table. Knows no Django."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

WIDTH, HEIGHT = 1000, 120
# A single year would be one bar as wide as the page; the years before it give it a scale.
MIN_YEARS = 24
MAX_LABELS = 12
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)


@dataclass(frozen=True, slots=True)
class Bar:
    """One year; ``x`` and ``width`` in units of WIDTH, ``y`` and ``height`` in units of HEIGHT from the top."""

    year: int
    count: int
    href: str
    x: float
    y: float
    width: float
    height: float
    current: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A year under the axis; ``left`` in per cent of the width."""

    year: int
    left: float
    minor: bool


@dataclass(frozen=True, slots=True)
class Decade:
    """One row of the table: ten years, None where the chart has nothing for a year."""

    first: int
    years: tuple[Bar | None, ...]
    count: int


@dataclass(frozen=True, slots=True)
class YearChart:
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    decades: tuple[Decade, ...]
    first: int
    last: int
    total: int
    peak: Bar

    width = WIDTH
    height = HEIGHT

    @property
    def spans_years(self) -> bool:
        return self.first != self.last


def build_year_chart(
    counts: Mapping[int, int], href: Callable[[int], str], current: int | None = None
) -> YearChart | None:
    """Lay out counts per year; ``href(year)`` is where a bar leads. None where there is nothing to show."""
    counts = {year: count for year, count in sorted(counts.items()) if count > 0}
    if not counts:
        return None
    first, last = min(counts), max(counts)
    start, end = _widen(first, last)
    slot = WIDTH / (end - start + 1)
    largest = max(counts.values())
    bars = tuple(
        _build_bar(year, count, href(year), (year - start) * slot, slot, count / largest, year == current)
        for year, count in counts.items()
    )
    return YearChart(
        bars=bars,
        labels=_build_labels(start, end),
        decades=_build_decades(bars),
        first=first,
        last=last,
        total=sum(counts.values()),
        peak=max(bars, key=lambda bar: bar.count),
    )


def _widen(first: int, last: int) -> tuple[int, int]:
    return max(1, min(first, last - MIN_YEARS + 1)), last


def _build_bar(year: int, count: int, href: str, x: float, slot: float, share: float, current: bool) -> Bar:
    # A year with one statement beside one with thousands is still seen.
    height = max(2.0, share * HEIGHT)
    gap = slot * 0.18
    return Bar(
        year, count, href,
        x=round(x + gap / 2, 2), y=round(HEIGHT - height, 2), width=round(slot - gap, 2), height=round(height, 2),
        current=current,
    )  # fmt: skip


def _build_labels(start: int, end: int) -> tuple[Label, ...]:
    span = end - start + 1
    step = next((step for step in _STEPS if span / step <= MAX_LABELS), _STEPS[-1])
    years = range(-(-start // step) * step, end + 1, step)
    return tuple(
        Label(year, left=round((year - start + 0.5) / span * 100, 2), minor=bool(number % 2))
        for number, year in enumerate(years)
        if year > 0
    )


def _build_decades(bars: tuple[Bar, ...]) -> tuple[Decade, ...]:
    rows: dict[int, list[Bar | None]] = {}
    for bar in bars:
        rows.setdefault(bar.year // 10 * 10, [None] * 10)[bar.year % 10] = bar
    return tuple(
        Decade(first, tuple(years), sum(bar.count for bar in years if bar)) for first, years in sorted(rows.items())
    )
