"""Many statements changed at once."""

import pytest
from django.urls import reverse

from statements.ingest.writing import write_speeches
from statements.models import Statement
from tests.factories import (
    EventFactory,
    PublisherFactory,
    StatementFactory,
    TopicFactory,
    published,
    talks,
)

pytestmark = pytest.mark.django_db
LIST = reverse("admin:statements_statement_changelist")


def draft(**fields) -> Statement:
    statement = StatementFactory(**fields)
    write_speeches(statement, talks())
    return statement


def test_details_are_set_for_many_at_once_and_each_refusal_is_told(admin_client):
    one, public = draft(title="A draft"), published(title="Public")
    topic, event, publisher = TopicFactory(), EventFactory(), PublisherFactory(name="TASS")
    choice = {"action": "set_details", "_selected_action": [one.pk, public.pk], "asked": "yes"}
    told = admin_client.post(LIST, choice).content.decode()
    assert "Choose a topic, a publisher or an event." in told
    details = {"topics": [topic.pk], "event": event.pk, "publisher": publisher.pk}
    told = admin_client.post(LIST, {**choice, **details}, follow=True).content.decode()
    assert "“Public” was not changed. It is public: say what changed and why." in told
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
