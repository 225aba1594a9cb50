"""Who is named to an editor whose form has become old."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.utils import timezone

from statements.editing.edit_locks import find_last_change
from statements.models import Statement
from tests.factories import StatementFactory

pytestmark = pytest.mark.django_db


def save(statement: Statement, by: User | None, ago: timedelta) -> None:
    """As if the clock had been set back by ``ago``."""
    when = timezone.now() - ago
    if by is not None:
        entry = LogEntry.objects.log_actions(by.pk, [statement], CHANGE, "Changed.", single_object=True)
        LogEntry.objects.filter(pk=entry.pk).update(action_time=when)
    Statement.objects.filter(pk=statement.pk).update(changed_at=when)


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(days=1)], ids=["usual", "clock set back"])
def test_the_last_who_saved_is_named_and_not_the_one_with_the_latest_time(ago):
    ada, ben = (User.objects.create_user(name) for name in ("ada", "ben"))
    statement = StatementFactory()
    save(statement, ada, timedelta(0))
    save(statement, ben, ago)
    assert find_last_change(statement).who == "ben"


def test_an_import_after_the_clock_was_set_back_is_not_taken_for_the_editor_before_it():
    statement = StatementFactory()
    save(statement, User.objects.create_user("ada"), timedelta(0))
    save(statement, None, timedelta(days=1))
    assert find_last_change(statement).who == ""
