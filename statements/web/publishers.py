"""Publishers: under which licence they publish, and what the archive has from them."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.exchange.feeds.statement_feeds import browse_feed, is_feed_request
from statements.links.resolving import page_with_slug
from statements.models import Publisher, Statement

from .statement_lists import shelf


@require_safe
def publisher_list(request: HttpRequest) -> HttpResponse:
    totals = dict(Statement.objects.published().order_by().values_list("publisher").annotate(Count("pk")))
    publishers = [(publisher, totals[publisher.pk]) for publisher in Publisher.objects.filter(pk__in=totals)]
    return render(request, "statements/publishers.html", {"publishers": publishers})


@page_with_slug(lambda: Publisher.objects.select_related("party"))
def publisher_page(request: HttpRequest, publisher: Publisher) -> HttpResponse:
    if is_feed_request(request):
        return browse_feed(request, publisher=publisher)
    return render(request, "statements/publisher.html", {"publisher": publisher, **shelf(request, publisher=publisher)})
