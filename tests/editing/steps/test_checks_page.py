"""Publishing, correcting, taking off, withdrawing and restoring from the desk, each with its public reason."""

import pytest

from statements.models import Permalink, Statement
from tests.editing.desk import (
    build_post,
    checks_url,
    create_ready_draft,
    find_line,
    publish_all,
    read_lock_version,
    turns_url,
)
from tests.editing.desk_texts import TALKS

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(admin_client, admin_user) -> Statement:
    statement = create_ready_draft(TALKS, admin_user)
    publish_all(admin_client, statement)
    statement.refresh_from_db()
    return statement


def act(client, statement, action: str, reason: str):
    return client.post(checks_url(statement), build_post(statement, action=action, reason=reason), follow=True)


def test_publishing_writes_a_version_with_its_reason_and_its_author(public):
    revision = public.revisions.get()
    assert (revision.number, revision.reason, revision.author.username) == (1, "First published.", "admin")
    assert [len(speech["paragraphs"]) for speech in revision.snapshot["speeches"]] == [3, 2]


def test_without_a_reason_nothing_happens(admin_client, public):
    page = act(admin_client, public, "withdraw", "  ")
    assert "Give the public reason: readers see it." in page.content.decode()
    assert Statement.objects.get(pk=public.pk).is_public


def test_a_reason_that_is_too_long_is_named(admin_client, public):
    page = act(admin_client, public, "withdraw", "x" * 501)
    assert "The reason has 501 characters; at most 500 are shown." in page.content.decode()


def test_a_correction_is_shown_before_it_is_public_and_keeps_the_anchors(admin_client, client, public):
    line = find_line(public, "Our two countries")
    anchors = dict(public.paragraphs.values_list("text", "anchor"))
    anchor = anchors["Our two countries have known each other for a long time."]
    words = "Our two countries have known each other for a very long time."
    admin_client.post(turns_url(public), build_post(public, **{f"text-{line}": words}))
    page = admin_client.get(checks_url(public))
    assert [(row.old, row.new) for row in page.context["changes"]] == [
        ("Our two countries have known each other for a long time.", words)
    ]
    publish_all(admin_client, public, "A word was missing.")
    assert public.paragraphs.get(anchor=anchor).text == words
    assert {one.number: one.reason for one in public.revisions.all()} == {
        1: "First published.",
        2: "A word was missing.",
    }
    answer = client.get(f"/s/{public.uid}/p/{anchor}/")
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"#p-{anchor}")


def test_what_is_taken_off_tells_its_address_the_reason_until_it_is_published_again(admin_client, client, public):
    act(admin_client, public, "unpublish", "Being checked against the recording.")
    public.refresh_from_db()
    assert public.status == "draft"
    answer = client.get(public.get_absolute_url())
    assert answer.status_code == 410
    assert "Being checked against the recording." in answer.content.decode()
    publish_all(admin_client, public, "Checked.")
    assert client.get(public.get_absolute_url()).status_code == 200
    assert not Permalink.objects.filter(address=f"s/{public.uid}").exists()


def test_what_is_withdrawn_is_gone_and_can_be_restored(admin_client, client, public):
    act(admin_client, public, "withdraw", "Taken back by its publisher.")
    answer = client.get(public.get_absolute_url())
    assert answer.status_code == 410
    assert "Taken back by its publisher." in answer.content.decode()
    assert ">Restore</button>" in admin_client.get(checks_url(public)).content.decode()
    publish_all(admin_client, public, "Published again by its publisher.")
    public.refresh_from_db()
    assert (public.status, public.withdrawn_reason, public.withdrawn_on) == ("published", "", None)
    assert client.get(public.get_absolute_url()).status_code == 200


def test_withdrawing_twice_and_taking_off_a_draft_are_said_to_do_nothing(admin_client, public):
    act(admin_client, public, "withdraw", "Taken back.")
    assert "It is already withdrawn." in act(admin_client, public, "withdraw", "Again.").content.decode()
    assert "there is nothing to unpublish" in act(admin_client, public, "unpublish", "Off.").content.decode()


def test_publishing_what_somebody_changed_meanwhile_is_refused(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    opened_at = read_lock_version(statement)
    line = find_line(statement, "Our two countries")
    admin_client.post(turns_url(statement), build_post(statement, **{f"as-{line}": "stage"}))
    answer = admin_client.post(
        checks_url(statement), {"lock_version": opened_at, "action": "publish", "reason": "Now."}
    )
    assert answer.status_code == 409
    assert "Changed since you opened it, by admin" in answer.content.decode()
    assert not Statement.objects.get(pk=statement.pk).is_public


def test_only_those_who_may_change_statements_reach_the_desk(client, admin_user, django_user_model):
    statement = create_ready_draft(TALKS, admin_user)
    client.force_login(django_user_model.objects.create_user("reader", is_staff=True))
    for page in (turns_url(statement), checks_url(statement)):
        assert client.get(page).status_code in (302, 403, 404)
        assert client.post(page, {}).status_code in (302, 403, 404)
