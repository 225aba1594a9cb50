import hashlib
import json
import zlib

import pytest

from statements import publishing
from statements.ingest.writing import ParagraphDraft, SpeechDraft, write_speeches
from statements.models import Party, Publisher, Speaker, Statement, StatementParty, Topic, Treaty, TreatyMention
from statements.models.statement import PartyRole, StatementStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def talks() -> Statement:
    """The press statements of 19 June 2024, ready to be published; the words are ours."""
    russia = Party.objects.create(code="RUS", kind="state", name="Russia")
    statement = Statement.objects.create(
        title="Press statements following talks",
        date="2024-06-19",
        place="Pyongyang",
        publisher=Publisher.objects.create(name="President of Russia", party=russia),
    )
    putin = Speaker.objects.create(name="Vladimir Putin")
    words = [ParagraphDraft("The talks were long."), ParagraphDraft("A treaty was signed.")]
    write_speeches(statement, [SpeechDraft(words, label="Vladimir Putin", speaker=putin, party=russia)])
    return statement


def test_publishing_makes_it_public_and_writes_a_version(talks):
    revision = publishing.publish(talks, "Published.")
    talks.refresh_from_db()
    assert (talks.status, revision.number, talks.lock_version) == (StatementStatus.PUBLISHED, 1, 1)
    assert talks.published_at is not None
    assert list(Statement.objects.published()) == [talks]


def test_the_version_holds_every_public_word_and_its_hash(talks):
    talks.topics.add(Topic.objects.create(name="Treaties", slug="treaties"))
    korea = Party.objects.create(code="PRK", kind="state", name="North Korea")
    StatementParty.objects.create(statement=talks, party=korea, role=PartyRole.MENTIONED)
    treaty = Treaty.objects.create(title="Treaty on Comprehensive Strategic Partnership")
    paragraph = talks.paragraphs.get(order=2)
    TreatyMention.objects.create(statement=talks, treaty=treaty, paragraph=paragraph, surface="A treaty")
    revision = publishing.publish(talks, "Published.")
    snapshot = revision.snapshot
    assert snapshot["speeches"][0]["speaker"]["name"] == "Vladimir Putin"
    assert [p["text"] for p in snapshot["speeches"][0]["paragraphs"]] == [
        "The talks were long.",
        "A treaty was signed.",
    ]
    assert snapshot["topics"] == ["treaties"]
    assert snapshot["parties"] == [{"code": "PRK", "role": "mentioned"}, {"code": "RUS", "role": "speaking"}]
    assert snapshot["treaty_mentions"] == [
        {"treaty": treaty.uid, "relation": "mentions", "anchor": paragraph.anchor, "surface": "A treaty"}
    ]
    canonical = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert hashlib.sha256(canonical).hexdigest() == revision.sha256
    assert zlib.decompress(revision.compressed) == canonical


def test_the_words_just_written_give_the_same_version_as_those_read_back(talks):
    words = write_speeches(
        talks,
        [
            SpeechDraft([ParagraphDraft("(Applause.)", "stage")], kind="stage"),
            SpeechDraft([ParagraphDraft("One."), ParagraphDraft("Two.")], label="Question", kind="question"),
        ],
    )
    assert publishing.build_snapshot(talks, words) == publishing.build_snapshot(Statement.objects.get(pk=talks.pk))


def test_a_private_note_is_in_no_version(talks):
    Statement.objects.filter(pk=talks.pk).update(private_note="for the desk")
    talks.refresh_from_db()
    assert "for the desk" not in json.dumps(publishing.publish(talks, "Published.").snapshot)


def test_what_is_missing_is_said_all_at_once():
    bare = Statement.objects.create(title="Nothing yet")
    with pytest.raises(publishing.NotReady) as refusal:
        publishing.publish(bare, "Published.")
    assert len(refusal.value.reasons) == 3
    assert "date" in str(refusal.value)
    bare.refresh_from_db()
    assert (bare.status, bare.revisions.count()) == (StatementStatus.DRAFT, 0)


def test_every_publishing_is_a_new_version_and_the_first_date_stays(talks):
    publishing.publish(talks, "Published.")
    first = talks.published_at
    assert publishing.publish(talks, "A typing error.").number == 2
    assert talks.published_at == first


def test_withdrawing_needs_a_reason_and_takes_it_from_the_public(talks):
    publishing.publish(talks, "Published.")
    with pytest.raises(ValueError, match="why"):
        publishing.withdraw(talks, "  ")
    publishing.withdraw(talks, "Published in error.")
    assert not Statement.objects.published().exists()
    talks.refresh_from_db()
    assert (talks.withdrawn_reason, talks.lock_version) == ("Published in error.", 2)
    assert talks.withdrawn_on is not None
