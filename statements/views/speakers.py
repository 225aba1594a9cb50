"""People: who they are, in which office, and what they said."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.models import Speaker, StatementSpeaker
from statements.models.statement import StatementStatus
from statements.totals import public_totals

from .permalinks import permanent
from .shelves import paged, shelf


@require_safe
def speaker_list(request: HttpRequest) -> HttpResponse:
    heard = Exists(StatementSpeaker.objects.filter(speaker=OuterRef("pk"), statement__status=StatementStatus.PUBLISHED))
    page = paged(request, Speaker.objects.filter(heard).order_by("sort_name", "name", "pk"))
    totals = public_totals(StatementSpeaker.objects.filter(speaker__in=list(page)), "speaker")
    rows = [(speaker, totals[speaker.pk]) for speaker in page]
    return render(request, "statements/speakers.html", {"page": page, "rows": rows})


@permanent(Speaker.objects.all)
def speaker_page(request: HttpRequest, speaker: Speaker) -> HttpResponse:
    context = {
        "speaker": speaker,
        "terms": speaker.terms.select_related("party").order_by("start_earliest", "pk"),
        "aliases": speaker.aliases.all(),
        **shelf(request, speaker=speaker),
    }
    return render(request, "statements/speaker.html", context)
