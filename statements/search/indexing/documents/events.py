"""Events as documents: name, place, year, host and participants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from django.db.models import Exists, OuterRef, QuerySet

from statements.models import Event, Party, Statement

from .named_records import Counts, NamedRecord, NameSource


class EventSource(NameSource[Event]):
    model = Event

    def select_public(self) -> QuerySet[Event]:
        return Event.objects.filter(Exists(Statement.objects.published().filter(event=OuterRef("pk"))))

    def select_for_reading(self) -> QuerySet[Event]:
        return self.select_public().select_related("host").prefetch_related("participants")

    def count_statements(self, pks: Sequence[int]) -> Counts:
        return Counter(Statement.objects.published().filter(event__in=pks).values_list("event_id", flat=True))

    def read_named(self, records: Sequence[Event], counts: Counts) -> Iterator[NamedRecord[Event]]:
        for record in records:
            if not counts.get(record.pk):
                continue
            parties = _list_parties(record)
            year = record.date_earliest.year if record.date_earliest else None
            yield NamedRecord(
                record, "event", record.uid, record.slug, counts[record.pk],
                names=[record.name],
                facts=[
                    record.place, str(year or ""), record.get_kind_display(), *(party.name for party in parties)
                ],
                prose=[record.note],
                countries=[party.code for party in parties],
                language="en", place=record.place or None, year=year,
                date_from=record.date_earliest, date_to=record.date_latest,
            )  # fmt: skip


def _list_parties(event: Event) -> list[Party]:
    host = [event.host] if event.host else []
    return host + sorted((each for each in event.participants.all() if each not in host), key=lambda party: party.code)
