"""Years, months and days. A statement is filed as exactly as its date is known, and no more exactly."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import Count
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from statements.charts import year_chart
from statements.models import Statement

from .permalinks import moved
from .shelves import shelf


@require_safe
def date_list(request: HttpRequest) -> HttpResponse:
    published = Statement.objects.published()
    counts = dict(published.filter(year__isnull=False).order_by().values_list("year").annotate(Count("pk")))
    chart = year_chart(counts, lambda year: reverse("statements:year", args=[year]))
    context = {"chart": chart, "undated": published.filter(year__isnull=True).count()}
    return render(request, "statements/dates.html", context)


@require_safe
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    statements = Statement.objects.published().filter(year=_real_year(year))
    filed = _filed(statements, 7)
    months = [(date(year, month, 1), filed[f"{year:04d}-{month:02d}"]) for month in range(1, 13)]
    context = {
        "filed_year": year,
        "months": months,
        "month_unknown": sum(filed.values()) - sum(count for _, count in months),
        **shelf(request, statements),
        "chart": None,
    }
    return render(request, "statements/year.html", context)


@require_safe
def month_page(request: HttpRequest, year: int, month: int) -> HttpResponse:
    first = _real_date(year, month, 1)
    address = reverse("statements:month", args=[year, month])
    if request.path != address:
        return moved(request, address)
    statements = Statement.objects.published().filter(year=year, date__startswith=f"{year:04d}-{month:02d}")
    filed = _filed(statements, 10)
    days = [(int(day[8:]), count) for day, count in sorted(filed.items()) if day[8:].isdigit()]
    context = {
        "month": first,
        "days": days,
        "day_unknown": sum(filed.values()) - sum(count for _, count in days),
        **shelf(request, statements),
        "chart": None,
    }
    return render(request, "statements/month.html", context)


@require_safe
def day_page(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    when = _real_date(year, month, day)
    address = reverse("statements:day", args=[year, month, day])
    if request.path != address:
        return moved(request, address)
    statements = Statement.objects.published().filter(year=year, date__startswith=when.isoformat())
    return render(request, "statements/day.html", {"day": when, **shelf(request, statements), "chart": None})


def _filed(statements, length: int) -> Counter[str]:
    """Counts by the first ``length`` characters of the EDTF date, which say exactly as much as is known."""
    return Counter(
        dict(statements.order_by().annotate(filed=Substr("date", 1, length)).values_list("filed").annotate(Count("pk")))
    )


def _real_year(year: int) -> int:
    if year < 1:
        raise Http404("There is no year 0.")
    return year


def _real_date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404(f"There is no such day: {error}.") from error
