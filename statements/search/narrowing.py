"""Facets, chips and the links that change a search: each is the present address with one thing added or taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from .forms import MOST_LISTED, SCOPES, SHOWS, SORTS
from .language import Dates, Everything, say
from .language.saying import say_span
from .naming import labels, name_of
from .results import MOST_VALUES, FacetCount, Results, Scope, SearchRequest, Show, Sort

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
    """The address of a search, and what it becomes."""

    def __init__(self, data: QueryDict) -> None:
        self._data = data.copy()
        self._data.pop("page", None)
        self._data.pop("format", None)

    @property
    def query(self) -> str:
        return self._data.urlencode()

    @property
    def listed_whole(self) -> str:
        """The facet of which every value is to be listed, or ""."""
        return self._data.get("more", "")

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a new query keeps of the address, for hidden fields."""
        return [(name, value) for name, values in self._data.lists() if name != "q" for value in values]

    def toggled(self, name: str, code: str) -> str:
        values = self._data.getlist(name)
        changed = [value for value in values if value != code] if code in values else [*values, code]
        return self._with(name, changed)

    def having(self, name: str, value: str) -> str:
        return self._with(name, [value] if value else [])

    def without(self, *names: str) -> str:
        data = self._data.copy()
        for name in names:
            data.pop(name, None)
        return f"?{data.urlencode()}"

    def _with(self, name: str, values: Sequence[str]) -> str:
        data = self._data.copy()
        data.pop(name, None)
        if values:
            data.setlist(name, list(values))
        return f"?{data.urlencode()}"


def shown_facets(results: Results, address: Address) -> list[ShownFacet]:
    facets = []
    for name, title in FACET_TITLES.items():
        counts = results.facets.get(name, ())
        # A facet with one value that all hits have says nothing and narrows nothing.
        if not counts or (len(counts) == 1 and counts[0].count == results.statements and not counts[0].selected):
            continue
        whole = name == address.listed_whole
        if not whole:
            counts = [each for place, each in enumerate(counts) if place < MOST_VALUES or each.selected]
        if name != "topic":
            counts = [each for each in counts if each.selected] + [each for each in counts if not each.selected]
        names = labels(name, [each.code for each in counts])
        options = _topic_tree(counts, names, address) if name == "topic" else _options(name, counts, names, address)
        first = len(options) if name == "topic" else max(SHOWN_FIRST, sum(option.selected for option in options))
        hidden = max(0, results.distinct[name] - len(counts))
        whole_url = address.having("more", name) if hidden and not whole and len(counts) + hidden <= MOST_LISTED else ""
        facets.append(ShownFacet(name, title, tuple(options[:first]), tuple(options[first:]), hidden, whole, whole_url))
    return facets


def _options(name: str, counts: Sequence[FacetCount], names: dict[str, str], address: Address) -> list[Option]:
    return [Option(names[c.code], c.count, address.toggled(name, c.code), c.selected) for c in counts]


def _topic_tree(counts: Sequence[FacetCount], names: dict[str, str], address: Address) -> list[Option]:
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


def chips(request: SearchRequest, address: Address) -> list[Choice]:
    """What narrows the search, each with the address without it."""
    found = []
    for name, codes in request.filters.items():
        names = labels(name, codes)
        words = _CHIP_WORDS.get(name, "{}")
        found += [Choice(words.format(names[code]), address.toggled(name, code)) for code in codes]
    if request.since or request.until:
        found.append(Choice(say_span(Dates(request.since, request.until)), address.without("since", "until")))
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


def restated(request: SearchRequest) -> str:
    """The whole search in plain words: “multipolar world”, in statements by Russia, 1999–2007, newest first."""
    parts = [] if isinstance(request.query, Everything) else [say(request.query, name_of)]
    for name, codes in request.filters.items():
        names = labels(name, codes)
        joined = " or ".join(names[code] for code in codes)
        parts.append(_FILTER_WORDS.get(name, "{}").format(joined))
    if request.since or request.until:
        parts.append(say_span(Dates(request.since, request.until)))
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
