"""Whether a record with a beginning and an end, a term or a party, existed on a date."""

from __future__ import annotations

from datetime import date

from statements.models import Party, Term


def exists_between(record: Term | Party, earliest: date | None, latest: date | None) -> bool:
    """Whether ``record`` may have existed on some day from ``earliest`` to ``latest``; None excludes nothing."""
    begins_later = record.start_earliest and latest and latest < record.start_earliest
    ended_before = record.end_latest and earliest and earliest > record.end_latest
    return not (begins_later or ended_before)
