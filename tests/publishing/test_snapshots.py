"""What a snapshot holds: the digests of published versions hang on every key and value."""

from __future__ import annotations

import datetime
import hashlib
import json

import pytest

from statements.models import Party, Publisher, Statement
from statements.models.revision import ParagraphEntry, Snapshot, SpeechEntry
from statements.publishing import build_snapshot
from statements.publishing.past_versions import read_snapshot
from statements.publishing.snapshots import assemble
from statements.publishing.version_differences import FACTS, SPEECH_FACTS
from tests.factories import published

# Taken when the first versions were published: another digest means that no version verifies any more.
DIGEST = "b6dc48e0ef69505b871745e0fd29f98f0925100008fc9d482dcd0e2e9f424f51"


def snapshot() -> Snapshot:
    statement = Statement(
        uid="abcd2345",
        slug="talks-in-portville",
        title="Talks in Portville",
        kind="speech",
        text_status="as delivered",
        language="en",
        date="2024-06-19",
        place="Portville",
        place_party=Party(code="RUS"),
        publisher=Publisher(uid="kremlin", name="Kremlin"),
        source_url="https://example.org/talks",
        retrieved_on=datetime.date(2024, 6, 20),
        raw_sha256="0" * 64,
        public_note="Two turns.",
    )
    turn = SpeechEntry(
        anchor="s1",
        kind="speech",
        label="Vladimir Putin",
        speaker={"uid": "putin", "name": "Vladimir Putin"},
        speaker_unknown=False,
        role="President of Russia",
        term="President",
        party="RUS",
        interpreted=True,
        interpreted_note="retranslated",
        language="",
        timestamp="00:01",
        paragraphs=[ParagraphEntry(anchor="p1", kind="text", text="Good day, dear friends.")],
    )
    return assemble(
        statement,
        topics=["peace/treaties"],
        parties=[("PRK", "addressee")],
        translation_of="",
        version_of="wxyz6789",
        mentions=[("t1", "signed", None, "the treaty")],
        speeches=[turn],
    )


def test_the_digest_of_a_record_stays_what_it_was():
    canonical = json.dumps(snapshot(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == DIGEST


def test_a_mention_without_a_paragraph_has_an_empty_anchor():
    assert snapshot()["treaty_mentions"] == [
        {"treaty": "t1", "relation": "signed", "anchor": "", "surface": "the treaty"}
    ]


def test_every_key_that_readers_are_told_of_is_one_of_a_snapshot():
    assert FACTS.keys() <= Snapshot.__annotations__.keys()
    assert Snapshot.__annotations__.keys() - FACTS.keys() == {"uid", "slug", "speeches"}
    assert SPEECH_FACTS.keys() <= SpeechEntry.__annotations__.keys()
    assert SpeechEntry.__annotations__.keys() - SPEECH_FACTS.keys() == {"anchor", "paragraphs"}


@pytest.mark.django_db
def test_a_version_is_read_from_its_snapshot_as_it_was_written():
    statement = published()
    past = read_snapshot(build_snapshot(statement))
    assert past.statement.title == statement.title
    assert [(speech.label, [part.text for part in parts]) for speech, parts in past.words] == [
        (speech.label, [part.text for part in speech.paragraphs.all()]) for speech in statement.speeches.all()
    ]
