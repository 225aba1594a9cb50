"""Treaties: their parties, what became of them, and every passage that speaks of them."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.models import Treaty
from statements.models.statement import StatementStatus

from .permalinks import permanent
from .shelves import PAGE_LENGTH, paged


@require_safe
def treaty_list(request: HttpRequest) -> HttpResponse:
    public = Q(mentions__statement__status=StatementStatus.PUBLISHED)
    treaties = Treaty.objects.annotate(statement_count=Count("mentions__statement", filter=public, distinct=True))
    page = paged(request, treaties.order_by("-signed_earliest", "-id"), PAGE_LENGTH)
    return render(request, "statements/treaties.html", {"page": page})


@permanent(Treaty.objects.all)
def treaty_page(request: HttpRequest, treaty: Treaty) -> HttpResponse:
    mentions = (
        treaty.mentions.filter(statement__status=StatementStatus.PUBLISHED)
        .select_related("statement__publisher", "paragraph__speech__speaker", "paragraph__speech__party")
        .order_by("statement__date_earliest", "statement_id", "paragraph__order")
    )
    context = {
        "treaty": treaty,
        "participations": treaty.participations.select_related("party"),
        "relations": treaty.relations.select_related("other"),
        "related_by": treaty.related_by.select_related("treaty"),
        "aliases": treaty.aliases.all(),
        "page": paged(request, mentions, PAGE_LENGTH),
    }
    return render(request, "statements/treaty.html", context)
