"""How many public statements stand under each party, speaker, topic or treaty, over the whole archive.

A join would look up the status of every statement. All rows are counted instead, which an index answers alone, less
the rows of statements that are not public, which are few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from django.db.models import Count, QuerySet

from statements.models.statement import StatementStatus

NOT_PUBLIC = [status for status in StatementStatus if status != StatementStatus.PUBLISHED]


def public_totals(rows: QuerySet, field: str, *, distinct: bool = False) -> Counter[Hashable]:
    """Value of ``field`` -> number of public statements, for ``rows`` of a table with a key to the statement.

    ``distinct`` where one statement may have several rows for one value. Values without a public statement are left
    out.
    """
    totals = _counted(rows, field, distinct)
    totals.subtract(_counted(rows.filter(statement__status__in=NOT_PUBLIC), field, distinct))
    return +totals


def _counted(rows: QuerySet, field: str, distinct: bool) -> Counter[Hashable]:
    counted = Count("statement_id", distinct=True) if distinct else Count("pk")
    return Counter(dict(rows.filter(**{f"{field}__isnull": False}).order_by().values_list(field).annotate(counted)))
