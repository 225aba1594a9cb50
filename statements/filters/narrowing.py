"""Facets, chips and the links that change a search: each is the present address with one thing added or taken away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

from django.http import QueryDict

from statements.search.contract.requests import MAX_FACET_VALUES, Scope, SearchRequest, Show, Sort
from statements.search.contract.results import FacetCount, Results
from statements.search.language import Dates, Everything, describe_dates, describe_query
from statements.search.name_resolution import Names

from .search_requests import MOST_LISTED, SCOPES, SHOWS, SORTS

FACET_TITLES = {
    "country": "Speaking for",
    "speaker": "Speaker",
    "about": "Speaking of",
    "topic": "Topic",
    "kind": "Kind",
    "publisher": "Publisher",
    "lang": "Language",
    "treaty": "Treaty",
    "event": "Event",
    "interpreted": "Interpreter",
}
SHOWN_FIRST = 8
_CHIP_WORDS = {
    "about": "about {}",
    "topic": "on {}",
    "publisher": "published by {}",
    "event": "at {}",
    "treaty": "naming {}",
}


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    count: int
    url: str
    selected: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class ShownFacet:
    """`options` are shown at once, `more` behind a disclosure, which is `open` where the whole list was asked for;
    `hidden` counts values beyond both, and `whole_url` lists them too ("" where they are too many for a page)."""

    name: str
    title: str
    options: tuple[Option, ...]
    more: tuple[Option, ...]
    hidden: int
    open: bool
    whole_url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A chip to take away, a sort order or a scope to choose."""

    label: str
    url: str
    selected: bool = False


class Address:
    """The address of a search, and what it becomes. A page has some three hundred of its links, so that what they share
    is written once."""

    def __init__(self, data: QueryDict) -> None:
        self._values = {name: values for name, values in data.lists() if name not in ("page", "format")}
        self._beginnings: dict[str, str] = {}

    @property
    def query(self) -> str:
        return _written(self._values.items())

    @property
    def listed_whole(self) -> str:
        """The facet of which every value is to be listed, or ""."""
        return (self._values.get("more") or [""])[-1]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a new query keeps of the address, for hidden fields."""
        return [(name, value) for name, values in self._values.items() if name != "q" for value in values]

    def toggled(self, name: str, code: str) -> str:
        values = self._values.get(name)
        if not values:
            return f"{self._beginning(name)}{quote_plus(code)}"
        changed = [value for value in values if value != code] if code in values else [*values, code]
        return self._with(name, changed)

    def having(self, name: str, value: str) -> str:
        return self._with(name, [value] if value else [])

    def without(self, *names: str) -> str:
        return f"?{_written((name, values) for name, values in self._values.items() if name not in names)}"

    def _with(self, name: str, values: Sequence[str]) -> str:
        if not values:
            return self.without(name)
        return self._beginning(name) + f"&{quote_plus(name)}=".join(map(quote_plus, values))

    def _beginning(self, name: str) -> str:
        """The address as far as the first value of `name`, which comes last in it."""
        if name not in self._beginnings:
            rest = self.without(name)
            self._beginnings[name] = f"{rest}{'' if rest == '?' else '&'}{quote_plus(name)}="
        return self._beginnings[name]


def _written(parameters: Iterable[tuple[str, Sequence[str]]]) -> str:
    return urlencode([(name, value) for name, values in parameters for value in values])


def shown_facets(results: Results, address: Address, names: Names) -> list[ShownFacet]:
    told = {name: counts for name in FACET_TITLES if (counts := _told(name, results, address))}
    names.look_up((name, [each.code for each in counts]) for name, counts in told.items())
    return [_shown(name, counts, results, address, names) for name, counts in told.items()]


def _told(name: str, results: Results, address: Address) -> Sequence[FacetCount]:
    """The values of a facet that the page lists, in its order; none where the facet would narrow nothing."""
    counts = results.facets.get(name, ())
    if len(counts) == 1 and counts[0].count == results.statements and not counts[0].selected:
        return ()
    if name != address.listed_whole:
        counts = [each for place, each in enumerate(counts) if place < MAX_FACET_VALUES or each.selected]
    if name == "topic":
        return counts
    return [each for each in counts if each.selected] + [each for each in counts if not each.selected]


def _shown(name: str, counts: Sequence[FacetCount], results: Results, address: Address, names: Names) -> ShownFacet:
    called = names.of(name, [each.code for each in counts])
    if name == "topic":
        options = _topic_tree(counts, called, address)
        first = len(options)
    else:
        options = [Option(called[c.code], c.count, address.toggled(name, c.code), c.selected) for c in counts]
        first = max(SHOWN_FIRST, sum(option.selected for option in options))
    hidden = max(0, results.distinct[name] - len(counts))
    whole = name == address.listed_whole
    whole_url = address.having("more", name) if hidden and not whole and len(counts) + hidden <= MOST_LISTED else ""
    title = FACET_TITLES[name]
    return ShownFacet(name, title, tuple(options[:first]), tuple(options[first:]), hidden, whole, whole_url)


def _topic_tree(counts: Sequence[FacetCount], names: Mapping[str, str], address: Address) -> list[Option]:
    """Topics under their parents; below the first level those of a chosen branch only."""
    chosen = [each.code for each in counts if each.selected]
    shown = []
    for each in sorted(counts, key=lambda each: each.code):
        parent = each.code.rpartition("/")[0]
        if parent and not any(
            code == parent or code.startswith(f"{parent}/") or parent.startswith(f"{code}/") for code in chosen
        ):
            continue
        url = address.toggled("topic", each.code)
        shown.append(Option(names[each.code], each.count, url, each.selected, each.code.count("/")))
    return shown


def chips(request: SearchRequest, address: Address, names: Names) -> list[Choice]:
    """What narrows the search, each with the address without it."""
    found = []
    for name, codes in request.filters.items():
        called = names.of(name, codes)
        words = _CHIP_WORDS.get(name, "{}")
        found += [Choice(words.format(called[code]), address.toggled(name, code)) for code in codes]
    if request.since or request.until:
        found.append(Choice(describe_dates(Dates(request.since, request.until)), address.without("since", "until")))
    if request.scope != Scope.STATEMENT and request.show == Show.STATEMENTS:
        found.append(Choice(f"all words in {SCOPES[request.scope]}", address.without("scope")))
    return found


def sorts(request: SearchRequest, address: Address) -> list[Choice]:
    return [
        Choice(label, address.having("sort", "" if sort == Sort.RELEVANCE else sort), sort == request.sort)
        for sort, label in SORTS.items()
    ]


def scopes(request: SearchRequest, address: Address) -> list[Choice]:
    return [
        Choice(label, address.having("scope", "" if scope == Scope.STATEMENT else scope), scope == request.scope)
        for scope, label in SCOPES.items()
    ]


def shows(request: SearchRequest, address: Address) -> list[Choice]:
    return [
        Choice(label, address.having("show", "" if show == Show.STATEMENTS else show), show == request.show)
        for show, label in SHOWS.items()
    ]


def restated(request: SearchRequest, names: Names | None = None) -> str:
    """The whole search in plain words: “multipolar world”, in statements by Russia, 1999–2007, newest first."""
    names = names or Names()
    parts = [] if isinstance(request.query, Everything) else [describe_query(request.query, names.one)]
    for name, codes in request.filters.items():
        called = names.of(name, codes)
        joined = " or ".join(called[code] for code in codes)
        parts.append(_FILTER_WORDS.get(name, "{}").format(joined))
    if request.since or request.until:
        parts.append(describe_dates(Dates(request.since, request.until)))
    if not parts:
        parts = ["all statements"]
    if request.show == Show.PASSAGES:
        parts.append("passage by passage")
    elif request.scope != Scope.STATEMENT:
        parts.append(f"all in {SCOPES[request.scope]}")
    if request.sort != Sort.RELEVANCE:
        parts.append(SORTS[request.sort])
    return ", ".join(parts)


_FILTER_WORDS = {
    "country": "in statements by {}",
    "speaker": "in statements by {}",
    "about": "in statements about {}",
    "topic": "on {}",
    "publisher": "published by {}",
    "event": "at {}",
    "treaty": "in statements naming {}",
    "lang": "in {}",
}
