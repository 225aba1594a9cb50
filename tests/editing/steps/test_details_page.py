"""The details: suggestions that are ticked or left, lost updates refused, new versions of what is public."""

import pytest

from statements.editing.steps.detail_suggestions import Suggestions, find_relation
from statements.models import Statement
from statements.models.treaty import MentionRelation
from tests.editing.desk import create_ready_draft, details_url, open_copy, publish_all, read_lock_version
from tests.editing.desk_texts import TALKS
from tests.factories import EventFactory, PartyFactory, TermFactory, TopicFactory, TreatyFactory, putin

pytestmark = pytest.mark.django_db


def form(statement, **changes) -> dict:
    record = Statement.objects.get(pk=statement.pk)
    return {
        "title": record.title, "kind": record.kind, "text_status": record.text_status, "language": record.language,
        "date": record.date, "place": record.place, "publisher": record.publisher_id or "", "slug": record.slug,
        "opened_at": record.lock_version,
        **{f"{prefix}-{field}": 0 for prefix in ("party_roles", "treaty_mentions")
           for field in ("TOTAL_FORMS", "INITIAL_FORMS")},
        **changes,
    }  # fmt: skip


def suggested(statement) -> dict[str, list[str]]:
    return {name: [one.value for one in group] for name, group in Suggestions(open_copy(statement)).groups}


def test_topics_treaties_events_and_parties_are_suggested_and_none_is_saved_by_itself(admin_client, admin_user):
    trade = TopicFactory(name="Trade")
    treaty, event = TreatyFactory(), EventFactory(host=PartyFactory(code="PRK", name="North Korea"))
    japan = PartyFactory(code="JPN", name="Japan")
    text = TALKS.replace("about trade,", "about trade, trade with Japan,").replace("bridge.", "bridge to Japan.")
    statement = create_ready_draft(text, admin_user, place="Pyongyang")
    offered = suggested(statement)
    assert offered["Topics"] == [f"topic:{trade.pk}"]
    assert offered["Parties mentioned"] == [f"party:{japan.pk}"]
    assert offered["Event"] == [f"event:{event.pk}"]
    anchor = statement.paragraphs.get(order=2).anchor
    assert offered["Treaties"] == [
        f"treaty:{treaty.pk}:signed_at:{anchor}:Treaty on Comprehensive Strategic Partnership"
    ]
    admin_client.post(details_url(statement), form(statement))
    assert not statement.topics.exists()
    assert not statement.treaty_mentions.exists()
    ticked = [value for group in offered.values() for value in group]
    admin_client.post(details_url(statement), form(statement, suggested=ticked))
    statement.refresh_from_db()
    mention = statement.treaty_mentions.get()
    assert (mention.relation, mention.paragraph.anchor) == ("signed_at", anchor)
    assert (statement.event, list(statement.topics.all())) == (event, [trade])
    assert statement.party_roles.get(role="mentioned").party == japan
    assert suggested(statement) == {}


def test_a_suggestion_that_was_tampered_with_is_passed_over(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    bad = ["topic:999999", "party:x", "treaty:1:nonsense:bcdf:x", "event:", "speaker:1", "topic:" + "9" * 40]
    assert admin_client.post(details_url(statement), form(statement, suggested=bad)).status_code == 302
    assert not statement.topics.exists()


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Just now we signed the Example Treaty.", MentionRelation.SIGNED_AT),
        ("The Example Treaty was signed today.", MentionRelation.SIGNED_AT),
        ("The Example Treaty will enter into force in May.", MentionRelation.ENTERS_INTO_FORCE),
        ("Parliament will ratify the Example Treaty.", MentionRelation.RATIFIES),
        ("We withdraw from the Example Treaty.", MentionRelation.WITHDRAWS),
        ("Our obligations under the Example Treaty are plain.", MentionRelation.INVOKES),
        ("We spoke of the Example Treaty.", MentionRelation.MENTIONS),
    ],
)
def test_the_words_around_a_treaty_say_what_is_done_with_it(text, relation):
    assert find_relation(text, "Example Treaty") == relation


def test_a_treaty_that_the_archive_does_not_have_can_be_added_from_here(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    page = admin_client.get(details_url(statement)).content.decode()
    assert "Treaty on Comprehensive Strategic Partnership" in page
    assert "/admin/statements/treaty/add/?title=Treaty%20on%20Comprehensive" in page


def test_the_second_save_is_refused_with_who_and_both_are_shown(admin_client, admin_user, client, django_user_model):
    statement = create_ready_draft(TALKS, admin_user)
    mine = form(statement, title="Mine of the two titles")
    client.force_login(django_user_model.objects.create_superuser("colleague", first_name="Ada"))
    client.post(details_url(statement), form(statement, title="Theirs of the two titles"))
    answer = admin_client.post(details_url(statement), mine)
    text = answer.content.decode()
    assert "Saved after you opened it, by Ada" in text
    assert ("Title", "Mine of the two titles", "Theirs of the two titles") in answer.context["differences"]
    assert 'value="Mine of the two titles"' in text
    statement.refresh_from_db()
    assert statement.title == "Theirs of the two titles"
    assert f'name="opened_at" value="{read_lock_version(statement)}"' in text
    admin_client.post(details_url(statement), {**mine, "opened_at": read_lock_version(statement)})
    statement.refresh_from_db()
    assert statement.title == "Mine of the two titles"


def test_changed_details_of_a_public_statement_are_a_new_version_with_a_reason(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    publish_all(admin_client, statement)
    refused = admin_client.post(details_url(statement), form(statement, title="A better title"))
    assert "Say what you changed and why" in refused.content.decode()
    admin_client.post(details_url(statement), form(statement, title="A better title", reason="The title was cut."))
    revision = statement.revisions.order_by("-number").first()
    assert (revision.number, revision.reason, revision.snapshot["title"]) == (
        2,
        "The title was cut.",
        "A better title",
    )


def test_a_public_statement_keeps_its_date_and_publisher(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    publish_all(admin_client, statement)
    answer = admin_client.post(details_url(statement), form(statement, date="", publisher="", reason="Emptied."))
    assert answer.content.decode().count("A public statement needs it.") == 2


def test_speakers_are_offered_with_office_and_country(admin_client):
    TermFactory(speaker=putin(), title="Prime Minister", start="2008-05-08", end="2012-05-07")
    asked = {"app_label": "statements", "model_name": "speech", "field_name": "speaker", "term": "putin"}
    offered = admin_client.get("/admin/autocomplete/", asked).json()["results"]
    assert [one["text"] for one in offered] == ["Vladimir Putin: Prime Minister, Russia, 2008–2012"]


def test_a_refused_form_without_a_slug_is_shown_again(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    publish_all(admin_client, statement)
    page = admin_client.post(details_url(statement), form(statement, slug="", title=""))
    assert page.status_code == 200
    assert f"/s/{statement.uid}/" in page.content.decode()
