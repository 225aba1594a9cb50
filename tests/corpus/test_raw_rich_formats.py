"""The web pages and XML files of the raw corpus give what the manifest says of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from statements.transcripts import Transcript, read

pytestmark = pytest.mark.corpus

RICH = ("html", "xml")


def manifest(corpus: Path) -> list[dict]:
    lines = (corpus / "raw" / "MANIFEST.jsonl").read_text(encoding="utf-8").splitlines()
    return [record for record in map(json.loads, lines) if record["format"] in RICH]


def printed_labels(transcript: Transcript) -> list[str]:
    """Distinct labels in order, with their notes in brackets, as the manifest writes them."""
    labels = [turn.label for turn in transcript.turns if turn.label]
    return list(
        dict.fromkeys(label.printed + "".join(f" ({note.printed})" for note in label.notes) for label in labels)
    )


@pytest.fixture(scope="module")
def transcripts(corpus) -> list[tuple[dict, Transcript]]:
    found = [(record, read(corpus / "raw" / record["file"])) for record in manifest(corpus)]
    assert len(found) >= 10
    return found


def test_titles_days_places_and_addresses_are_the_publishers(transcripts):
    for record, transcript in transcripts:
        front, gold = transcript.front, record["gold"]
        for key, value in (
            ("title", front.title),
            ("date", front.date),
            ("place", front.place),
            ("url", front.source_url),
        ):
            if gold.get(key):
                assert value == gold[key], (record["file"], key)


def test_every_speaker_and_every_turn_is_found(transcripts):
    for record, transcript in transcripts:
        gold = record["gold"]
        if "turns" in gold:
            assert printed_labels(transcript) == gold["speakers"], record["file"]
            assert sum(turn.label is not None for turn in transcript.turns) == gold["turns"], record["file"]


def test_the_publishers_own_tags_are_kept(transcripts):
    for record, transcript in transcripts:
        for name, tags in record["gold"].get("tags", {}).items():
            assert transcript.front.extra.get("tags", {}).get(name, []) == tags, (record["file"], name)


def test_a_listing_page_is_refused_and_statements_are_not(transcripts):
    for record, transcript in transcripts:
        assert bool(transcript.refused) == (record["gold"].get("is_statement") is False), record["file"]


def test_the_debate_record_gives_its_speakers_day_and_stage_directions(corpus):
    transcript = read(corpus / "raw" / "59_sayit_akomantoso_bungeni.xml")
    assert (transcript.format, transcript.front.date) == ("akn", "1995-10-31")
    assert printed_labels(transcript) == ["Prof. Brown", "Mr. Adam", "Mr. Speaker", "Mr. Cameroon", "Mr. White"]


def test_the_body_saved_as_a_bytes_literal_is_decoded(corpus):
    transcript = read(corpus / "raw" / "30_obama_briefing_bytesrepr.html")
    assert {"MR. EARNEST", "MR. RHODES", "MS. ATKINSON", "Q"} <= set(printed_labels(transcript))
    assert "bytes-literal" in {warning.code for warning in transcript.warnings}
    assert not any("\\x" in paragraph.text for turn in transcript.turns for paragraph in turn.paragraphs)
