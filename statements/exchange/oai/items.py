"""What there is to harvest: every statement that is or was public, in the order in which they last changed.

A position in the list is a datestamp and a uid, not a number of records to skip: records that change meanwhile move to
the end of the list, and no harvester loses its position. Drafts are not items; what was withdrawn or merged stays one
for good, as deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr
from django.utils import timezone

from statements.models import Permalink, Statement
from statements.models.statement import StatementStatus
from statements.text.identity import UID_LENGTH, UID_PATTERN

from .sets import filter_by_set, find_sets

_STATEMENT_PREFIX = "s/"


@dataclass(frozen=True, slots=True)
class Item:
    """``pk`` is None for a record that was merged into another: only its address remains."""

    uid: str
    datestamp: datetime
    deleted: bool
    pk: int | None
    sets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Which items: changed ``since`` and ``before`` (exclusive), in the set ``spec``; None and "" do not narrow."""

    since: datetime | None = None
    before: datetime | None = None
    spec: str = ""

    def statements(self) -> QuerySet[Statement]:
        rows = self._between(Statement.objects.exclude(datestamp=None), "datestamp")
        return filter_by_set(rows, self.spec) if self.spec else rows

    def merged(self) -> QuerySet[Permalink]:
        """Addresses of statements that were merged away. Their sets are not known."""
        if self.spec:
            return Permalink.objects.none()
        rows = Permalink.objects.filter(address__startswith=_STATEMENT_PREFIX).annotate(length=Length("address"))
        still_there = Statement.objects.filter(uid=Substr(OuterRef("address"), len(_STATEMENT_PREFIX) + 1))
        rows = rows.filter(~Exists(still_there), length=len(_STATEMENT_PREFIX) + UID_LENGTH)
        return self._between(rows, "created_at")

    def _between(self, rows: QuerySet, name: str) -> QuerySet:
        if self.since:
            rows = rows.filter(**{f"{name}__gte": self.since})
        return rows.filter(**{f"{name}__lt": self.before}) if self.before else rows

    def count(self) -> int:
        return self.statements().count() + self.merged().count()


def list_items(span: Span, after: tuple[datetime, str] | None, number: int, *, including: bool = False) -> list[Item]:
    """The next ``number`` items after the position ``after``; with ``including`` from that position on."""
    statements, merged = span.statements(), span.merged()
    if after:
        statements = statements.filter(_after("datestamp", "uid", after[0], after[1], including))
        merged = merged.filter(_after("created_at", "address", after[0], _STATEMENT_PREFIX + after[1], including))
    rows = list(
        statements.order_by("datestamp", "uid").values_list("uid", "datestamp", "status", "pk")[:number]
    )  # fmt: skip
    found = [Item(uid, when, status != StatementStatus.PUBLISHED, pk) for uid, when, status, pk in rows if when]
    found += _build_merged_items(merged.order_by("created_at", "address").values_list("address", "created_at")[:number])
    found.sort(key=lambda item: (item.datestamp, item.uid))
    return list(_add_sets(found[:number]))


def get_item(uid: str) -> Item | None:
    row = Statement.objects.filter(uid=uid).exclude(datestamp=None).values_list("uid", "datestamp", "status", "pk")
    for its_uid, when, status, pk in row:
        assert when is not None  # excluded above
        return next(_add_sets([Item(its_uid, when, status != StatementStatus.PUBLISHED, pk)]))
    gone = Permalink.objects.filter(address=_STATEMENT_PREFIX + uid).values_list("address", "created_at")
    return next(_build_merged_items(gone), None)


def earliest_datestamp() -> datetime:
    """No item has, or will have, an earlier datestamp."""
    first = [
        Statement.objects.aggregate(first=Min("datestamp"))["first"],
        Span().merged().aggregate(first=Min("created_at"))["first"],
    ]
    return min((when for when in first if when), default=timezone.now())


def _after(stamp: str, name: str, when: datetime, last: str, including: bool) -> Q:
    beyond = f"{name}__gte" if including else f"{name}__gt"
    return Q(**{f"{stamp}__gte": when}) & (Q(**{f"{stamp}__gt": when}) | Q(**{beyond: last}))


def _build_merged_items(rows: Iterable[tuple[str, datetime]]) -> Iterator[Item]:
    for address, when in rows:
        uid = address.removeprefix(_STATEMENT_PREFIX)
        if UID_PATTERN.fullmatch(uid):
            yield Item(uid, when, deleted=True, pk=None)


def _add_sets(found: list[Item]) -> Iterator[Item]:
    sets = find_sets(item.pk for item in found if item.pk)
    for each in found:
        yield Item(each.uid, each.datestamp, each.deleted, each.pk, tuple(sets.get(each.pk, ()) if each.pk else ()))
