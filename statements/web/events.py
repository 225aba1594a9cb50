"""Events: what several statements share."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.exchange.feeds.statement_feeds import browse_feed, is_feed_request
from statements.links.resolving import page_with_slug
from statements.models import Event
from statements.models.statement import StatementStatus

from .statement_lists import PAGE_LENGTH, paged, shelf


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    public = Q(statements__status=StatementStatus.PUBLISHED)
    events = (
        Event.objects.annotate(statement_count=Count("statements", filter=public))
        .filter(statement_count__gt=0)
        .order_by("-date_earliest", "name")
    )
    return render(request, "statements/events.html", {"page": paged(request, events, PAGE_LENGTH)})


@page_with_slug(lambda: Event.objects.select_related("host"))
def event_page(request: HttpRequest, event: Event) -> HttpResponse:
    if is_feed_request(request):
        return browse_feed(request, event=event)
    context = {"event": event, "participants": event.participants.order_by("name"), **shelf(request, event=event)}
    return render(request, "statements/event.html", context)
