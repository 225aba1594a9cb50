"""Merging, dividing and the history at the desk: what an editor sees and presses."""

import pytest
from django.urls import reverse

from statements.editing.history.record_history import moments
from statements.models import Merge, Speaker, SpeakerAlias, Statement, Treaty
from tests.factories import (
    PartyFactory,
    SpeakerFactory,
    TermFactory,
    TopicFactory,
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
    assert "becomes" in shown
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
        ({"into-typed": "Nobody At All", "reason": "One."}, "No speaker is found by"),
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


def test_what_an_import_made_has_no_history_until_it_is_touched(admin_client):
    treaty = TreatyFactory()
    assert Treaty.history.count() == 0
    assert "Nobody has changed this record" in admin_client.get(page(treaty, "history")).content.decode()


def speaker_form(speaker, **changes):
    rows = {
        f"{prefix}-{name}": value
        for prefix, number in (("aliases", speaker.aliases.count()), ("terms", speaker.terms.count()))
        for name, value in (("TOTAL_FORMS", number), ("INITIAL_FORMS", number))
    }
    for number, alias in enumerate(speaker.aliases.all()):
        rows |= {f"aliases-{number}-id": alias.pk, f"aliases-{number}-speaker": speaker.pk,
                 f"aliases-{number}-name": alias.name, f"aliases-{number}-language": alias.language}  # fmt: skip
    for number, term in enumerate(speaker.terms.all()):
        rows |= {f"terms-{number}-id": term.pk, f"terms-{number}-speaker": speaker.pk,
                 f"terms-{number}-party": term.party_id, f"terms-{number}-title": term.title,
                 f"terms-{number}-title_aliases": "[]", f"terms-{number}-start": term.start,
                 f"terms-{number}-end": term.end}  # fmt: skip
    return {
        "name": speaker.name, "sort_name": speaker.sort_name, "native_name": speaker.native_name,
        "wikidata": speaker.wikidata, "note": speaker.note, "slug": speaker.slug, **rows, **changes,
    }  # fmt: skip


def test_the_history_says_who_changed_what_from_what_to_what(admin_client):
    speaker = putin()
    TermFactory(speaker=speaker)
    response = admin_client.post(page(speaker, "change"), speaker_form(speaker, note="President since 2012."))
    assert response.status_code == 302
    shown = admin_client.get(page(speaker, "history")).content.decode()
    assert "<ins>President since 2012.</ins>" in shown
    assert "admin" in shown
    assert "As it was before it was first changed at the desk." in shown


def test_an_earlier_state_is_brought_back_with_its_rows(admin_client):
    speaker = putin()
    alias = SpeakerAlias.objects.create(speaker=speaker, name="V. V. Putin")
    term = TermFactory(speaker=speaker)
    form = speaker_form(speaker, name="Wladimir Putin", **{"aliases-0-DELETE": "on", "terms-0-title": "Tsar"})
    admin_client.post(page(speaker, "change"), form)
    speaker.refresh_from_db()
    assert (speaker.name, speaker.aliases.count(), speaker.terms.get().title) == ("Wladimir Putin", 0, "Tsar")
    start = moments(speaker)[-1]
    response = admin_client.post(
        page(speaker, "history"), {"state": start.state.isoformat(), "reason": "A joke."}, follow=True
    )
    assert "It is as it was then" in response.content.decode()
    speaker.refresh_from_db()
    assert speaker.name == "Vladimir Putin"
    assert [(one.pk, one.name) for one in speaker.aliases.all()] == [(alias.pk, "V. V. Putin")]
    assert speaker.terms.get().title == term.title
    assert "A joke." in admin_client.get(page(speaker, "history")).content.decode()


def test_bringing_back_a_state_of_a_public_statement_publishes_a_version(admin_client, settings):
    statement = published()
    topic = TopicFactory(name="Security")
    address = page(statement, "change")
    form = {
        "title": "A wrong title", "kind": statement.kind, "text_status": statement.text_status,
        "language": statement.language, "date": statement.date, "place": statement.place, "topics": [topic.pk],
        "publisher": statement.publisher_id, "slug": statement.slug, "opened_at": statement.lock_version,
        "reason": "Corrected.", "party_roles-TOTAL_FORMS": 0, "party_roles-INITIAL_FORMS": 0,
        "treaty_mentions-TOTAL_FORMS": 0, "treaty_mentions-INITIAL_FORMS": 0,
    }  # fmt: skip
    title = statement.title
    assert admin_client.post(address, form).status_code == 302
    statement.refresh_from_db()
    assert (statement.title, list(statement.topics.all())) == ("A wrong title", [topic])
    start = moments(statement)[-1]
    admin_client.post(page(statement, "history"), {"state": start.state.isoformat(), "reason": "It was right before."})
    statement.refresh_from_db()
    assert (statement.title, list(statement.topics.all())) == (title, [])
    assert statement.revisions.first().reason == "It was right before."
    assert statement.revisions.first().number == 3


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"reason": "Why."}, "Choose the state to bring back."),
        ({"state": "yesterday", "reason": "Why."}, "Choose the state to bring back."),
        ({"state": "2024-13-45T99:00:00+00:00", "reason": "Why."}, "Choose the state to bring back."),
        ({"state": "1990-01-01T00:00:00+00:00", "reason": "Why."}, "No state of that day is kept."),
        ({"state": "2090-01-01T00:00:00+00:00", "reason": " "}, "Say why it is brought back."),
    ],
)
def test_what_cannot_be_brought_back_is_said_in_words(admin_client, sent, told):
    shown = admin_client.post(page(putin(), "history"), sent)
    assert shown.status_code == 200
    assert told in shown.content.decode()


def test_a_state_that_names_a_record_now_gone_is_refused(admin_client, admin_user):
    from statements.editing.history.record_history import CannotRevert, revert
    from statements.models.history import keep_history

    party, event = PartyFactory(code="YUG", name="Yugoslavia"), published().event
    assert event is None
    treaty_host = __import__("tests.factories", fromlist=["EventFactory"]).EventFactory(host=party)
    with keep_history(admin_user):
        treaty_host.host = None
        treaty_host.save()
    start = moments(treaty_host)[-1]
    party.delete()
    with pytest.raises(CannotRevert, match="not in the archive any more"):
        revert(treaty_host, start.state, "Back.", admin_user)


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
