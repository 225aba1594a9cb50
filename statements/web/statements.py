"""All statements, newest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.exchange.feeds.statement_feeds import browse_feed, is_feed_request

from .statement_lists import shelf


@require_safe
def statement_list(request: HttpRequest) -> HttpResponse:
    if is_feed_request(request):
        return browse_feed(request)
    return render(request, "statements/statements.html", shelf(request))
