"""Publishers: under which licence they publish, and what the archive has from them."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.models import Publisher
from statements.models.statement import StatementStatus

from .permalinks import permanent
from .shelves import shelf


@require_safe
def publisher_list(request: HttpRequest) -> HttpResponse:
    public = Q(statements__status=StatementStatus.PUBLISHED)
    publishers = (
        Publisher.objects.select_related("party")
        .annotate(statement_count=Count("statements", filter=public))
        .filter(statement_count__gt=0)
        .order_by("name")
    )
    return render(request, "statements/publishers.html", {"publishers": publishers})


@permanent(lambda: Publisher.objects.select_related("party"))
def publisher_page(request: HttpRequest, publisher: Publisher) -> HttpResponse:
    return render(request, "statements/publisher.html", {"publisher": publisher, **shelf(request, publisher=publisher)})
