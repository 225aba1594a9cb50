"""Countries and organisations: their names over time, treaties, speakers, and what was said for them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.exchange.feeds.statement_feeds import is_feed_request, list_feed
from statements.filters.selection import redirect_old_parameters
from statements.links.resolving import redirect_permanently
from statements.models import Party, PartyName, Speaker, StatementParty, StatementSpeaker
from statements.models.party import NameKind, PartyQuerySet
from statements.models.statement import PartyRole, count_public_statements
from statements.text.folding import fold

from .statement_lists import list_context

MAX_TREATIES = 12
MAX_SPEAKERS = 24


@require_safe
def country_list(request: HttpRequest) -> HttpResponse:
    context = {"letters": _group_by_letter(_count_statements(Party.objects.countries())), "countries": True}
    return render(request, "statements/parties.html", context)


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "statements/parties.html",
        {"letters": _group_by_letter(_count_statements(Party.objects.organisations()))},
    )


@require_safe
@redirect_old_parameters
def country_page(request: HttpRequest, code: str) -> HttpResponse:
    return _party_page(request, code)


@require_safe
@redirect_old_parameters
def organisation_page(request: HttpRequest, code: str) -> HttpResponse:
    return _party_page(request, code)


def _party_page(request: HttpRequest, code: str) -> HttpResponse:
    party = Party.objects.filter(code__iexact=code).first()
    if party is None:
        raise Http404(f"No country or organisation has the code {code}.")
    if request.path != party.get_absolute_url():
        return redirect_permanently(request, party.get_absolute_url())
    if is_feed_request(request):
        return list_feed(request, country=party)
    return render(request, "statements/party.html", _build_context(request, party))


def _build_context(request: HttpRequest, party: Party) -> dict[str, object]:
    names = party.names.exclude(kind=NameKind.VARIANT).order_by("start_earliest", "language", "name")
    treaties = party.participations.select_related("treaty").order_by("-treaty__signed_earliest", "treaty__title")
    return {
        "party": party,
        "former_names": [name for name in names if name.kind == NameKind.FORMER or name.start or name.end],
        "other_names": _list_other_names(names, party),
        "predecessors": party.predecessors.all(),
        "successors": party.successors.all(),
        "treaties": treaties[:MAX_TREATIES],
        "treaty_count": treaties.count(),
        "speakers": _list_speakers(party),
        "mention_count": count_public_statements(party.statement_roles.filter(role=PartyRole.MENTIONED), "party")[
            party.pk
        ],
        **list_context(request, country=party),
    }


def _list_other_names(names: Iterable[PartyName], party: Party) -> list[PartyName]:
    """Names of today that are not said above them, each once: two languages may share one."""
    current = (name for name in names if name.kind != NameKind.FORMER and not name.start and not name.end)
    others = {name.name: name for name in current if name.name not in (party.name, party.official_name)}
    return list(others.values())


def _list_speakers(party: Party) -> list[tuple[Speaker, int]]:
    """Those who speak for it most often, with all their statements: what their pages list."""
    for_it = count_public_statements(StatementSpeaker.objects.filter(party=party), "speaker")
    foremost = [pk for pk, _ in for_it.most_common(MAX_SPEAKERS)]
    totals = count_public_statements(StatementSpeaker.objects.filter(speaker__in=foremost), "speaker")
    speakers = Speaker.objects.in_bulk(foremost)
    return [(speakers[pk], totals[pk]) for pk in foremost]


def _count_statements(parties: PartyQuerySet) -> list[tuple[Party, int]]:
    totals = count_public_statements(StatementParty.objects.filter(role=PartyRole.SPEAKING), "party")
    return [(party, totals[party.pk]) for party in parties.filter(pk__in=totals)]


def _group_by_letter(parties: Iterable[tuple[Party, int]]) -> list[tuple[str, list[tuple[Party, int]]]]:
    """Under the first letter of their names without accents: Åland and Côte d’Ivoire stand under A and C."""
    folded = sorted(parties, key=lambda row: fold(row[0].name))
    return [(letter, list(rows)) for letter, rows in groupby(folded, key=lambda row: fold(row[0].name)[:1].upper())]
