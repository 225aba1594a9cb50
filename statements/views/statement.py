"""A statement's own page, and the address of one of its passages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from statements.identity import ANCHOR_PATTERN
from statements.models import Statement
from statements.models.statement import StatementStatus

from .permalinks import gone, moved, record_or_404

PUBLIC_OR_GONE = (StatementStatus.PUBLISHED, StatementStatus.WITHDRAWN)


@require_safe
def statement_page(request: HttpRequest, uid: str, slug: str = "") -> HttpResponse:
    statement = record_or_404(_readable(), uid)
    if not statement.is_public:
        return gone(request, statement)
    if (uid, slug) != (statement.uid, statement.slug):
        return moved(request, statement.get_absolute_url())
    return render(request, "statements/statement.html", {"statement": statement})


@require_safe
def passage(request: HttpRequest, uid: str, anchor: str) -> HttpResponse:
    """Lead to the passage as long as its words are in the statement."""
    statement = record_or_404(_readable(), uid)
    if not statement.is_public:
        return gone(request, statement)
    if (statement.uid, anchor.lower()) != (uid, anchor):
        return moved(request, reverse("statements:passage", args=[statement.uid, anchor.lower()]))
    if not ANCHOR_PATTERN.fullmatch(anchor) or not statement.paragraphs.filter(anchor=anchor).exists():
        raise Http404(f"{statement.uid} has no passage {anchor[:8]}.")
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{statement.get_absolute_url()}{'?' + query if query else ''}#p-{anchor}")


def _readable():
    return Statement.objects.filter(status__in=PUBLIC_OR_GONE).select_related(
        "publisher", "republisher", "event", "place_party", "translation_of", "version_of"
    )
