"""People: who they are, in which office, and what they said."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.models import Speaker, StatementSpeaker
from statements.totals import public_totals

from .permalinks import permanent
from .shelves import paged, shelf


@require_safe
def speaker_list(request: HttpRequest) -> HttpResponse:
    totals = public_totals(StatementSpeaker.objects.all(), "speaker")
    names = Speaker.objects.order_by("sort_name", "name", "pk").values_list("pk", flat=True)
    page = paged(request, [pk for pk in names if pk in totals])
    speakers = Speaker.objects.in_bulk(page.object_list)
    rows = [(speakers[pk], totals[pk]) for pk in page.object_list]
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
