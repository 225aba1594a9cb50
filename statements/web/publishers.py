"""Publishers: under which licence they publish, and what the archive has from them."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.exchange.feeds.statement_feeds import is_feed_request, list_feed
from statements.filters.selection import redirect_old_parameters
from statements.links.resolving import page_with_slug
from statements.models import Publisher, Statement

from .statement_lists import list_context


@require_safe
def publisher_list(request: HttpRequest) -> HttpResponse:
    totals = dict(Statement.objects.published().order_by().values_list("publisher").annotate(Count("pk")))
    publishers = [(publisher, totals[publisher.pk]) for publisher in Publisher.objects.filter(pk__in=totals)]
    return render(request, "statements/publishers.html", {"publishers": publishers})


@page_with_slug(lambda: Publisher.objects.select_related("party"))
@redirect_old_parameters
def publisher_page(request: HttpRequest, publisher: Publisher) -> HttpResponse:
    if is_feed_request(request):
        return list_feed(request, publisher=publisher)
    return render(
        request, "statements/publisher.html", {"publisher": publisher, **list_context(request, publisher=publisher)}
    )
