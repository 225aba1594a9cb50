"""Merging two records and splitting a speaker: what an editor sees and presses."""

import pytest
from django.urls import reverse

from statements.models import Merge, Speaker, Statement
from tests.factories import (
    SpeakerFactory,
    TermFactory,
    TreatyFactory,
    kim,
    published,
    putin,
    turn,
)

pytestmark = pytest.mark.django_db


def page(record, view):
    return reverse(f"admin:statements_{record._meta.model_name}_{view}", args=[record.pk])


def test_a_merge_is_looked_at_before_it_is_done(admin_client):
    old, into = SpeakerFactory(name="Vladimir Poutine"), putin()
    published([turn(old, "Il a parlé."), turn(kim(), "Merci.")])
    address = page(old, "merge")
    shown = admin_client.post(address, {"into": into.pk, "reason": "One person."}).content.decode()
    assert "1 speech in 1 statements" in shown
    assert "is merged into" in shown
    assert Speaker.objects.filter(pk=old.pk).exists()
    done = admin_client.post(address, {"into": into.pk, "reason": "One person.", "merge": "yes"}, follow=True)
    assert "Vladimir Poutine merged into Vladimir Putin" in done.content.decode()
    assert not Speaker.objects.filter(pk=old.pk).exists()
    assert Merge.objects.get().author.username == "admin"


def test_the_other_record_can_be_typed_where_there_is_no_javascript(admin_client):
    old, into = SpeakerFactory(name="Vladimir Poutine"), putin()
    admin_client.post(page(old, "merge"), {"into-typed": "Vladimir Putin", "reason": "One person.", "merge": "yes"})
    assert list(Speaker.objects.all()) == [into]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"into": "", "reason": "One."}, "This field is required."),
        ({"into": "999999", "reason": "One."}, "Select a valid choice."),
        ({"into": "nonsense", "reason": "One."}, "Select a valid choice."),
        ({"into-typed": "Nobody At All", "reason": "One."}, "No speaker matches"),
    ],
)
def test_a_merge_into_nothing_is_refused_in_words(admin_client, sent, told):
    response = admin_client.post(page(putin(), "merge"), {**sent, "merge": "yes"})
    assert response.status_code == 200
    assert told in response.content.decode()


def test_a_record_is_not_merged_into_itself_on_the_page(admin_client):
    shown = admin_client.post(page(putin(), "merge"), {"into": putin().pk, "reason": "One."}).content.decode()
    assert "This is the record itself" in shown
    shown = admin_client.post(page(putin(), "merge"), {"into": putin().pk, "reason": "One.", "merge": "yes"})
    assert "This is one record" in shown.content.decode()


def test_a_merge_can_be_read_in_the_history_of_both(admin_client):
    old, into = TreatyFactory(title="The same treaty again", short_title=""), TreatyFactory()
    admin_client.post(page(old, "merge"), {"into": into.pk, "reason": "Registered twice.", "merge": "yes"})
    shown = admin_client.get(page(into, "history")).content.decode()
    assert "The same treaty again merged into" in shown
    assert "Registered twice." in shown


def test_a_speaker_is_divided_on_the_page(admin_client):
    bush = SpeakerFactory(name="George Bush")
    father = TermFactory(speaker=bush, title="President of the United States", start="1989-01-20", end="1993-01-20")
    then = published([turn(bush, "He spoke in 1990.", term=father)], date="1990-10-01")
    published([turn(bush, "He spoke in 2002.")], date="2002-09-12")
    nothing = admin_client.post(page(bush, "split"), {"name": "George H. W. Bush", "reason": "Two."})
    assert "Tick what belongs to the other person" in nothing.content.decode()
    admin_client.post(
        page(bush, "split"),
        {"name": "George H. W. Bush", "reason": "Father and son.", "terms": [father.pk], "statements": [then.pk]},
    )
    other = Speaker.objects.get(name="George H. W. Bush")
    assert list(Statement.objects.filter(speakers=other)) == [then]
    assert "Father and son." in admin_client.get(page(other, "history")).content.decode()


@pytest.mark.parametrize("view", ["merge", "split", "history"])
def test_pages_of_a_record_that_is_not_there_are_not_found(admin_client, view):
    address = reverse(f"admin:statements_speaker_{view}", args=[999999])
    assert admin_client.get(address, follow=True).status_code in (200, 404)
