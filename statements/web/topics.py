"""The tree of topics. A statement filed under a topic is found under its parents too."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.exchange.feeds.statement_feeds import is_feed_request, list_feed
from statements.filters.selection import redirect_old_parameters
from statements.links.resolving import redirect_permanently
from statements.models import Topic
from statements.models.statement import count_public_statements_by_topic

from .statement_lists import list_context


@dataclass(slots=True)
class Branch:
    """A topic with how many statements stand under it or anything below it."""

    topic: Topic
    statement_count: int
    branches: list[Branch] = field(default_factory=list)


@require_safe
def topic_list(request: HttpRequest) -> HttpResponse:
    return render(request, "statements/topics.html", {"branches": build_tree()})


@require_safe
@redirect_old_parameters
def topic_page(request: HttpRequest, path: str) -> HttpResponse:
    topic = Topic.objects.select_related("parent__parent").filter(path=path).first()
    if topic is None:
        raise Http404(f"There is no topic {path}.")
    if request.path != topic.get_absolute_url():
        return redirect_permanently(request, topic.get_absolute_url())
    if is_feed_request(request):
        return list_feed(request, topic=topic)
    context = {
        "topic": topic,
        "ancestors": _list_ancestors(topic),
        **list_context(request, topic=topic),
    }
    return render(request, "statements/topic.html", context)


def build_tree() -> list[Branch]:
    """The whole tree. Three queries."""
    topics = list(Topic.objects.all())
    counts = count_public_statements_by_topic(topics)
    branches = {topic.path: Branch(topic, counts[topic.path]) for topic in topics}
    roots = []
    for path in sorted(branches, key=lambda path: path.split("/")):
        parent = branches.get(path.rpartition("/")[0])
        if parent:
            parent.branches.append(branches[path])
        else:
            roots.append(branches[path])
    return roots


def _list_ancestors(topic: Topic) -> list[Topic]:
    ancestors: list[Topic] = []
    while topic.parent:
        topic = topic.parent
        ancestors.insert(0, topic)
    return ancestors
