"""The history of a record, and bringing an earlier state back."""

import pytest
from django.urls import reverse

from statements.editing.history.record_history import list_history
from statements.models import SpeakerAlias, Treaty
from tests.factories import (
    PartyFactory,
    TermFactory,
    TopicFactory,
    TreatyFactory,
    published,
    putin,
)

pytestmark = pytest.mark.django_db


def page(record, view):
    return reverse(f"admin:statements_{record._meta.model_name}_{view}", args=[record.pk])


def test_what_an_import_made_has_no_history_until_it_is_touched(admin_client):
    treaty = TreatyFactory()
    assert Treaty.history.count() == 0
    assert "No editor has changed this record" in admin_client.get(page(treaty, "history")).content.decode()


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
    start = list_history(speaker)[-1]
    response = admin_client.post(
        page(speaker, "history"), {"state": start.state.isoformat(), "reason": "A joke."}, follow=True
    )
    assert "The earlier state is back" in response.content.decode()
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
    start = list_history(statement)[-1]
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
        ({"state": "1990-01-01T00:00:00+00:00", "reason": "Why."}, "There is no state of that day."),
        ({"state": "2090-01-01T00:00:00+00:00", "reason": " "}, "Say why you bring it back."),
    ],
)
def test_what_cannot_be_brought_back_is_said_in_words(admin_client, sent, told):
    shown = admin_client.post(page(putin(), "history"), sent)
    assert shown.status_code == 200
    assert told in shown.content.decode()


def test_a_state_that_names_a_record_now_gone_is_refused(admin_client, admin_user):
    from statements.editing.history.reversion import CannotRevert, revert
    from statements.models.history import keep_history

    party, event = PartyFactory(code="YUG", name="Yugoslavia"), published().event
    assert event is None
    treaty_host = __import__("tests.factories", fromlist=["EventFactory"]).EventFactory(host=party)
    with keep_history(admin_user):
        treaty_host.host = None
        treaty_host.save()
    start = list_history(treaty_host)[-1]
    party.delete()
    with pytest.raises(CannotRevert, match="no longer in the archive"):
        revert(treaty_host, start.state, "Back.", admin_user)
