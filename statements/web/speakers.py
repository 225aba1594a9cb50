"""People: who they are, in which office, and what they said."""

from __future__ import annotations

from collections.abc import Container
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.exchange.feeds.statement_feeds import is_feed_request, list_feed
from statements.filters.selection import redirect_old_parameters
from statements.links.resolving import page_with_slug
from statements.models import Speaker, SpeakerAlias, StatementSpeaker
from statements.models.statement import count_public_statements
from statements.text.folding import fold

from .converters import read_parameter
from .name_box import find_names
from .statement_lists import list_context, paginate


@require_safe
def speaker_list(request: HttpRequest) -> HttpResponse:
    """All speakers by name; ``?letter=`` narrows to an initial, ``?name=`` to words of a name in any of its forms, of
    an office or a country."""
    totals = count_public_statements(StatementSpeaker.objects.all(), "speaker")
    letter, box = fold(read_parameter(request, "letter"))[:1].upper(), find_names(request, "speaker", _find_by_name)
    name = box.typed
    initials = _list_initials(totals)
    found = initials if box.records is None else box.records
    chosen = [pk for pk, initial in initials.items() if pk in found and letter in ("", initial)]
    page = paginate(request, chosen)
    speakers = Speaker.objects.in_bulk(page.object_list)
    context = {
        "page": page,
        "rows": [(speakers[pk], totals[pk]) for pk in page.object_list],
        "letters": sorted(set(initials.values())),
        "letter": letter,
        "name": name,
        "instead": box.instead,
        "query": urlencode({key: value for key, value in (("letter", letter), ("name", name)) if value}),
    }
    return render(request, "statements/speakers.html", context)


@page_with_slug(Speaker.objects.all)
@redirect_old_parameters
def speaker_page(request: HttpRequest, speaker: Speaker) -> HttpResponse:
    if is_feed_request(request):
        return list_feed(request, speaker=speaker)
    context = {
        "speaker": speaker,
        "terms": speaker.terms.select_related("party").order_by("start_earliest", "pk"),
        "aliases": speaker.aliases.all(),
        **list_context(request, speaker=speaker),
    }
    return render(request, "statements/speaker.html", context)


def _list_initials(heard: Container[int]) -> dict[int, str]:
    """Initial of the name it is filed under, for each speaker heard in public, in the order of the list.

    Sorted here by the folded name: databases differ on where Øberg stands, or PHAN VAN Khai.
    """
    names = Speaker.objects.values_list("pk", "sort_name")
    folded = sorted((fold(name), pk) for pk, name in names if pk in heard)
    return {pk: name[:1].upper() or "…" for name, pk in folded}


def _find_by_name(typed: str) -> set[int]:
    """Speakers one of whose names contains what was typed, accents and capitals aside."""
    key = fold(typed)
    by_alias = SpeakerAlias.objects.filter(key__contains=key).values("speaker")
    return set(Speaker.objects.filter(Q(key__contains=key) | Q(pk__in=by_alias)).values_list("pk", flat=True))
