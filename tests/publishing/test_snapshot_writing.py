"""What a snapshot holds: the digests of published versions hang on every key and value."""

from __future__ import annotations

import datetime
import hashlib
import json

from statements.models import Party, Publisher, Statement
from statements.publishing import snapshot_writing

# Taken when the first versions were published: another digest means that no version verifies any more.
DIGEST = "b6dc48e0ef69505b871745e0fd29f98f0925100008fc9d482dcd0e2e9f424f51"


def snapshot() -> dict:
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
    turn = snapshot_writing.speech(
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
        paragraphs=[snapshot_writing.paragraph("p1", "text", "Good day, dear friends.")],
    )
    return snapshot_writing.build(
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
