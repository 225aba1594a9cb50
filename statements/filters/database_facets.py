"""The facets of a list, counted by the database: a number beside a link is the number of statements behind it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from statements.models import Party, Publisher, Statement, StatementParty, Topic
from statements.models.statement import PartyRole
from statements.models.totals import count_public_statements

from .database import select_statements
from .facets import Facet, Option
from .page_address import PageAddress
from .selection import Selection
from .tally import Tally
from .vocabulary import BY_NAME

MAX_SHOWN = 12  # options before "more"; the rest is one click away
Counts = Iterable[tuple[str, str, int]]  # code, label, statements


def count_facets(
    selection: Selection, tally: Tally, address: PageAddress, fixed: Collection[str] = (), expanded: str = ""
) -> list[Facet]:
    """The facets of the page at `address`, which stands for the `fixed` filters; `expanded` lists all its options.

    A facet's counts leave out its own filter. A facet without a choice is left out.
    """
    facets = []
    for name, count in _COUNTERS.items():
        if name in fixed and name != "topic":
            continue
        rows = sorted(count(selection, tally), key=lambda row: (-row[2], row[1]))
        chosen = selection.codes(name)
        if len(rows) < 2 and not chosen:
            continue
        shown = rows if expanded == name else [row for i, row in enumerate(rows) if i < MAX_SHOWN or row[0] in chosen]
        options = tuple(
            Option(label, number, _url(name, code, address, fixed), selected=code in chosen)
            for code, label, number in shown
        )
        hidden = len(rows) - len(shown)
        more_url = address.replacing("more", name) if hidden else ""
        facets.append(Facet(name, BY_NAME[name].title, options, hidden=hidden, more_url=more_url))
    return facets


def _url(name: str, code: str, address: PageAddress, fixed: Collection[str]) -> str:
    if name in fixed:
        # The page stands for a topic: a branch of it has a page of its own.
        query = address.query
        return Topic(path=code).get_absolute_url() + (f"?{query}" if query else "")
    return address.facet_url(name, code, replaces=True)


def _countries(selection: Selection, tally: Tally) -> Counts:
    counts = _counts(StatementParty.objects.filter(role=PartyRole.SPEAKING), selection, "country", "party")
    return [(party.code, party.name, counts[party.pk]) for party in Party.objects.filter(pk__in=counts)]


def _topics(selection: Selection, tally: Tally) -> Counts:
    """The branches below the chosen topic, or the roots: each counts what is filed under it or anywhere below."""
    chosen = selection.code("topic")
    topics = list(Topic.objects.filter(path__startswith=f"{chosen}/") if chosen else Topic.objects.all())
    branches = [topic for topic in topics if topic.path.rpartition("/")[0] == chosen]
    if not branches:
        return []
    whens = [
        When(topic__in=[t.pk for t in topics if t == branch or t.path.startswith(f"{branch.path}/")], then=branch.pk)
        for branch in branches
    ]
    filed = Statement.topics.through.objects.all()
    rows = (filed.filter(topic__in=topics) if chosen else filed).annotate(
        branch=Case(*whens, default=Value(0), output_field=IntegerField())
    )
    counts = _counts(rows, selection, "topic", "branch", distinct=True)
    return [(branch.path, branch.name, counts[branch.pk]) for branch in branches if branch.pk in counts]


def _labelled(name: str) -> Callable[[Selection, Tally], Counts]:
    def count(selection: Selection, tally: Tally) -> Counts:
        label = BY_NAME[name].label
        return [(str(code), label(str(code)), number) for code, number in tally.by(name).items()]

    return count


def _publishers(selection: Selection, tally: Tally) -> Counts:
    counts = tally.by("publisher")
    publishers = Publisher.objects.filter(pk__in=list(counts))
    return [(publisher.uid, publisher.name, counts[publisher.pk]) for publisher in publishers]


def _counts(
    rows: QuerySet[Any], selection: Selection, name: str, field: str, *, distinct: bool = False
) -> Mapping[Any, int]:
    """`field` of `rows`, a table beside the statements -> statements of the selection without its filter `name`."""
    if not set(selection.active) - {name}:
        return count_public_statements(rows, field, distinct=distinct)
    rows = rows.filter(statement__in=select_statements(selection, without=[name]).values("pk"))
    return dict(rows.values_list(field).annotate(n=Count("statement", distinct=distinct)).order_by())


_COUNTERS: dict[str, Callable[[Selection, Tally], Counts]] = {
    "country": _countries,
    "topic": _topics,
    "kind": _labelled("kind"),
    "language": _labelled("language"),
    "publisher": _publishers,
}
