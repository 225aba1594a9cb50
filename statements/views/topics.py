"""The tree of topics. A statement filed under a topic is found under its parents too."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

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
    under = Topic.objects.under(topic)
    context = {
        "topic": topic,
        "ancestors": _ancestors(topic),
        "branches": tree(topic),
        **shelf(request, Statement.objects.published().filter(topics__in=under).distinct()),
    }
    return render(request, "statements/topic.html", context)


def tree(root: Topic | None = None) -> list[Branch]:
    """The branches below ``root``, or the whole tree. Two queries."""
    topics = list(Topic.objects.under(root) if root else Topic.objects.all())
    filed = Statement.topics.through.objects.filter(statement__status=StatementStatus.PUBLISHED)
    statements: dict[str, set[int]] = defaultdict(set)
    paths = {topic.pk: topic.path for topic in topics}
    for topic_id, statement_id in filed.filter(topic_id__in=paths).values_list("topic_id", "statement_id"):
        parts = paths[topic_id].split("/")
        for length in range(1, len(parts) + 1):
            statements["/".join(parts[:length])].add(statement_id)
    branches = {topic.path: Branch(topic, len(statements[topic.path])) for topic in topics}
    roots = []
    for path in sorted(branches, key=lambda path: path.split("/")):
        parent = branches.get(path.rpartition("/")[0])
        if parent:
            parent.branches.append(branches[path])
        elif root is None:
            roots.append(branches[path])
    return branches[root.path].branches if root else roots


def _ancestors(topic: Topic) -> list[Topic]:
    ancestors = []
    while topic.parent:
        topic = topic.parent
        ancestors.insert(0, topic)
    return ancestors
