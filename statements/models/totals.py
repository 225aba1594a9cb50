"""How many public statements each party, speaker, topic or treaty has, over the whole archive.

A join would look up the status of every statement. All rows are counted instead, which an index answers alone, less
the rows of statements that are not public, which are few.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable

from django.db.models import Count, QuerySet

from statements.models.statement import Statement, StatementStatus
from statements.models.topic import Topic

NOT_PUBLIC = [status for status in StatementStatus if status != StatementStatus.PUBLISHED]


def count_public_statements(rows: QuerySet, field: str, *, distinct: bool = False) -> Counter[Hashable]:
    """Value of ``field`` -> number of public statements, for ``rows`` of a table with a key to the statement.

    ``distinct`` where one statement may have several rows for one value. Values without a public statement are left
    out.
    """
    totals = _counted(rows, field, distinct)
    totals.subtract(_counted(rows.filter(statement__status__in=NOT_PUBLIC), field, distinct))
    return +totals


def topic_totals(topics: Iterable[Topic]) -> Counter[str]:
    """Path -> number of public statements under it or anything below it, each counted once. Two queries.

    The rows are counted here: a database would sort them once for every level of the tree.
    """
    filed: dict[int, set[int]] = defaultdict(set)
    for statement, topic in Statement.topics.through.objects.order_by().values_list("statement_id", "topic_id"):
        filed[topic].add(statement)
    hidden = set(Statement.objects.filter(status__in=NOT_PUBLIC).values_list("pk", flat=True))
    under: dict[str, set[int]] = defaultdict(set)
    for topic in topics:
        parts = topic.path.split("/")
        for length in range(1, len(parts) + 1):
            under["/".join(parts[:length])] |= filed[topic.pk]
    return Counter({path: len(statements - hidden) for path, statements in under.items()})


def _counted(rows: QuerySet, field: str, distinct: bool) -> Counter[Hashable]:
    counted = Count("statement_id", distinct=True) if distinct else Count("pk")
    return Counter(dict(rows.filter(**{f"{field}__isnull": False}).order_by().values_list(field).annotate(counted)))
