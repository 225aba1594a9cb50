"""Years, months and days. A statement is filed as exactly as its date is known, and no more exactly."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from statements.exchange.feeds.statement_feeds import is_feed_request, list_feed
from statements.filters import Period, Selection
from statements.filters.database import select_statements
from statements.filters.selection import redirect_old_parameters
from statements.links.resolving import redirect_permanently
from statements.models import Statement
from statements.web.charts import build_year_chart

from .statement_lists import list_context


@require_safe
def date_list(request: HttpRequest) -> HttpResponse:
    published = Statement.objects.published()
    counts = dict(published.filter(year__isnull=False).order_by().values_list("year").annotate(Count("pk")))
    chart = build_year_chart(counts, lambda year: reverse("statements:year", args=[year]))
    context = {"chart": chart, "undated": published.filter(year__isnull=True).count()}
    return render(request, "statements/dates.html", context)


@require_safe
@redirect_old_parameters
def period_page(
    request: HttpRequest, year: int, month: int | None = None, day: int | None = None, unknown: bool = False
) -> HttpResponse:
    """A year, a month, a day, or what is ``unknown`` of a year or month."""
    period = _period(year, month, day, unknown)
    if request.path != period.get_absolute_url():
        return redirect_permanently(request, period.get_absolute_url())
    if is_feed_request(request):
        return list_feed(request, date=period)
    context = {
        "period": period,
        "ancestors": _ancestors(period),
        "parts": _parts(period),
        **list_context(request, date=period),
    }
    return render(request, "statements/period.html", context)


def _period(year: int, month: int | None, day: int | None, unknown: bool) -> Period:
    if unknown and month is None:
        month = 0
    elif unknown:
        day = 0
    text = f"{year:04d}" + "".join(f"-{part:02d}" if part else "-XX" for part in (month, day) if part is not None)
    # A typed 0 is no month and no day; only "unknown" in the address is.
    period = Period.parse(text) if unknown or (month != 0 and day != 0) else None
    if period is None:
        raise Http404(f"There is no such day, month or year: {text}.")
    return period


def _ancestors(period: Period) -> list[Period]:
    return [*_ancestors(period.parent), period.parent] if period.parent else []


def _parts(period: Period) -> list[tuple[Period, int]]:
    """The months of a year or the days of a month in which something is filed, the unknown one last, with counts."""
    if period.month == 0 or period.day is not None:
        return []
    counts: Counter[Period] = Counter()
    # As many characters of the EDTF date as say the month or the day.
    length = 7 if period.month is None else 10
    filed = select_statements(Selection.of(date=period)).annotate(filed=Substr("date", 1, length)).order_by()
    for text, count in filed.values_list("filed").annotate(Count("pk")):
        counts[_part(period, text)] += count
    return sorted(counts.items(), key=lambda part: (part[0].has_unknown_part, str(part[0])))


def _part(period: Period, text: str) -> Period:
    part = Period.parse(text)
    if part is not None and (part.month if period.month is None else part.day):
        return part
    return Period(period.year, period.month or 0, None if period.month is None else 0)
