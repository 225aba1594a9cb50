"""A speaker's offices as bars over the years, with what overlaps and what is missing between them. Knows no Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, ROW = 960, 26
LEFT, RIGHT = 8, 8
# Successors are sworn in some days after the one before them left.
SHORTEST_GAP = timedelta(days=31)
SHORTEST_OVERLAP = timedelta(days=2)
_STEPS = (1, 2, 5, 10, 20)
MOST_YEARS = 12


@dataclass(frozen=True, slots=True)
class Office:
    """A term: None where its beginning or end is open."""

    title: str
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    width: float
    y: int
    title: str
    years: str


@dataclass(frozen=True, slots=True)
class Year:
    x: float
    year: int


@dataclass(frozen=True, slots=True)
class Career:
    """Bars in units of ``width`` × ``height``, and in words what an editor should look at."""

    bars: tuple[Bar, ...]
    overlaps: tuple[Bar, ...]
    gaps: tuple[Bar, ...]
    years: tuple[Year, ...]
    notes: tuple[str, ...]
    height: int
    width: int = WIDTH

    @property
    def axis(self) -> int:
        return self.height - 18


def career(offices: Sequence[Office], today: date) -> Career | None:
    """Lay the offices out, the earliest first; None where no date of any is known."""
    dated = sorted(
        (one for one in offices if one.start or one.end), key=lambda one: (one.start or date.min, one.end or date.max)
    )
    if not dated:
        return None
    first = min(day for one in dated for day in (one.start, one.end) if day)
    last = max([day for one in dated for day in (one.start, one.end) if day] + [today if _runs(dated) else date.min])
    span = max((last - first).days, 365)
    scale = (WIDTH - LEFT - RIGHT) / span

    def x(day: date | None, otherwise: date) -> float:
        return round(LEFT + ((day or otherwise) - first).days * scale, 1)

    def bar(title: str, start: date | None, end: date | None, row: int) -> Bar:
        left = x(start, first)
        return Bar(left, max(x(end, last) - left, 2), row * ROW + 4, title, said(start, end))

    bars = tuple(bar(one.title, one.start, one.end, row) for row, one in enumerate(dated))
    overlaps, gaps, notes = [], [], []
    reached: date | None = None
    for row, one in enumerate(dated):
        for other_row, other in enumerate(dated[:row]):
            start, end = _common(one, other)
            if start is not None and (end or last) - start >= SHORTEST_OVERLAP:
                overlaps += [bar(one.title, start, end, at) for at in (row, other_row)]
                notes.append(f"{other.title} and {one.title} overlap: {said(start, end)}.")
        if row and reached and one.start and one.start - reached > SHORTEST_GAP:
            gaps.append(bar("", reached, one.start, row))
            notes.append(f"No office between {_day(reached)} and {_day(one.start)}.")
        reached = max(filter(None, (reached, one.end or last)))
    step = next((step for step in _STEPS if span / 365.25 / step <= MOST_YEARS), 50)
    years = tuple(
        Year(x(date(year, 1, 1), first), year) for year in range(first.year + 1, last.year + 1) if year % step == 0
    )
    return Career(bars, tuple(overlaps), tuple(gaps), years, tuple(notes), len(dated) * ROW + 24)


def said(start: date | None, end: date | None) -> str:
    return f"{_day(start) if start else 'beginning not known'} – {_day(end) if end else 'no end known'}"


def _common(one: Office, other: Office) -> tuple[date | None, date | None]:
    """The days both were held; (None, None) where there are none, or no beginning is known."""
    starts = [day for day in (one.start, other.start) if day]
    ends = [day for day in (one.end, other.end) if day]
    if len(starts) < 2:
        return None, None
    start, end = max(starts), min(ends, default=None)
    return (None, None) if end is not None and end <= start else (start, end)


def _runs(offices: Sequence[Office]) -> bool:
    return any(one.end is None for one in offices)


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
