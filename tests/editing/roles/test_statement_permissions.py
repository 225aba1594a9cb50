"""What contributors, editors and curators may do."""

import pytest
from django.urls import reverse

from statements.ingest.writing import write_speeches
from statements.models import Speaker, Statement
from tests.factories import (
    PartyFactory,
    SpeakerFactory,
    StatementFactory,
    published,
    putin,
    talks,
)

pytestmark = pytest.mark.django_db
LIST = reverse("admin:statements_statement_changelist")


def draft(**fields) -> Statement:
    statement = StatementFactory(**fields)
    write_speeches(statement, talks())
    return statement


def change(record):
    return reverse(f"admin:statements_{record._meta.model_name}_change", args=[record.pk])


def checks(statement):
    return reverse("admin:statements_statement_checks", args=[statement.pk])


@pytest.mark.parametrize("role", ["contributor", "editor", "curator"])
def test_every_role_sees_the_dashboard_and_the_list_of_statements(as_role, role):
    client = as_role(role)
    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(LIST).status_code == 200


def test_a_contributor_writes_drafts_and_cannot_publish_them(as_role):
    client, statement = as_role("contributor"), draft()
    assert b'name="title"' in client.get(change(statement)).content
    shown = client.get(checks(statement)).content.decode()
    assert "An editor reviews and publishes it next." in shown
    sent = {"action": "publish", "reason": "Mine.", "lock_version": statement.lock_version}
    assert client.post(checks(statement), sent).status_code == 403
    statement.refresh_from_db()
    assert not statement.is_public


def test_a_contributor_cannot_change_what_is_public(as_role):
    client, statement = as_role("contributor"), published()
    assert b'name="title"' not in client.get(change(statement)).content
    assert client.get(checks(statement)).status_code == 403


@pytest.mark.parametrize("action", ["publish_selected", "withdraw_selected"])
def test_a_contributor_is_not_offered_to_publish_or_withdraw(as_role, action):
    client, statement = as_role("contributor"), draft()
    assert action not in client.get(LIST).content.decode()
    client.post(LIST, {"action": action, "_selected_action": [statement.pk], "reason": "Mine."})
    statement.refresh_from_db()
    assert statement.status == "draft"


def test_an_editor_publishes_and_withdraws(as_role):
    client, statement = as_role("editor"), draft()
    choice = {"_selected_action": [statement.pk], "reason": "First published."}
    client.post(LIST, {"action": "publish_selected", **choice})
    statement.refresh_from_db()
    assert statement.is_public
    client.post(LIST, {"action": "withdraw_selected", **choice})
    statement.refresh_from_db()
    assert statement.status == "withdrawn"


def test_only_a_curator_merges_speakers(as_role):
    old, into = SpeakerFactory(name="Vladimir Poutine"), putin()
    address = reverse("admin:statements_speaker_merge", args=[old.pk])
    assert as_role("contributor").get(address).status_code == 403
    assert as_role("editor").get(address).status_code == 403
    as_role("curator").post(address, {"into": into.pk, "reason": "One person.", "merge": "yes"})
    assert list(Speaker.objects.all()) == [into]


def test_a_curator_does_not_publish(as_role):
    client, statement = as_role("curator"), draft()
    sent = {"action": "publish", "reason": "Mine.", "lock_version": statement.lock_version}
    assert client.post(checks(statement), sent).status_code == 403


def test_a_draft_is_sent_to_review_and_back(as_role):
    statement = draft()
    client = as_role("contributor")
    client.post(f"{LIST}?concern=all", {"action": "send_to_review", "_selected_action": [statement.pk]})
    statement.refresh_from_db()
    assert statement.status == "in_review"
    client = as_role("editor")
    client.post(LIST, {"action": "send_back", "_selected_action": [statement.pk]})
    statement.refresh_from_db()
    assert statement.status == "draft"


def test_parties_are_a_curators(as_role):
    party = PartyFactory()
    assert b'name="official_name"' not in as_role("editor").get(change(party)).content
    assert b'name="official_name"' in as_role("curator").get(change(party)).content
