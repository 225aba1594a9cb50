"""A speaker's offices as bars over the years, with overlaps and gaps. Knows no Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, ROW_HEIGHT = 960, 26
MARGIN = 8
# Successors are sworn in some days after their predecessors left.
MIN_GAP = timedelta(days=31)
MIN_OVERLAP = timedelta(days=2)
_YEAR_STEPS = (1, 2, 5, 10, 20)
MAX_YEAR_LABELS = 12


@dataclass(frozen=True, slots=True)
class Office:
    """``start`` or ``end`` is None where it is open or unknown."""

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
    """Bars in units of ``width`` × ``height``; ``notes`` say in words what an editor should check."""

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


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days to units of width; an open start or end is drawn to the first or last day."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return max((self.last - self.first).days, 365)

    def x(self, day: date) -> float:
        return round(MARGIN + (day - self.first).days * (WIDTH - 2 * MARGIN) / self.days, 1)

    def bar(self, title: str, start: date | None, end: date | None, row: int) -> Bar:
        left = self.x(start or self.first)
        width = max(self.x(end or self.last) - left, 2)
        return Bar(left, width, row * ROW_HEIGHT + 4, title, format_period(start, end))

    def years(self) -> tuple[Year, ...]:
        step = next((step for step in _YEAR_STEPS if self.days / 365.25 / step <= MAX_YEAR_LABELS), 50)
        return tuple(
            Year(self.x(date(year, 1, 1)), year)
            for year in range(self.first.year + 1, self.last.year + 1)
            if year % step == 0
        )


def lay_out_career(offices: Sequence[Office], today: date) -> Career | None:
    """The earliest office first; None where no date of any is known."""
    dated = sorted(
        (office for office in offices if office.start or office.end),
        key=lambda office: (office.start or date.min, office.end or date.max),
    )
    if not dated:
        return None
    days = [day for office in dated for day in (office.start, office.end) if day]
    is_current = any(office.end is None for office in dated)
    scale = _Scale(min(days), max([*days, today] if is_current else days))
    bars = tuple(scale.bar(office.title, office.start, office.end, row) for row, office in enumerate(dated))
    overlaps: list[Bar] = []
    gaps: list[Bar] = []
    notes: list[str] = []
    covered_until: date | None = None
    for row, office in enumerate(dated):
        for other_row, other in enumerate(dated[:row]):
            start, end = _intersect(office, other)
            if start is not None and (end or scale.last) - start >= MIN_OVERLAP:
                overlaps += [scale.bar(office.title, start, end, at) for at in (row, other_row)]
                notes.append(f"{other.title} and {office.title} overlap: {format_period(start, end)}.")
        if covered_until and office.start and office.start - covered_until > MIN_GAP:
            gaps.append(scale.bar("", covered_until, office.start, row))
            notes.append(f"No office between {_format_day(covered_until)} and {_format_day(office.start)}.")
        covered_until = max(filter(None, (covered_until, office.end or scale.last)))
    height = len(dated) * ROW_HEIGHT + 24
    return Career(bars, tuple(overlaps), tuple(gaps), scale.years(), tuple(notes), height)


def format_period(start: date | None, end: date | None) -> str:
    return f"{_format_day(start) if start else 'unknown start'} – {_format_day(end) if end else 'no known end'}"


def _intersect(office: Office, other: Office) -> tuple[date | None, date | None]:
    """The days of both; (None, None) where there are none, or one start is unknown."""
    if office.start is None or other.start is None:
        return None, None
    start = max(office.start, other.start)
    end = min((day for day in (office.end, other.end) if day), default=None)
    return (None, None) if end is not None and end <= start else (start, end)


def _format_day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
