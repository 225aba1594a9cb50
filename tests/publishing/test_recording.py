"""What follows from a change of a statement, whoever changed it."""

import pytest

from statements.editing.labels import unmatched_labels
from statements.ingest.writing import SpeechDraft, write_speeches
from statements.models import IndexChange, Statement
from statements.models.statement import StatementStatus
from statements.publishing import NotReady, record_change, republish, unpublish
from statements.publishing.merging import merge_speakers
from tests.factories import SpeakerFactory, StatementFactory, published, putin, russia, turn

pytestmark = pytest.mark.django_db


def draft(turns: list[SpeechDraft]) -> Statement:
    statement = StatementFactory()
    write_speeches(statement, turns)
    return statement


def test_a_change_of_a_public_statement_is_a_new_version_a_higher_lock_and_a_later_datestamp():
    statement = published()
    before = Statement.objects.get(pk=statement.pk)
    revision = record_change(statement, "A typing error.")
    statement.refresh_from_db()
    assert (revision.number, revision.reason) == (2, "A typing error.")
    assert statement.lock_version == before.lock_version + 1
    assert statement.datestamp > before.datestamp


def test_a_change_of_a_draft_raises_its_lock_and_is_nobody_elses_matter():
    statement = StatementFactory()
    assert record_change(statement, "Corrected.") is None
    statement.refresh_from_db()
    assert (statement.lock_version, statement.datestamp, statement.revisions.count()) == (1, None, 0)


def test_work_on_a_statement_that_was_taken_off_does_not_move_its_datestamp():
    statement = published()
    unpublish(statement, "A page is missing.")
    before = Statement.objects.get(pk=statement.pk).datestamp
    record_change(statement, "The page is added.")
    republish([statement], "A label was resolved.")
    statement.refresh_from_db()
    assert (statement.datestamp, statement.lock_version) == (before, 4)


def test_a_public_statement_that_could_not_be_published_keeps_its_version_and_is_indexed_again():
    statement = published()
    statement.title = " "
    with pytest.raises(NotReady):
        record_change(statement, "No title.")
    IndexChange.objects.all().delete()
    before = Statement.objects.get(pk=statement.pk)
    republish([statement], "A speaker was merged.")
    after = Statement.objects.get(pk=statement.pk)
    assert (after.revisions.count(), after.status) == (1, StatementStatus.PUBLISHED)
    assert after.lock_version == before.lock_version + 1
    assert after.datestamp > before.datestamp


def test_a_merge_of_speakers_and_a_resolved_label_do_the_same_to_a_draft():
    """Both go through ``republish``: an editor who had the draft open is told of either."""
    double = SpeakerFactory(name="Vladimir Poutine")
    merged = draft([turn(double, "Il a parlé.")])
    labelled = draft([turn(None, "He spoke.", label="The President")])
    locks = [Statement.objects.get(pk=one.pk).lock_version for one in (merged, labelled)]
    merge_speakers(double, putin(), "One person.")
    unmatched_labels.assign_speaker("The President", putin(), russia(), "It is he.", None)
    after = [Statement.objects.get(pk=one.pk).lock_version for one in (merged, labelled)]
    assert after == [lock + 1 for lock in locks]


def test_a_reason_that_is_too_long_for_the_public_history_is_shortened():
    revision = record_change(published(), "a" * 600)
    assert len(revision.reason) == 500
    assert revision.reason.endswith("a…")
