"""A list of statements with its chart of years: what every list page puts into its context."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from statements.charts import YearChart, year_chart

PAGE_LENGTH = 25


def shelf(request: HttpRequest, statements: QuerySet) -> dict[str, object]:
    """Context for ``components/shelf.html``: published ``statements``, newest first, narrowed by ``?year=``."""
    year = _year(request)
    chart = years_of(request, statements, year)
    if year is not None:
        statements = statements.filter(year=year)
    page = Paginator(statements.newest_first().on_shelf(), PAGE_LENGTH).get_page(request.GET.get("page"))
    return {"page": page, "chart": chart, "year": year, "query": urlencode({"year": year}) if year else ""}


def years_of(request: HttpRequest, statements: QuerySet, current: int | None = None) -> YearChart | None:
    counts = dict(
        statements.filter(year__isnull=False).order_by().values_list("year").annotate(Count("pk", distinct=True))
    )
    return year_chart(counts, lambda year: f"{request.path}?year={year}", current)


def paged(request: HttpRequest, records: QuerySet, length: int = PAGE_LENGTH * 4):
    """The page that ``?page=`` asks for; the nearest one where there is no such page."""
    return Paginator(records, length).get_page(request.GET.get("page"))


def _year(request: HttpRequest) -> int | None:
    typed = request.GET.get("year", "")
    return int(typed) if len(typed) == 4 and typed.isascii() and typed.isdigit() else None
