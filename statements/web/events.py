"""Events: what several statements share."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.exchange.feeds.statement_feeds import is_feed_request, list_feed
from statements.filters.selection import redirect_old_parameters
from statements.links.resolving import page_with_slug
from statements.models import Event
from statements.models.statement import StatementStatus

from .statement_lists import PAGE_LENGTH, list_context, paginate


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    public = Q(statements__status=StatementStatus.PUBLISHED)
    events = (
        Event.objects.annotate(statement_count=Count("statements", filter=public))
        .filter(statement_count__gt=0)
        .order_by("-date_earliest", "name")
    )
    return render(request, "statements/events.html", {"page": paginate(request, events, PAGE_LENGTH)})


@page_with_slug(lambda: Event.objects.select_related("host"))
@redirect_old_parameters
def event_page(request: HttpRequest, event: Event) -> HttpResponse:
    if is_feed_request(request):
        return list_feed(request, event=event)
    context = {
        "event": event,
        "participants": event.participants.order_by("name"),
        **list_context(request, event=event),
    }
    return render(request, "statements/event.html", context)
