"""A page of a list, with everything a template needs and nothing it would have to ask the database for."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import HttpRequest

from .facets import Facet, facets
from .period import Period
from .selection import FILTERS, ORDERS, Selection

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that can be taken away: its words, and the address without it."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One year of the chart."""

    year: int
    count: int
    url: str
    selected: bool


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
    chart: tuple[Bar, ...]
    facets: tuple[Facet, ...]
    orders: tuple[Order, ...]
    problems: tuple[str, ...]
    path: str
    fixed: frozenset[str]

    def page_url(self, number: int) -> str:
        return self.path + self.selection.parameters(self.fixed, page=number if number > 1 else "")

    @property
    def previous_url(self) -> str:
        return self.page_url(self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return self.page_url(self.page.next_page_number()) if self.page.has_next() else ""

    @property
    def page_links(self) -> list[tuple[int | None, str]]:
        """Numbers with their addresses for a line of pages; (None, "") is a gap."""
        elided = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        return [(n, self.page_url(n)) if isinstance(n, int) else (None, "") for n in elided]


def listing(request: HttpRequest, **fixed: object) -> Listing:
    """Read the address of ``request``, a page that stands for the ``fixed`` filters, and fetch what it shows.

    Faulty filters are left out and named in ``problems``; a page number past the end gives the last page.
    """
    selection, problems = Selection.parse(request.GET, **fixed)
    standing = frozenset(fixed)
    path = request.path
    page = Paginator(selection.ordered().on_shelf(), PAGE_SIZE).get_page(request.GET.get("page"))
    total = page.paginator.count
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
        chart=_chart(selection, path, standing),
        facets=tuple(facets(selection, path, standing, opened=request.GET.get("more", ""))),
        orders=tuple(
            Order(words, path + selection.narrowed(order=order).parameters(standing), order == selection.order)
            for order, (words, _) in ORDERS.items()
        ),
        problems=tuple(problems),
        path=path,
        fixed=standing,
    )  # fmt: skip


def _chart(selection: Selection, path: str, fixed: frozenset[str]) -> tuple[Bar, ...]:
    """Statements per year, leaving out the date filter, as the facets leave out their own."""
    if "date" in fixed:
        return ()
    counts = (
        selection.statements(without="date")
        .exclude(year=None)
        .values_list("year")
        .annotate(n=Count("pk"))
        .order_by("year")
    )
    chosen = selection.date.year if selection.date else None
    return tuple(
        Bar(year, number, path + selection.narrowed(date=Period(year)).parameters(fixed), year == chosen)
        for year, number in counts
    )
