"""Topics as documents: their names, those of their parents, and publishers' tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from statements.models import Statement, Topic
from statements.models.statement import count_public_statements
from statements.text.folding import fold

from .named_records import Counts, NamedRecord, NameSource, distinct, fold_all


class TopicSource(NameSource[Topic]):
    model = Topic

    def select_public(self) -> QuerySet[Topic]:
        return Topic.objects.all()

    def select_for_reading(self) -> QuerySet[Topic]:
        return Topic.objects.select_related("parent")

    def count_statements(self, pks: Sequence[int]) -> Counts:
        return count_public_statements(Statement.topics.through.objects.filter(topic__in=pks), "topic")

    def read_named(self, records: Sequence[Topic], counts: Counts) -> Iterator[NamedRecord[Topic]]:
        for record in records:
            yield NamedRecord(
                record, "topic", record.path, None, counts.get(record.pk, 0),
                names=distinct([record.name, *record.aliases]),
                facts=[record.parent.name] if record.parent else [],
                prose=[record.note],
                folded=[fold(record.name)],
                # A publisher's tag of a single word is used for many other things.
                loose=[key for key in fold_all(record.aliases) if " " in key],
                language="en",
            )  # fmt: skip
