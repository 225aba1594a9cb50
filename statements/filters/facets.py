"""What lists and searches show of a facet, and the chips that take a filter away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .descriptions import format_span, format_value
from .page_address import PageAddress
from .selection import Selection
from .vocabulary import BY_NAME


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


def filter_chips(selection: Selection, address: PageAddress, fixed: Collection[str] = ()) -> list[Choice]:
    """A chip for each value that narrows the page, with the address without it."""
    chips = []
    for name, codes in selection.chosen.items():
        if name in fixed or name in ("since", "until"):
            continue
        for code in codes:
            url = address.facet_url(name, code) if BY_NAME[name].takes_many else address.without(name)
            chips.append(Choice(format_value(selection, name, code), url))
    if span := format_span(selection):
        chips.append(Choice(span, address.without("since", "until")))
    return chips
