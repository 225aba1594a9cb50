"""Periods of the calendar: a year, a month, a day, or the part of a year or month that is not known any closer.

A statement is filed by what its EDTF date says, not by its bounds: "2024" stands in 2024 under *month unknown*, never
on 1 January.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

from django.urls import reverse

from statements import dates

_WRITTEN = re.compile(r"(\d{4})(?:-(XX|\d{2})(?:-(XX|\d{2}))?)?")
UNKNOWN = "XX"


@dataclass(frozen=True, slots=True)
class Period:
    """``month`` and ``day`` are None for the whole year or month, 0 for the part that is not known."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> Period | None:
        """Read "2024", "2024-06", "2024-06-19", "2024-XX" or "2024-06-XX"; None for anything else."""
        match = _WRITTEN.fullmatch(text.strip().upper())
        if not match:
            return None
        month, day = (None if part is None else 0 if part == UNKNOWN else int(part) for part in match.groups()[1:])
        period = cls(int(match[1]), month, day)
        return period if period._exists() else None

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        for part in (self.month, self.day):
            if part is not None:
                text += f"-{part:02d}" if part else f"-{UNKNOWN}"
        return text

    @property
    def has_unknown_part(self) -> bool:
        return self.month == 0 or self.day == 0

    @property
    def parent(self) -> Period | None:
        if self.day is not None:
            return Period(self.year, self.month)
        return Period(self.year) if self.month is not None else None

    @property
    def description(self) -> str:
        if self.month == 0:
            return f"{self.year}, month unknown"
        if self.day == 0:
            return f"{Period(self.year, self.month).description}, day unknown"
        return dates.format_date(str(self))

    @property
    def short_description(self) -> str:
        """Within its year or month: "June", "19 June", "day unknown"."""
        if self.month == 0 or self.day == 0:
            return "month unknown" if self.month == 0 else "day unknown"
        return self.description.removesuffix(f" {self.year}")

    @property
    def preposition(self) -> str:
        return "on" if self.day else "in"

    def get_absolute_url(self) -> str:
        if self.month is None:
            return reverse("statements:year", args=[self.year])
        if self.month == 0:
            return reverse("statements:month_unknown", args=[self.year])
        if self.day is None:
            return reverse("statements:month", args=[self.year, self.month])
        if self.day == 0:
            return reverse("statements:day_unknown", args=[self.year, self.month])
        return reverse("statements:day", args=[self.year, self.month, self.day])

    def siblings(self) -> list[Period]:
        """The known months or days beside the unknown one: every other part of its year or month."""
        if self.month == 0:
            return [Period(self.year, month) for month in range(1, 13)]
        if self.month is None:
            return []
        return [Period(self.year, self.month, day) for day in range(1, monthrange(self.year, self.month)[1] + 1)]

    def _exists(self) -> bool:
        if self.year < 1 or (self.month or 0) > 12:
            return False
        if self.month == 0 and self.day is not None:
            return False
        return not self.day or not self.month or self.day <= monthrange(self.year, self.month)[1]
