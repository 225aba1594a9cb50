"""The tree of topics. A statement filed under a topic is found under its parents too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, Count, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.models import Statement, Topic
from statements.models.statement import StatementStatus

from .permalinks import moved
from .shelves import shelf


@dataclass(slots=True)
class Branch:
    """A topic with how many statements stand under it or anything below it."""

    topic: Topic
    statement_count: int
    branches: list[Branch] = field(default_factory=list)


@require_safe
def topic_list(request: HttpRequest) -> HttpResponse:
    return render(request, "statements/topics.html", {"branches": tree()})


@require_safe
def topic_page(request: HttpRequest, path: str) -> HttpResponse:
    topic = Topic.objects.select_related("parent__parent").filter(path=path).first()
    if topic is None:
        raise Http404(f"There is no topic {path}.")
    if request.path != topic.get_absolute_url():
        return moved(request, topic.get_absolute_url())
    context = {
        "topic": topic,
        "ancestors": _ancestors(topic),
        **shelf(request, topic=topic),
    }
    return render(request, "statements/topic.html", context)


def tree() -> list[Branch]:
    """The whole tree. Two queries, and one more for each level."""
    topics = list(Topic.objects.all())
    counts = statement_counts(topics)
    branches = {topic.path: Branch(topic, counts.get(topic.path, 0)) for topic in topics}
    roots = []
    for path in sorted(branches, key=lambda path: path.split("/")):
        parent = branches.get(path.rpartition("/")[0])
        if parent:
            parent.branches.append(branches[path])
        else:
            roots.append(branches[path])
    return roots


def statement_counts(topics: Iterable[Topic], levels: Iterable[int] = (1, 2, 3)) -> dict[str, int]:
    """Path -> number of public statements under it or anything below it, each counted once.

    ``topics`` are all topics of a tree or of a branch; one query for each of ``levels`` that they reach.
    """
    counts = {}
    filed = Statement.topics.through.objects.filter(statement__status=StatementStatus.PUBLISHED).order_by()
    for level in levels:
        below: dict[str, list[int]] = defaultdict(list)
        for topic in topics:
            parts = topic.path.split("/")
            if len(parts) >= level:
                below["/".join(parts[:level])].append(topic.pk)
        if not below:
            continue
        under = Case(*(When(topic_id__in=pks, then=Value(path)) for path, pks in below.items()))
        rows = filed.annotate(under=under).filter(under__isnull=False).values_list("under")
        counts |= dict(rows.annotate(Count("statement_id", distinct=True)))
    return counts


def _ancestors(topic: Topic) -> list[Topic]:
    ancestors = []
    while topic.parent:
        topic = topic.parent
        ancestors.insert(0, topic)
    return ancestors
