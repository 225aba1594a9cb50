"""A list of statements with its chart of years: what every list page puts into its context."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from statements.filters import listing
from statements.web.charts import build_year_chart

PAGE_LENGTH = 25


def shelf(request: HttpRequest, **fixed: object) -> dict[str, object]:
    """Context for ``components/shelf.html`` on a page that stands for the ``fixed`` filters of a selection."""
    shown = listing(request, **fixed)
    chosen = shown.selection.date.year if shown.selection.date else None
    return {
        "listing": shown,
        "page": shown.page,
        "query": shown.query,
        "chart": build_year_chart(shown.years, shown.year_url, chosen),
    }


def paged(request: HttpRequest, records: QuerySet, length: int = PAGE_LENGTH * 4):
    """The page that ``?page=`` asks for; the nearest one where there is no such page."""
    return Paginator(records, length).get_page(request.GET.get("page"))
