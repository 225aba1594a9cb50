"""A list of statements: one page of it, with its chart of years, facets, chips and orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from statements.filters.database import LIST_SORTS, Tally, count_facets, list_sort, list_statements, year_counts
from statements.filters.descriptions import describe_selection, filter_chips
from statements.filters.page_links import Choice, Facet, PageAddress, year_url
from statements.filters.selection import Fixed, Selection, parse_filters
from statements.filters.vocabulary import SORT_LABELS
from statements.models import Statement
from statements.search.contract.requests import Sort

from .charts import build_year_chart

PAGE_LENGTH = 25


@dataclass(frozen=True, slots=True)
class StatementList:
    """Everything a template needs, so that it asks the database for nothing."""

    selection: Selection
    address: PageAddress
    page: Page[Statement]
    total: int
    words: str
    chips: Sequence[Choice]
    years: Mapping[int, int]  # statements per year, whatever year is chosen; empty where the page stands for a date
    facets: Sequence[Facet]
    orders: Sequence[Choice]
    problems: Sequence[str]
    path: str
    fixed: frozenset[str]

    @property
    def query(self) -> str:
        """The filters of the address without its page, for links that turn pages."""
        return self.address.query

    def year_url(self, year: int) -> str:
        return year_url(self.address, self.selection, year, replaces=True)


def build_list(request: HttpRequest, fixed: Fixed) -> StatementList:
    """The list that the address of `request` asks for, on a page that stands for the `fixed` filters.

    Faulty filters are left out and named in `problems`; a page number past the end gives the last page.
    """
    parsed = parse_filters(request.GET, fixed)
    selection, names = parsed.selection, frozenset(fixed)
    address = PageAddress.of_pairs(request.path, selection.pairs(names))
    tally = Tally.of(selection)
    total = tally.total
    return StatementList(
        selection=selection,
        address=address,
        page=_CountedPaginator(list_statements(selection).for_lists(), total).get_page(request.GET.get("page")),
        total=total,
        words=describe_selection(selection, total),
        chips=tuple(filter_chips(selection, address, names)),
        years={} if "date" in fixed else year_counts(selection, tally),
        facets=tuple(count_facets(selection, tally, address, names, expanded=_expanded(request))),
        orders=_orders(selection, address),
        problems=parsed.messages,
        path=request.path,
        fixed=names,
    )


def list_context(request: HttpRequest, **fixed: Any) -> dict[str, object]:
    """Context for `components/statement_listing.html` on a page that stands for the `fixed` filters."""
    shown = build_list(request, fixed)
    period, year = shown.selection.period, shown.selection.code("year")
    current = int(year) if year else period.year if period else None
    return {
        "listing": shown,
        "page": shown.page,
        "query": shown.query,
        "chart": build_year_chart(shown.years, shown.year_url, current),
    }


def paginate(request: HttpRequest, records: QuerySet[Any] | Sequence[Any], length: int = PAGE_LENGTH * 4) -> Page[Any]:
    """The page that `?page=` asks for; the nearest one where there is no such page."""
    return Paginator(records, length).get_page(request.GET.get("page"))


def _expanded(request: HttpRequest) -> str:
    return PageAddress.of_query(request.GET).expanded_facet


def _orders(selection: Selection, address: PageAddress) -> list[Choice]:
    return [
        Choice(SORT_LABELS[sort], address.replacing("sort", "" if sort == Sort.NEWEST else sort),
               sort == list_sort(selection))
        for sort in LIST_SORTS
    ]  # fmt: skip


class _CountedPaginator(Paginator):
    """A paginator that is given the count instead of asking for it once more."""

    def __init__(self, statements: QuerySet[Statement], count: int) -> None:
        super().__init__(statements, PAGE_LENGTH)
        self.count = count
