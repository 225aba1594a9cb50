"""The filters that lists, searches, feeds, exports and the API share.

Each filter is defined here once: its parameter and old names, how a value is parsed, and the words for it. A list gets
its answer from the database (`database.py`), a search from the index (`index.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model

from statements import dates
from statements.models import Event, Party, Publisher, Speaker, Topic, Treaty
from statements.models.statement import StatementKind
from statements.search.contract.requests import Scope, Show, Sort
from statements.text.identity import read_uid
from statements.text.languages import language_name

from .period import Period

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
