"""The filters that lists, searches, feeds, exports and the API share.

Each filter is defined here once: its parameter and old names, how a value is parsed, and the words for it. A list gets
its answer from the database (`database.py`), a search from the index (`index.py`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse

from statements import dates
from statements.models import Event, Party, Publisher, Speaker, Topic, Treaty
from statements.models.statement import StatementKind
from statements.search.contract.requests import Scope, Show, Sort
from statements.text.identity import read_uid
from statements.text.languages import language_name

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


MAX_VALUES = 50  # of one filter
MAX_VALUE_LENGTH = 250

# What several statements of one kind are called.
KIND_PLURALS = {
    StatementKind.SPEECH: "speeches",
    StatementKind.PRESS_STATEMENT: "press statements",
    StatementKind.PRESS_CONFERENCE: "press conferences",
    StatementKind.PRESS_BRIEFING: "press briefings",
    StatementKind.INTERVIEW: "interviews",
    StatementKind.REMARKS: "remarks",
    StatementKind.MEETING: "meetings",
    StatementKind.DEBATE: "debates",
    StatementKind.JOINT_STATEMENT: "joint statements",
    StatementKind.STATEMENT: "written statements",
    StatementKind.READOUT: "readouts",
    StatementKind.OTHER: "other statements",
}
KIND_SINGULARS = {
    kind: plural if kind == StatementKind.REMARKS else plural[:-1] for kind, plural in KIND_PLURALS.items()
}
KIND_SINGULARS[StatementKind.SPEECH] = "speech"

SORT_LABELS = {
    Sort.RELEVANCE: "best match",
    Sort.NEWEST: "newest first",
    Sort.OLDEST: "oldest first",
    Sort.ADDED: "latest additions first",
}
SCOPE_LABELS = {
    Scope.STATEMENT: "the whole statement",
    Scope.SPEECH: "one speech",
    Scope.PARAGRAPH: "one paragraph",
}
SHOW_LABELS = {Show.STATEMENTS: "statements", Show.PASSAGES: "passages"}


@dataclass(frozen=True, slots=True)
class Filter:
    """`parse` turns typed text into a code, or None where no value can look so; it may raise `InvalidDate`.

    A code with a `model` names a record and is looked up besides. `label` names a code without one. `phrase` puts a
    value behind "statements". `index_name` is the facet of the index, where that has another name.
    """

    name: str
    noun: str
    title: str
    parse: Callable[[str], str | None]
    phrase: str = "{}"
    label: Callable[[str], str] = str
    model: type[Model] | None = None
    code_field: str = "uid"
    old_names: tuple[str, ...] = ()
    takes_many: bool = True
    index_name: str = ""

    @property
    def facet(self) -> str:
        return self.index_name or self.name

    def code_of(self, value: object) -> str:
        """The code of a record, or a period as its text."""
        return str(getattr(value, self.code_field) if self.model else value)


def _parse_kind(text: str) -> str | None:
    return text if text in StatementKind.values else None


def _parse_language(text: str) -> str | None:
    """A tag with a region or script stays as it is written: the index tells zh-Hant from zh-hant."""
    if not text.replace("-", "").isalnum() or len(text) > 12:
        return None
    return text if "-" in text else text.lower()


def _parse_year(text: str) -> str | None:
    return str(int(text)) if text.isascii() and text.isdigit() and len(text) <= 4 and int(text) else None


def _parse_period(text: str) -> str | None:
    period = Period.parse(text)
    return str(period) if period else None


def _parse_bound(text: str) -> str:
    """An EDTF date or English words for one. Raises `InvalidDate`."""
    date = dates.parse_typed(text)
    if date.earliest is None or date.latest is None:
        raise dates.InvalidDate("Give a single date here, such as 1989 or 19 June 2024.")
    return date.text


def _label_kind(code: str) -> str:
    return str(StatementKind(code).label) if code in StatementKind.values else code


_INTERPRETED = {"yes": "Interpreted", "no": "Not interpreted"}

FILTERS: tuple[Filter, ...] = (
    Filter(
        "country", "country or organisation", "Speaking for", str.upper, "by {}", model=Party, code_field="code",
        old_names=("party",),
    ),
    Filter(
        "about", "country or organisation", "Speaking of", str.upper, "mentioning {}", model=Party, code_field="code"
    ),
    Filter("speaker", "speaker", "Speaker", read_uid, "with {}", model=Speaker),
    Filter("topic", "topic", "Topic", lambda text: text.strip("/").lower(), "on {}", model=Topic, code_field="path"),
    Filter("treaty", "treaty", "Treaty", read_uid, "naming {}", model=Treaty),
    Filter("event", "event", "Event", read_uid, "at {}", model=Event),
    Filter("publisher", "publisher", "Publisher", read_uid, "published by {}", model=Publisher),
    Filter("kind", "kind", "Kind", _parse_kind, label=_label_kind),
    Filter(
        "language", "language", "Language", _parse_language, "in {}", label=language_name, old_names=("lang",),
        index_name="lang",
    ),
    Filter(
        "interpreted", "value of interpreted", "Interpreter", lambda text: text if text in _INTERPRETED else None,
        label=lambda code: _INTERPRETED.get(code, code),
    ),
    Filter("year", "year", "Year", _parse_year, "in {}"),
    Filter("date", "date", "Date", _parse_period, takes_many=False),
    Filter("since", "date", "From", _parse_bound, "since {}", takes_many=False),
    Filter("until", "date", "To", _parse_bound, "until {}", takes_many=False),
)  # fmt: skip
BY_NAME = {filter.name: filter for filter in FILTERS}
BY_FACET = {filter.facet: filter for filter in FILTERS}
# Filters of the date, which are put in words after all others.
DATE_FILTERS = ("year", "date", "since", "until")
SORT_OLD_NAMES = ("order",)
# Every old name of a parameter, with the name that it has now.
OLD_NAMES = {old: filter.name for filter in FILTERS for old in filter.old_names} | dict.fromkeys(SORT_OLD_NAMES, "sort")


def parse_sort(text: str) -> Sort | None:
    return Sort(text) if text in list(Sort) else None
