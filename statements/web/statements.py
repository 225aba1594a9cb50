"""All statements, newest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.exchange.feeds.statement_feeds import is_feed_request, list_feed
from statements.filters.selection import redirect_old_parameters

from .statement_lists import list_context


@require_safe
@redirect_old_parameters
def statement_list(request: HttpRequest) -> HttpResponse:
    if is_feed_request(request):
        return list_feed(request)
    return render(request, "statements/statements.html", list_context(request))
