import pytest

from statements.ingest.writing import ParagraphDraft, SpeechDraft, write_speeches
from statements.models import Paragraph, Permalink, Speaker, Statement, Treaty, TreatyMention
from statements.publishing import publish
from statements.text.word_count import count_words
from tests import factories
from tests.factories import published, putin, turn

pytestmark = pytest.mark.django_db


def drafts(*turns: tuple[str, ...], **more) -> list[SpeechDraft]:
    return [SpeechDraft([ParagraphDraft(text) for text in turn], **more) for turn in turns]


@pytest.fixture
def talks(kremlin) -> Statement:
    statement = Statement.objects.create(title="Talks", date="2024-06-19", publisher=kremlin)
    write_speeches(
        statement, drafts(("The talks of today were long.", "A treaty was signed by us."), ("Thank you very much.",))
    )
    return statement


def test_paragraphs_are_numbered_through_the_statement(talks):
    assert list(talks.paragraphs.order_by("order").values_list("order", "speech__order")) == [(1, 1), (2, 1), (3, 2)]


def test_anchors_stay_when_turns_are_split_and_joined(talks):
    anchors = dict(talks.paragraphs.values_list("text", "anchor"))
    speech = talks.speeches.get(order=1).anchor
    write_speeches(
        talks, drafts(("The talks of today were long.",), ("A treaty was signed by us.", "Thank you very much."))
    )
    assert dict(talks.paragraphs.values_list("text", "anchor")) == anchors
    assert talks.speeches.get(order=1).anchor == speech


def test_given_anchors_win(talks):
    write_speeches(talks, [SpeechDraft([ParagraphDraft("New.", anchor="bcdf")], anchor="ghjk")])
    assert (talks.paragraphs.get().anchor, talks.speeches.get().anchor) == ("bcdf", "ghjk")


def test_only_what_was_public_leaves_tombstones(talks):
    write_speeches(talks, drafts(("Something else was said here.",)))
    assert not Permalink.objects.exists()
    publish(talks, "Published.")
    write_speeches(talks, drafts(("And now again other words altogether.",)))
    assert Permalink.objects.count() == 1


def test_mentions_of_treaties_follow_their_passages(talks):
    treaty = Treaty.objects.create(title="Treaty on Comprehensive Strategic Partnership")
    for order in (1, 2, 3):
        paragraph = talks.paragraphs.get(order=order)
        TreatyMention.objects.create(statement=talks, treaty=treaty, paragraph=paragraph)
    write_speeches(talks, drafts(("Thank you very much.",), ("A treaty was signed by us all.",)))
    kept = talks.treaty_mentions.exclude(paragraph=None).order_by("paragraph__order")
    assert [mention.paragraph.text for mention in kept] == ["Thank you very much.", "A treaty was signed by us all."]
    assert talks.treaty_mentions.filter(paragraph=None).count() == 1


def test_counts_and_voices_are_kept(talks, people, known_parties):
    write_speeches(
        talks,
        [
            SpeechDraft([ParagraphDraft("One two three.")], speaker=people["putin"], party=known_parties["RUS"]),
            SpeechDraft([ParagraphDraft("(Applause.)", "stage")], kind="stage"),
            SpeechDraft([ParagraphDraft("Four."), ParagraphDraft("(Laughs.)", "stage")], speaker=people["putin"]),
        ],
    )
    talks.refresh_from_db()
    assert (talks.speech_count, talks.word_count) == (2, 4)
    voice = talks.voices.get()
    assert (voice.speaker, voice.party, voice.speech_count) == (people["putin"], known_parties["RUS"], 2)


def test_a_public_statement_keeps_a_speech(talks):
    publish(talks, "Published.")
    with pytest.raises(ValueError, match="withdraw"):
        write_speeches(talks, [])
    assert Paragraph.objects.count() == 3


def test_a_speaker_cannot_be_deleted_from_under_a_speech(talks, people):
    from django.db.models import ProtectedError

    write_speeches(talks, [SpeechDraft([ParagraphDraft("One.")], speaker=people["putin"])])
    with pytest.raises(ProtectedError):
        Speaker.objects.get(pk=people["putin"].pk).delete()


@pytest.mark.parametrize(("text", "number"), [("", 0), ("one two  three", 3), ("北京会谈", 4), ("слово", 1)])
def test_words_are_counted_in_every_script(text, number):
    assert count_words(text) == number


def test_words_that_come_back_come_back_under_their_addresses(client):
    statement = published()
    before = [(p.anchor, p.speech.anchor, p.text) for p in statement.paragraphs.select_related("speech")]
    full = factories.talks()
    write_speeches(statement, full[1:])
    publish(statement, "Cut short.")
    gone = [anchor for anchor, _, text in before if not text.startswith("He thanked")]
    assert [client.get(f"/s/{statement.uid}/p/{anchor}/").status_code for anchor in gone] == [410, 410]
    write_speeches(statement, full)
    publish(statement, "Whole again.")
    assert [(p.anchor, p.speech.anchor, p.text) for p in statement.paragraphs.select_related("speech")] == before
    assert [client.get(f"/s/{statement.uid}/p/{anchor}/").status_code for anchor in gone] == [302, 302]
    assert not Permalink.objects.exists()


def test_other_words_do_not_take_the_address_of_those_that_are_gone():
    statement = published()
    old = set(statement.paragraphs.values_list("anchor", flat=True))
    write_speeches(statement, factories.talks()[1:])
    publish(statement, "Cut short.")
    write_speeches(statement, [*factories.talks()[1:], turn(putin(), "He welcomed the guests.")])
    assert len(old & set(statement.paragraphs.values_list("anchor", flat=True))) == 1
    assert Permalink.objects.count() == 2


def test_two_paragraphs_of_the_same_words_get_back_an_address_each():
    words = [turn(putin(), "Thank you.", "We agree.", "Thank you.")]
    statement = published(words)
    before = list(statement.paragraphs.values_list("anchor", flat=True))
    write_speeches(statement, [turn(putin(), "We agree.")])
    publish(statement, "Cut short.")
    write_speeches(statement, words)
    assert set(statement.paragraphs.values_list("anchor", flat=True)) == set(before)
