"""A page of a list, with everything a template needs and nothing it would have to ask the database for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from .facets import Facet, facets
from .period import Period
from .selection import FILTERS, ORDERS, Selection
from .tally import Tally, years

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that can be taken away: its words, and the address without it."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Order:
    words: str
    url: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Listing:
    selection: Selection
    page: Page
    total: int
    words: str
    chips: tuple[Chip, ...]
    years: Mapping[int, int]  # statements per year, whatever year is chosen; empty where the page stands for a date
    facets: tuple[Facet, ...]
    orders: tuple[Order, ...]
    problems: tuple[str, ...]
    path: str
    fixed: frozenset[str]

    @property
    def query(self) -> str:
        """The filters of the address without its page, for links that turn pages."""
        return self.selection.parameters(self.fixed).removeprefix("?")

    def year_url(self, year: int) -> str:
        return self.path + self.selection.narrowed(date=Period(year)).parameters(self.fixed)


def listing(request: HttpRequest, **fixed: object) -> Listing:
    """Read the address of ``request``, a page that stands for the ``fixed`` filters, and fetch what it shows.

    Faulty filters are left out and named in ``problems``; a page number past the end gives the last page.
    """
    selection, problems = Selection.parse(request.GET, **fixed)
    standing = frozenset(fixed)
    path = request.path
    tally = Tally.of(selection)
    page = _Counted(selection.ordered().on_shelf(), PAGE_SIZE, tally.total).get_page(request.GET.get("page"))
    total = tally.total
    return Listing(
        selection=selection,
        page=page,
        total=total,
        words=selection.say(total),
        chips=tuple(
            Chip(selection.said(name), path + selection.without(name).parameters(standing))
            for name in FILTERS
            if getattr(selection, name) and name not in standing
        ),
        years={} if "date" in standing else years(selection, tally),
        facets=tuple(facets(selection, tally, path, standing, opened=request.GET.get("more", ""))),
        orders=tuple(
            Order(words, path + selection.narrowed(order=order).parameters(standing), order == selection.order)
            for order, (words, _) in ORDERS.items()
        ),
        problems=tuple(problems),
        path=path,
        fixed=standing,
    )  # fmt: skip


class _Counted(Paginator):
    """A paginator that is told the count instead of asking for it once more."""

    def __init__(self, statements: QuerySet, per_page: int, count: int) -> None:
        super().__init__(statements, per_page)
        self.count = count
