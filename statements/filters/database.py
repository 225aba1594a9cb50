"""A selection answered by the database: its statements, their counts, and the facets of a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from statements import dates
from statements.models import (
    Party,
    Publisher,
    Speech,
    Statement,
    StatementParty,
    StatementSpeaker,
    Topic,
    TreatyMention,
)
from statements.models.statement import PartyRole, StatementQuerySet, count_public_statements
from statements.search.contract.requests import Sort

from .page_links import Facet, Option, PageAddress
from .selection import Selection
from .vocabulary import BY_NAME, Period

_ORDERINGS = {
    Sort.NEWEST: ("-date_earliest", "-id"),
    Sort.OLDEST: ("date_earliest", "id"),
    Sort.ADDED: ("-published_at", "-id"),
}
LIST_SORTS = tuple(_ORDERINGS)  # a list has no words to be relevant to


def list_sort(selection: Selection) -> Sort:
    return selection.sort if selection.sort is not None and selection.sort in _ORDERINGS else Sort.NEWEST


def select_statements(selection: Selection, *, without: Sequence[str] = ()) -> StatementQuerySet:
    """The published statements of the selection, unordered, some of its filters left out."""
    statements = Statement.objects.published()
    for name, codes in selection.chosen.items():
        if name in without:
            continue
        if name in _BY_RECORD:
            statements = _BY_RECORD[name](statements, _primary_keys(selection, name))
        else:
            statements = _BY_CODE[name](statements, codes)
    return statements


def order_statements(statements: StatementQuerySet, sort: Sort) -> StatementQuerySet:
    return statements.order_by(*_ORDERINGS[sort])


def list_statements(selection: Selection) -> StatementQuerySet:
    return order_statements(select_statements(selection), list_sort(selection))


def period_condition(period: Period) -> Q:
    """The statements filed under a period. The year is found by index; the rest is compared as text."""
    within = Q(year=period.year)
    if period.month is None:
        return within
    if period.month == 0:
        # 21 to 24 in the place of the month are EDTF's seasons: no month.
        return within & ~Q(date__regex=rf"^{period.year:04d}-(0[1-9]|1[0-2])")
    month = f"{period.year:04d}-{period.month:02d}"
    within &= Q(date__startswith=month)
    if period.day is None:
        return within
    if period.day == 0:
        return within & ~Q(date__regex=rf"^{month}-[0-9]{{2}}")
    return within & Q(date__startswith=f"{month}-{period.day:02d}")


def _primary_keys(selection: Selection, name: str) -> list[int]:
    """Of the records that a filter names. An unknown record has no statements."""
    records = [selection.names.record(name, code) for code in selection.codes(name)]
    return [record.pk for record in records if record is not None]


ByRecord = Callable[[StatementQuerySet, Sequence[int]], StatementQuerySet]
ByCode = Callable[[StatementQuerySet, Sequence[str]], StatementQuerySet]


def _by_country(statements: StatementQuerySet, keys: Sequence[int]) -> StatementQuerySet:
    if len(keys) == 1:
        # A join, not EXISTS: (statement, party, role) is unique, so no row can double, and both databases then start
        # from the party's own index.
        return statements.filter(party_roles__party=keys[0], party_roles__role=PartyRole.SPEAKING)
    return statements.filter(pk__in=_roles(keys, PartyRole.SPEAKING).values("statement"))


def _about(statements: StatementQuerySet, keys: Sequence[int]) -> StatementQuerySet:
    # EXISTS, because a second join over the same relation in another filter() call would be a join of its own anyway.
    return statements.filter(Exists(_roles(keys, PartyRole.MENTIONED).filter(statement=OuterRef("pk"))))


def _roles(keys: Sequence[int], role: PartyRole) -> QuerySet[StatementParty]:
    return StatementParty.objects.filter(party__in=keys, role=role)


def _by_speaker(statements: StatementQuerySet, keys: Sequence[int]) -> StatementQuerySet:
    return statements.filter(pk__in=StatementSpeaker.objects.filter(speaker__in=keys).values("statement"))


def _on_topic(statements: StatementQuerySet, keys: Sequence[int]) -> StatementQuerySet:
    below = Q()
    for path in Topic.objects.filter(pk__in=keys).values_list("path", flat=True):
        below |= Q(path=path) | Q(path__startswith=f"{path}/")
    topics = Topic.objects.filter(below) if below else Topic.objects.none()
    return statements.filter(pk__in=Statement.topics.through.objects.filter(topic__in=topics).values("statement"))


def _naming_treaty(statements: StatementQuerySet, keys: Sequence[int]) -> StatementQuerySet:
    return statements.filter(pk__in=TreatyMention.objects.filter(treaty__in=keys).values("statement"))


def _interpreted(statements: StatementQuerySet, codes: Sequence[str]) -> StatementQuerySet:
    if {*codes} >= {"yes", "no"}:
        return statements
    interpreted = Exists(Speech.objects.filter(statement=OuterRef("pk"), interpreted=True))
    return statements.filter(interpreted if "yes" in codes else ~interpreted)


def _since(statements: StatementQuerySet, codes: Sequence[str]) -> StatementQuerySet:
    return statements.filter(date_earliest__gte=dates.parse(codes[0]).earliest)


def _until(statements: StatementQuerySet, codes: Sequence[str]) -> StatementQuerySet:
    return statements.filter(date_latest__lte=dates.parse(codes[0]).latest)


def _in_period(statements: StatementQuerySet, codes: Sequence[str]) -> StatementQuerySet:
    period = Period.parse(codes[0])
    return statements.filter(period_condition(period)) if period else statements.none()


_BY_RECORD: dict[str, ByRecord] = {
    "country": _by_country,
    "about": _about,
    "speaker": _by_speaker,
    "topic": _on_topic,
    "treaty": _naming_treaty,
    "event": lambda statements, keys: statements.filter(event__in=keys),
    "publisher": lambda statements, keys: statements.filter(publisher__in=keys),
}
_BY_CODE: dict[str, ByCode] = {
    "kind": lambda statements, codes: statements.filter(kind__in=codes),
    "language": lambda statements, codes: statements.filter(language__in=codes),
    "interpreted": _interpreted,
    "year": lambda statements, codes: statements.filter(year__in=[int(code) for code in codes]),
    "date": _in_period,
    "since": _since,
    "until": _until,
}


DIMENSIONS = ("year", "kind", "language", "publisher")


@dataclass(frozen=True, slots=True)
class Tally:
    """`rows` are (year, kind, language, publisher's key, statements); `chosen` has the values of each dimension that
    the selection asks for, None where it asks for none."""

    rows: tuple[tuple, ...]
    chosen: tuple[frozenset[Hashable] | None, ...]

    @classmethod
    def of(cls, selection: Selection) -> Tally:
        without = list(DIMENSIONS)
        years = _chosen(int(code) for code in selection.codes("year"))
        if (period := selection.period) and period.month is None:
            years = frozenset({period.year}) if years is None else years & {period.year}
            without.append("date")
        records = [selection.names.record("publisher", code) for code in selection.codes("publisher")]
        publishers = _chosen(record.pk for record in records if record is not None)
        rows = select_statements(selection, without=without).values_list(*DIMENSIONS).annotate(n=Count("pk")).order_by()
        return cls(
            tuple(rows), (years, _chosen(selection.codes("kind")), _chosen(selection.codes("language")), publishers)
        )

    @property
    def total(self) -> int:
        return sum(number for *values, number in self.rows if self._fits(values))

    def by(self, name: str) -> Counter[Any]:
        """Value of a dimension -> statements, as if nothing were chosen in it. Undated ones are in no year."""
        place = DIMENSIONS.index(name)
        counts: Counter[Any] = Counter()
        for *values, number in self.rows:
            if values[place] is not None and self._fits(values, aside=place):
                counts[values[place]] += number
        return counts

    def _fits(self, values: list[Hashable], aside: int = -1) -> bool:
        return all(
            wanted is None or place == aside or values[place] in wanted for place, wanted in enumerate(self.chosen)
        )


def _chosen(values: Iterable[Hashable]) -> frozenset[Hashable] | None:
    return frozenset(values) or None


def year_counts(selection: Selection, tally: Tally) -> dict[int, int]:
    """Statements per year, as if neither year nor date were chosen."""
    has_finer_date = selection.period is not None and selection.period.month is not None
    counts = (Tally.of(selection.without("date")) if has_finer_date else tally).by("year")
    return {year: count for year, count in counts.items() if isinstance(year, int)}


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
