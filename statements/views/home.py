"""The front page: a search box, and every way in."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from statements.charts import year_chart
from statements.models import Party, Speaker, Statement, Topic, Treaty
from statements.models.statement import PartyRole, StatementStatus

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


def _counts(published) -> dict[str, int]:
    return {
        "statements": published.count(),
        "speakers": Speaker.objects.filter(voices__statement__status=StatementStatus.PUBLISHED).distinct().count(),
        "treaties": Treaty.objects.count(),
    }


def _countries():
    speaking = Q(statement_roles__role=PartyRole.SPEAKING, statement_roles__statement__status=StatementStatus.PUBLISHED)
    return (
        Party.objects.countries()
        .annotate(statement_count=Count("statement_roles", filter=speaking))
        .filter(statement_count__gt=0)
        .order_by("-statement_count", "name")[:SHOWN_COUNTRIES]
    )


def _topics() -> list[Branch]:
    """The topics of the first level, the fullest first."""
    topics = list(Topic.objects.all())
    counts = statement_counts(topics, levels=[1])
    branches = [Branch(topic, counts.get(topic.path, 0)) for topic in topics if topic.depth == 1]
    filled = [branch for branch in branches if branch.statement_count]
    return sorted(filled, key=lambda branch: (-branch.statement_count, branch.topic.name))[:SHOWN_TOPICS]


def _treaties():
    public = Q(mentions__statement__status=StatementStatus.PUBLISHED)
    return (
        Treaty.objects.annotate(statement_count=Count("mentions__statement", filter=public, distinct=True))
        .filter(statement_count__gt=0)
        .order_by("-statement_count", "-signed_earliest")[:SHOWN_TREATIES]
    )
