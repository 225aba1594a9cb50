"""Two editors at once: whoever saves second is told who saved before and when, and overwrites nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from statements.models import Statement
from statements.publishing.lifecycle import StaleVersion, take_lock


@dataclass(frozen=True, slots=True)
class LastChange:
    """``who`` is "" for an import or a command."""

    who: str
    when: datetime

    def __str__(self) -> str:
        return f"{self.who or 'an import or a command'}, {timezone.localtime(self.when):%-d %B %Y, %H:%M:%S}"


class Conflict(Exception):
    """The statement was changed since it was opened."""

    def __init__(self, last: LastChange):
        super().__init__(f"Changed since you opened it, by {last}. Yours is not saved yet, and nothing is lost.")
        self.last = last


def find_last_change(statement: Statement) -> LastChange:
    kind = ContentType.objects.get_for_model(Statement)
    # By number: the clock may have been set back between two entries, or between an entry and an import.
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(statement.pk)).order_by("-pk")
    entry = entries.select_related("user").first()
    changed_at = Statement.objects.values_list("changed_at", flat=True).get(pk=statement.pk)
    if entry is None or abs((changed_at - entry.action_time).total_seconds()) > 5:
        return LastChange("", changed_at)
    return LastChange(entry.user.get_full_name() or entry.user.get_username(), entry.action_time)


def claim(statement: Statement, opened_at: int) -> None:
    """Reserve the statement for one save, in the caller's transaction.

    ``opened_at`` is the lock version at which the editor opened it. Raises ``Conflict`` where somebody saved since.
    """
    try:
        take_lock(statement, opened_at)
    except StaleVersion as stale:
        raise Conflict(find_last_change(statement)) from stale
