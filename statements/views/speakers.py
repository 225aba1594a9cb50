"""People: who they are, in which office, and what they said."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.models import Speaker
from statements.models.statement import StatementStatus

from .permalinks import permanent
from .shelves import paged, shelf

PUBLIC = Q(voices__statement__status=StatementStatus.PUBLISHED)


@require_safe
def speaker_list(request: HttpRequest) -> HttpResponse:
    speakers = (
        Speaker.objects.annotate(statement_count=Count("voices", filter=PUBLIC))
        .filter(statement_count__gt=0)
        .order_by("sort_name", "name")
    )
    return render(request, "statements/speakers.html", {"page": paged(request, speakers)})


@permanent(Speaker.objects.all)
def speaker_page(request: HttpRequest, speaker: Speaker) -> HttpResponse:
    context = {
        "speaker": speaker,
        "terms": speaker.terms.select_related("party").order_by("start_earliest", "pk"),
        "aliases": speaker.aliases.all(),
        **shelf(request, speaker=speaker),
    }
    return render(request, "statements/speaker.html", context)
