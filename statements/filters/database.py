"""A selection answered by the database: querysets of published statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from statements import dates
from statements.models import Speech, Statement, StatementParty, StatementSpeaker, Topic, TreatyMention
from statements.models.statement import PartyRole, StatementQuerySet
from statements.search.contract.requests import Sort

from .period import Period
from .selection import Selection

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
