"""Treaties as documents: titles, parties, place, year and subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import QuerySet

from statements.models import Treaty, TreatyMention, TreatyParty
from statements.models.statement import count_public_statements

from .named_records import Counts, NamedRecord, NameSource, distinct


class TreatySource(NameSource[Treaty]):
    model = Treaty

    def select_public(self) -> QuerySet[Treaty]:
        return Treaty.objects.all()

    def select_for_reading(self) -> QuerySet[Treaty]:
        return Treaty.objects.prefetch_related("aliases")

    def count_statements(self, pks: Sequence[int]) -> Counts:
        return count_public_statements(TreatyMention.objects.filter(treaty__in=pks), "treaty", distinct=True)

    def read_named(self, records: Sequence[Treaty], counts: Counts) -> Iterator[NamedRecord[Treaty]]:
        parties = _read_parties([record.pk for record in records])
        for record in records:
            signed_by = parties[record.pk]
            yield NamedRecord(
                record, "treaty", record.uid, record.slug, counts.get(record.pk, 0),
                names=distinct([str(record), record.title, *(alias.name for alias in record.aliases.all())]),
                facts=[
                    record.place, str(record.signed_year or ""), record.get_kind_display(), record.subject,
                    record.registration, *(name for _, name in signed_by),
                ],
                prose=[record.note, record.depositary],
                countries=[code for code, _ in signed_by],
                kind=record.kind, language="en", place=record.place or None, year=record.signed_year,
                date_from=record.signed_earliest, date_to=record.signed_latest,
            )  # fmt: skip


def _read_parties(treaties: Sequence[int]) -> Mapping[int, list[tuple[str, str]]]:
    """The codes and names of the parties to each treaty."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = TreatyParty.objects.filter(treaty__in=treaties).order_by("treaty", "party__code")
    for pk, code, name in rows.values_list("treaty", "party__code", "party__name"):
        found[pk].append((code, name))
    return found
