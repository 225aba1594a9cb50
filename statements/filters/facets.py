"""True counts for every way on from a list: a number beside a link is the number of statements the link shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from statements.models import Party, Publisher, Statement, StatementParty, Topic
from statements.models.statement import PartyRole, StatementKind
from statements.models.totals import public_totals

from .selection import KIND_PLURALS, Selection, language_name
from .tally import Tally

SHOWN = 12  # options before "more"; the rest is one click away


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    count: int
    url: str
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """One question a reader can ask of the list. ``more_url`` shows all options where only the first are listed."""

    name: str
    title: str
    options: tuple[Option, ...]
    hidden: int = 0
    more_url: str = ""


def facets(
    selection: Selection, tally: Tally, path: str, fixed: frozenset[str] = frozenset(), opened: str = ""
) -> list[Facet]:
    """The facets of ``selection`` on the page at ``path``, which itself stands for the ``fixed`` filters.

    Each facet's counts leave out the facet's own filter. ``opened`` names the facet whose options are all listed.
    Facets with nothing to choose are left out.
    """
    found = []
    for name, title, count in _FACETS:
        if name in fixed and name != "topic":
            continue
        values = sorted(count(selection, tally), key=lambda row: (-row[2], row[1]))
        chosen = getattr(selection, name)
        if len(values) < 2 and not chosen:
            continue
        shown = values if opened == name else [row for i, row in enumerate(values) if i < SHOWN or row[0] == chosen]
        options = tuple(
            Option(label, number, _way_on(selection, name, value, path, fixed), selected=value == chosen)
            for value, label, number in shown
        )
        hidden = len(values) - len(shown)
        found.append(
            Facet(name, title, options, hidden, path + selection.parameters(fixed, more=name) if hidden else "")
        )
    return found


def _way_on(selection: Selection, name: str, value, path: str, fixed: frozenset[str]) -> str:
    if name in fixed:
        # The page stands for a topic: a branch of it has a page of its own.
        return value.get_absolute_url() + selection.parameters(fixed)
    changed = selection.without(name) if value == getattr(selection, name) else selection.narrowed(**{name: value})
    return path + changed.parameters(fixed)


Counted = Iterable[tuple[object, str, int]]


def _parties(selection: Selection, tally: Tally) -> Counted:
    counts = _counts(StatementParty.objects.filter(role=PartyRole.SPEAKING), selection, "party", "party")
    return [(party, party.name, counts[party.pk]) for party in Party.objects.filter(pk__in=counts)]


def _topics(selection: Selection, tally: Tally) -> Counted:
    """The branches below the chosen topic, or the roots: each counts what is filed under it or anywhere below."""
    chosen = selection.topic
    topics = list(Topic.objects.all() if chosen is None else Topic.objects.under(chosen))
    branches = [topic for topic in topics if topic.parent_id == (chosen.pk if chosen else None)]
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
    return [(branch, branch.name, counts[branch.pk]) for branch in branches if branch.pk in counts]


def _kinds(selection: Selection, tally: Tally) -> Counted:
    return [(kind, _capital(KIND_PLURALS[StatementKind(kind)]), number) for kind, number in tally.by("kind").items()]


def _languages(selection: Selection, tally: Tally) -> Counted:
    return [(tag, language_name(tag), number) for tag, number in tally.by("language").items()]


def _publishers(selection: Selection, tally: Tally) -> Counted:
    counts = tally.by("publisher")
    return [(publisher, publisher.name, counts[publisher.pk]) for publisher in Publisher.objects.filter(pk__in=counts)]


def _counts(rows: QuerySet, selection: Selection, name: str, field: str, *, distinct: bool = False) -> Mapping:
    """``field`` of ``rows``, a table beside the statements -> statements of the selection, ``name`` aside."""
    if not selection.without(name).active:
        return public_totals(rows, field, distinct=distinct)
    rows = rows.filter(statement__in=selection.statements(without=name).values("pk"))
    return dict(rows.values_list(field).annotate(n=Count("statement", distinct=distinct)).order_by())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_FACETS = (
    ("party", "Country or organisation", _parties),
    ("topic", "Topic", _topics),
    ("kind", "Kind", _kinds),
    ("language", "Language", _languages),
    ("publisher", "Publisher", _publishers),
)
