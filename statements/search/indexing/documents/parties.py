"""Countries and organisations as documents: all the names they have had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from statements.models import Party, StatementParty
from statements.models.statement import PartyRole, count_public_statements

from .named_records import Counts, NamedRecord, NameSource, distinct


class PartySource(NameSource[Party]):
    model = Party

    def select_public(self) -> QuerySet[Party]:
        return Party.objects.all()

    def select_for_reading(self) -> QuerySet[Party]:
        return Party.objects.prefetch_related("names")

    def count_statements(self, pks: Sequence[int]) -> Counts:
        return count_public_statements(StatementParty.objects.filter(party__in=pks, role=PartyRole.SPEAKING), "party")

    def read_named(self, records: Sequence[Party], counts: Counts) -> Iterator[NamedRecord[Party]]:
        for record in records:
            what = "organisation" if record.is_organisation else "country"
            yield NamedRecord(
                record, what, record.code, None, counts.get(record.pk, 0),
                names=distinct([record.name, record.official_name, *(name.name for name in record.names.all())]),
                countries=[record.code],
            )  # fmt: skip
