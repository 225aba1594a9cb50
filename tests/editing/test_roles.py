"""What contributors, editors and curators may do, and what each sees first."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from statements.ingest.writing import write_speeches
from statements.models import Intake, Speaker, Statement
from tests.factories import (
    EventFactory,
    PartyFactory,
    PublisherFactory,
    SpeakerFactory,
    StatementFactory,
    TopicFactory,
    published,
    putin,
    talks,
)

pytestmark = pytest.mark.django_db
LIST = reverse("admin:statements_statement_changelist")


@pytest.fixture
def as_role(client):
    """Signs in as a member of the group, and returns the client."""

    def sign_in(role: str):
        user = User.objects.create_user(role, password="role", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        client.user = user
        return client

    return sign_in


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
    assert "An editor looks at it next and publishes it." in shown
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


def test_a_contributor_sees_their_own_drafts_first_and_may_see_all(as_role):
    client = as_role("contributor")
    mine, other = draft(title="Mine"), draft(title="Of another")
    Intake.objects.create(statement=mine, begun_by=client.user)
    assert list(client.get(LIST).context["cl"].result_list) == [mine]
    assert set(client.get(LIST, {"concern": "all"}).context["cl"].result_list) == {mine, other}
    assert list(client.get(LIST, {"q": "another"}).context["cl"].result_list) == [other]


def test_an_editor_sees_all_statements_first_and_may_narrow_them_to_what_waits(as_role):
    client = as_role("editor")
    waiting, doubtful = draft(title="Waiting"), draft(title="Doubtful", warnings=[{"code": "x", "message": "y"}])
    undated = StatementFactory(title="Undated", date="")
    Statement.objects.filter(pk=waiting.pk).update(status="in_review")
    assert client.get(LIST).context["cl"].result_count == 3
    assert list(client.get(LIST, {"concern": "review"}).context["cl"].result_list) == [waiting]
    assert list(client.get(LIST, {"concern": "warnings"}).context["cl"].result_list) == [doubtful]
    assert list(client.get(LIST, {"concern": "undated"}).context["cl"].result_list) == [undated]
    assert list(client.get(LIST, {"concern": "alike"}).context["cl"].result_list) == []


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


def test_details_are_set_for_many_at_once_and_each_refusal_is_told(admin_client):
    one, public = draft(title="A draft"), published(title="Public")
    topic, event, publisher = TopicFactory(), EventFactory(), PublisherFactory(name="TASS")
    choice = {"action": "set_details", "_selected_action": [one.pk, public.pk], "asked": "yes"}
    told = admin_client.post(LIST, choice).content.decode()
    assert "Choose a topic, a publisher or an event." in told
    details = {"topics": [topic.pk], "event": event.pk, "publisher": publisher.pk}
    told = admin_client.post(LIST, {**choice, **details}, follow=True).content.decode()
    assert "“Public” was left as it was. It is public: say what changed and why." in told
    one.refresh_from_db()
    assert (one.event, one.publisher, list(one.topics.all())) == (event, publisher, [topic])
    admin_client.post(LIST, {**choice, **details, "reason": "Filed under talks."})
    public.refresh_from_db()
    assert (public.event, public.revisions.first().reason) == (event, "Filed under talks.")


def test_what_is_withdrawn_is_not_changed_with_others(admin_client):
    gone = draft(status="withdrawn", withdrawn_reason="Twice.")
    choice = {"action": "set_details", "_selected_action": [gone.pk], "asked": "yes", "event": EventFactory().pk}
    told = admin_client.post(LIST, choice, follow=True).content.decode()
    assert "It is withdrawn." in told


def test_what_is_not_public_is_not_withdrawn(admin_client):
    choice = {"action": "withdraw_selected", "_selected_action": [draft().pk], "reason": "By mistake."}
    told = admin_client.post(LIST, choice, follow=True).content.decode()
    assert "It is not public: there is nothing to withdraw." in told


def test_parties_are_a_curators(as_role):
    party = PartyFactory()
    assert b'name="official_name"' not in as_role("editor").get(change(party)).content
    assert b'name="official_name"' in as_role("curator").get(change(party)).content
