"""When what the public sees of a statement last changed."""

import pytest

from statements.models import Statement
from statements.publishing import publish, withdraw
from tests.exchange.records import draft, short, talks_in_pyongyang
from tests.factories import putin

pytestmark = pytest.mark.django_db


def stamp(statement):
    return Statement.objects.values_list("datestamp", flat=True).get(pk=statement.pk)


def test_a_draft_has_none_however_often_it_is_saved():
    statement = draft()
    statement.save()
    assert stamp(statement) is None


def test_it_moves_when_a_statement_is_published_corrected_and_withdrawn():
    statement = short()
    first = stamp(statement)
    publish(statement, "Corrected.")
    second = stamp(statement)
    withdraw(statement, "Not what was said.")
    assert first < second < stamp(statement)


def test_a_private_note_does_not_move_it():
    statement = short()
    before = stamp(statement)
    statement.private_note = "Ask the agency."
    statement.save()
    assert stamp(statement) == before


def test_a_draft_that_is_set_aside_still_has_none():
    statement = draft()
    withdraw(statement, "Never meant for the public.")
    assert stamp(statement) is None


@pytest.mark.parametrize(
    "named",
    [
        lambda statement: putin(),
        lambda statement: statement.publisher,
        lambda statement: statement.event,
        lambda statement: statement.topics.first(),
        lambda statement: statement.treaty_mentions.first().treaty,
        lambda statement: statement.speeches.exclude(term=None).get().term,
        lambda statement: statement.place_party,
    ],
    ids=["speaker", "publisher", "event", "topic", "treaty", "term", "country"],
)
def test_it_moves_when_a_record_that_the_statement_shows_is_changed(named):
    statement = talks_in_pyongyang()
    before = stamp(statement)
    named(statement).save()
    assert stamp(statement) > before


def test_statements_that_do_not_show_the_record_keep_theirs():
    talks_in_pyongyang()
    other = short()
    before = stamp(other)
    Statement.objects.get(event__isnull=False).event.save()
    assert stamp(other) == before
