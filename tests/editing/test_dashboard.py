"""The first page of the desk, and labels said once and written everywhere."""

import pytest
from django.urls import reverse

from statements.ingest.writing import write_speeches
from statements.models import Intake, Speech
from statements.publishing import consistency
from tests.factories import PartyFactory, StatementFactory, TermFactory, kim, published, putin, russia, talks, turn

pytestmark = pytest.mark.django_db
HOME = reverse("admin:index")
LABELS = reverse("admin:statements_labels")


def open_turn(label="Mr Putin", **fields):
    return published([turn(None, "We spoke about the bridge.", label=label), turn(kim(), "Yes.")], **fields)


def test_the_dashboard_shows_what_waits(admin_client, admin_user):
    mine = StatementFactory(title="A draft of mine", date="")
    Intake.objects.create(statement=mine, begun_by=admin_user)
    StatementFactory(title="One that waits", status="in_review", warnings=[{"code": "x", "message": "y"}])
    published(title="Out today")
    open_turn("The Chairman")
    shown = admin_client.get(HOME).content.decode()
    for told in ("A draft of mine", "One that waits", "Out today", "The Chairman", "North Korea", "The search index"):
        assert told in shown


def test_the_dashboard_of_an_empty_archive_says_that_nothing_waits(admin_client):
    shown = admin_client.get(HOME).content.decode()
    for told in ("You have no drafts.", "Nothing waits for review.", "Every label has its speaker."):
        assert told in shown


def test_the_dashboard_costs_the_same_however_much_waits(admin_client, django_assert_max_num_queries):
    for number in range(12):
        open_turn(f"Label {number}", title=f"Statement {number}")
    with django_assert_max_num_queries(45):
        admin_client.get(HOME)


def test_labels_are_counted_over_the_archive_and_narrowed(admin_client):
    open_turn(title="One", date="1999-05-05")
    open_turn(title="Two", date="2005-05-05")
    open_turn("The Chairman")
    shown = admin_client.get(LABELS).content.decode()
    assert shown.index("Mr Putin") < shown.index("The Chairman")
    assert "5 May 1999" in shown
    assert "5 May 2005" in shown
    narrowed = admin_client.get(LABELS, {"part": "chair"}).content.decode()
    assert "Mr Putin" not in narrowed
    assert "No labels contain" in admin_client.get(LABELS, {"part": "\x00no such"}).content.decode()


def test_what_would_change_is_looked_at_before_it_is_written(admin_client):
    TermFactory(title="President of Russia", start="2000-05-07")
    before, after = open_turn(date="1999-05-05"), open_turn(date="2005-05-05")
    sent = {"label": "Mr Putin", "speaker": putin().pk, "reason": "He is meant."}
    shown = admin_client.post(LABELS, sent).content.decode()
    assert "No term of this speaker covers the day." in shown
    assert "Vladimir Putin, President of Russia" in shown
    assert not Speech.objects.filter(speaker=putin()).exists()
    told = admin_client.post(LABELS, {**sent, "apply": "yes"}, follow=True).content.decode()
    assert "“Mr Putin” is Vladimir Putin in 1 statement." in told
    speech = after.speeches.first()
    assert (speech.speaker, speech.term.title, speech.party) == (putin(), "President of Russia", russia())
    assert before.speeches.first().speaker is None
    assert after.revisions.first().reason == "He is meant."
    assert [voice.speaker for voice in after.voices.all()] == [putin(), kim()]
    assert [*consistency.check_participants(), *consistency.check_published_words()] == []


def test_days_that_no_term_covers_can_be_written_too(admin_client):
    TermFactory(start="2000-05-07")
    statement = open_turn(date="1999-05-05")
    sent = {"label": "Mr Putin", "speaker": putin().pk, "reason": "He is meant.", "also_uncovered": "on"}
    admin_client.post(LABELS, {**sent, "party": PartyFactory().pk, "apply": "yes"})
    speech = statement.speeches.first()
    assert (speech.speaker, speech.term, speech.party) == (putin(), None, russia())


def test_a_label_of_nobody_known_is_not_asked_about_again(admin_client):
    open_turn()
    sent = {"label": "Mr Putin", "unknown": "on", "reason": "Not to be found out."}
    assert "1 turn will be marked" in admin_client.post(LABELS, sent).content.decode()
    admin_client.post(LABELS, {**sent, "apply": "yes"})
    assert "No labels" in admin_client.get(LABELS).content.decode()
    assert (
        "No turn under this label lacks a speaker" in admin_client.get(LABELS, {"label": "Mr Putin"}).content.decode()
    )


def test_a_draft_is_changed_without_a_version(admin_client):
    draft = StatementFactory()
    write_speeches(draft, [turn(None, "We spoke.", label="Mr Putin")])
    admin_client.post(LABELS, {"label": "Mr Putin", "speaker": putin().pk, "reason": "He.", "apply": "yes"})
    assert draft.speeches.get().speaker == putin()
    assert not draft.revisions.exists()


@pytest.mark.parametrize("sent", [{}, {"speaker": "x"}, {"unknown": "on", "speaker": "0"}])
def test_neither_speaker_nor_unknown_is_refused_in_words(admin_client, sent):
    open_turn()
    shown = admin_client.post(LABELS, {"label": "Mr Putin", "reason": "Why.", **sent}).content.decode()
    assert "Choose the speaker, or say that it is not known" in shown or "Select a valid choice" in shown


def test_turns_with_a_speaker_are_no_matter_of_labels(admin_client):
    published(talks())
    assert "No labels" in admin_client.get(LABELS).content.decode()
