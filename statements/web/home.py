"""The front page: a search box, and every way in."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from statements.models import Party, Statement, StatementParty, StatementSpeaker, Topic, Treaty, TreatyMention
from statements.models.statement import PartyRole, StatementQuerySet
from statements.models.totals import public_totals
from statements.web.charts import year_chart

from .topics import Branch, statement_counts

SHOWN_COUNTRIES = 12
SHOWN_TOPICS = 12
SHOWN_TREATIES = 8
SHOWN_ADDITIONS = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    published = Statement.objects.published()
    counts = dict(published.filter(year__isnull=False).order_by().values_list("year").annotate(Count("pk")))
    chart = year_chart(counts, lambda year: reverse("statements:year", args=[year]))
    latest = published.filter(published_at__isnull=False).order_by("-published_at", "-id").on_shelf()
    return render(
        request,
        "statements/home.html",
        {
            "chart": chart,
            "counts": _counts(published),
            "latest": latest[:SHOWN_ADDITIONS],
            "countries": _countries(),
            "topics": _topics(),
            "treaties": _treaties(),
        },
    )


def _counts(published: StatementQuerySet) -> dict[str, int]:
    return {
        "statements": published.count(),
        "speakers": len(public_totals(StatementSpeaker.objects.all(), "speaker")),
        "treaties": Treaty.objects.count(),
    }


def _countries() -> list[tuple[Party, int]]:
    totals = public_totals(StatementParty.objects.filter(role=PartyRole.SPEAKING), "party")
    countries = Party.objects.countries().filter(pk__in=totals)
    return sorted(((party, totals[party.pk]) for party in countries), key=lambda row: (-row[1], row[0].name))[
        :SHOWN_COUNTRIES
    ]


def _topics() -> list[Branch]:
    """The topics of the first level, the fullest first."""
    topics = list(Topic.objects.all())
    counts = statement_counts(topics)
    branches = [Branch(topic, counts[topic.path]) for topic in topics if topic.depth == 1]
    filled = [branch for branch in branches if branch.statement_count]
    return sorted(filled, key=lambda branch: (-branch.statement_count, branch.topic.name))[:SHOWN_TOPICS]


def _treaties() -> list[tuple[Treaty, int]]:
    totals = public_totals(TreatyMention.objects.all(), "treaty", distinct=True)
    foremost = [pk for pk, _ in totals.most_common(SHOWN_TREATIES)]
    treaties = Treaty.objects.in_bulk(foremost)
    return [(treaties[pk], totals[pk]) for pk in foremost]
