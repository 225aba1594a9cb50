"""Links of a page with filters: its address with one filter changed, and the facets and choices that lead there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

from django.http import QueryDict

from .selection import Selection, canonical_parameters
from .vocabulary import BY_NAME

# What belongs to one view of the list and to none of the lists its links lead to.
_OF_ONE_VIEW = ("page", "format")


class PageAddress:
    """A page has some three hundred links that change one parameter, so what they share is encoded once."""

    def __init__(self, values: Mapping[str, Sequence[str]], path: str = "") -> None:
        self._values = {name: list(texts) for name, texts in values.items() if name not in _OF_ONE_VIEW}
        self._path = path
        self._prefixes: dict[str, str] = {}

    @classmethod
    def of_query(cls, query: QueryDict, selection: Selection | None = None) -> PageAddress:
        """The address of a request, in canonical parameters and without its path; with the codes of `selection`, if
        any, in place of values as they were typed."""
        values = dict(canonical_parameters(query).lists())
        if selection is None:
            return cls(values)
        for name in values:
            # A bound that could not be understood stays, so that it can be corrected where it was typed.
            if name in BY_NAME and name not in ("since", "until"):
                values[name] = list(selection.codes(name))
        return cls(values)

    @classmethod
    def of_pairs(cls, path: str, pairs: Iterable[tuple[str, str]]) -> PageAddress:
        values: dict[str, list[str]] = {}
        for name, value in pairs:
            values.setdefault(name, []).append(value)
        return cls(values, path)

    @property
    def query(self) -> str:
        return _encode(self._values.items())

    @property
    def expanded_facet(self) -> str:
        """The facet that lists all its values, or ""."""
        return (self._values.get("more") or [""])[-1]

    @property
    def hidden_fields(self) -> list[tuple[str, str]]:
        """What a form with a new query keeps of the address."""
        return [(name, value) for name, values in self._values.items() if name != "q" for value in values]

    def facet_url(self, name: str, code: str, *, replaces: bool = False) -> str:
        """The address with `code` chosen besides the others or, if it `replaces` them, alone; without it where it is
        chosen already."""
        values = self._values.get(name)
        if not values:
            return f"{self._prefix(name)}{quote_plus(code)}"
        if code in values:
            return self._with(name, [value for value in values if value != code])
        return self._with(name, [code] if replaces else [*values, code])

    def replacing(self, name: str, value: str) -> str:
        return self._with(name, [value] if value else [])

    def without(self, *names: str) -> str:
        query = _encode((name, values) for name, values in self._values.items() if name not in names)
        return f"{self._path}?{query}" if query or not self._path else self._path

    def dropping(self, *names: str) -> PageAddress:
        return PageAddress({name: values for name, values in self._values.items() if name not in names}, self._path)

    def _with(self, name: str, values: Sequence[str]) -> str:
        if not values:
            return self.without(name)
        return self._prefix(name) + f"&{quote_plus(name)}=".join(map(quote_plus, values))

    def _prefix(self, name: str) -> str:
        """The address as far as the first value of `name`, which comes last in it."""
        if name not in self._prefixes:
            rest = self.without(name)
            joint = "" if rest.endswith("?") else "&" if "?" in rest else "?"
            self._prefixes[name] = f"{rest}{joint}{quote_plus(name)}="
        return self._prefixes[name]


def _encode(parameters: Iterable[tuple[str, Sequence[str]]]) -> str:
    return urlencode([(name, value) for name, values in parameters for value in values])


def year_url(address: PageAddress, selection: Selection, year: int, *, replaces: bool = False) -> str:
    """Where the bar of a year leads: it takes the place of a whole year that was chosen as the date."""
    period = selection.period
    if replaces or (period is not None and period.month is None):
        address = address.dropping("date")
    return address.facet_url("year", str(year), replaces=replaces)


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a facet. `count` is the number of hits behind its link; `depth` that of a topic in its tree."""

    label: str
    count: int
    url: str
    selected: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """`options` are shown at once, `more` behind a disclosure, which is `is_open` where all values are listed.
    `hidden` counts the values beyond both, and `more_url` lists them ("" where a page cannot list so many)."""

    name: str
    title: str
    options: tuple[Option, ...]
    more: tuple[Option, ...] = ()
    hidden: int = 0
    more_url: str = ""
    is_open: bool = False

    @property
    def field(self) -> str:
        """The field of the query language that asks for its values."""
        return BY_NAME[self.name].facet


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that changes the page: a chip, an order, a scope."""

    label: str
    url: str
    selected: bool = False
