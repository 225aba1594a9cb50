"""The front page: a search box, and every way in."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from statements.models import Party, Statement, StatementParty, StatementSpeaker, Topic, Treaty, TreatyMention
from statements.models.statement import (
    PartyRole,
    StatementQuerySet,
    count_public_statements,
    count_public_statements_by_topic,
)
from statements.web.charts import build_year_chart

from .topics import Branch

MAX_COUNTRIES = 12
MAX_TOPICS = 12
MAX_TREATIES = 8
MAX_ADDITIONS = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    published = Statement.objects.published()
    counts = dict(published.filter(year__isnull=False).order_by().values_list("year").annotate(Count("pk")))
    chart = build_year_chart(counts, lambda year: reverse("statements:year", args=[year]))
    latest = published.filter(published_at__isnull=False).order_by("-published_at", "-id").for_lists()
    return render(
        request,
        "statements/home.html",
        {
            "chart": chart,
            "counts": _count_records(published),
            "latest": latest[:MAX_ADDITIONS],
            "countries": _list_countries(),
            "topics": _list_topics(),
            "treaties": _list_treaties(),
        },
    )


def _count_records(published: StatementQuerySet) -> dict[str, int]:
    return {
        "statements": published.count(),
        "speakers": len(count_public_statements(StatementSpeaker.objects.all(), "speaker")),
        "treaties": Treaty.objects.count(),
    }


def _list_countries() -> list[tuple[Party, int]]:
    totals = count_public_statements(StatementParty.objects.filter(role=PartyRole.SPEAKING), "party")
    countries = Party.objects.countries().filter(pk__in=totals)
    return sorted(((party, totals[party.pk]) for party in countries), key=lambda row: (-row[1], row[0].name))[
        :MAX_COUNTRIES
    ]


def _list_topics() -> list[Branch]:
    """The topics of the first level, the fullest first."""
    topics = list(Topic.objects.all())
    counts = count_public_statements_by_topic(topics)
    branches = [Branch(topic, counts[topic.path]) for topic in topics if topic.depth == 1]
    filled = [branch for branch in branches if branch.statement_count]
    return sorted(filled, key=lambda branch: (-branch.statement_count, branch.topic.name))[:MAX_TOPICS]


def _list_treaties() -> list[tuple[Treaty, int]]:
    totals = count_public_statements(TreatyMention.objects.all(), "treaty", distinct=True)
    foremost = [pk for pk, _ in totals.most_common(MAX_TREATIES)]
    treaties = Treaty.objects.in_bulk(foremost)
    return [(treaties[pk], totals[pk]) for pk in foremost]
