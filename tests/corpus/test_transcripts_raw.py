"""Files as publishers serve them: titles, dates, places, speakers and turns as the manifest has them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from statements.transcripts import Transcript, read
from statements.transcripts.normalisation import one_line
from tests.conftest import CORPUS

pytestmark = pytest.mark.corpus

# The manifest counts the mark at a transcript's end among the speakers.
END_MARKS = {"END"}


def manifest() -> dict[str, dict]:
    path = CORPUS / "raw" / "MANIFEST.jsonl"
    if not path.exists():
        return {}
    return {entry["file"]: entry for entry in map(json.loads, path.read_text().splitlines())}


ENTRIES = manifest()


@cache
def transcript(file: str) -> Transcript:
    return read(CORPUS / "raw" / file)


def with_gold(key: str) -> list[str]:
    return [file for file, entry in ENTRIES.items() if entry["gold"].get(key) is not None]


def test_corpus_is_there(corpus: Path):
    assert ENTRIES


@pytest.mark.parametrize("file", with_gold("title"))
def test_title(file: str):
    assert transcript(file).front.title == one_line(ENTRIES[file]["gold"]["title"])


@pytest.mark.parametrize("file", with_gold("date"))
def test_date(file: str):
    assert transcript(file).front.date == ENTRIES[file]["gold"]["date"]


@pytest.mark.parametrize("file", with_gold("place"))
def test_place(file: str):
    assert transcript(file).front.place == ENTRIES[file]["gold"]["place"]


@pytest.mark.parametrize("file", with_gold("turns"))
def test_number_of_turns(file: str):
    labelled = [turn for turn in transcript(file).turns if turn.label]
    assert len(labelled) == ENTRIES[file]["gold"]["turns"]


@pytest.mark.parametrize("file", with_gold("speakers"))
def test_speakers(file: str):
    labels = [turn.label for turn in transcript(file).turns if turn.label]
    found = {one_line(label.printed + "".join(f" ({note.printed})" for note in label.notes)) for label in labels}
    assert found == set(ENTRIES[file]["gold"]["speakers"]) - END_MARKS


@pytest.mark.parametrize(
    "file", [file for file, entry in ENTRIES.items() if entry["gold"].get("is_statement") is False]
)
def test_what_is_no_statement_is_refused_with_its_reason(file: str):
    assert transcript(file).refused.endswith(".")
    assert transcript(file).turns == []


@pytest.mark.parametrize("file", [file for file in ENTRIES if file.startswith("50_")])
def test_recognised_text_without_letters_of_its_language_is_refused(file: str):
    assert "text recognition failed" in transcript(file).refused


@pytest.mark.parametrize("file", [file for file in ENTRIES if file.startswith("30_")])
def test_body_stored_as_bytes_literal_is_decoded(file: str):
    read_one = transcript(file)
    assert "bytes-literal" in [warning.code for warning in read_one.warnings]
    assert not any("\\x" in paragraph.text for turn in read_one.turns for paragraph in turn.paragraphs)
    assert "MR. EARNEST" in {turn.label.printed for turn in read_one.turns if turn.label}


@pytest.mark.parametrize("file", [file for file in ENTRIES if file.startswith("56_")])
def test_page_flattened_to_one_line_is_flagged(file: str):
    assert "flattened" in [warning.code for warning in transcript(file).warnings]


@pytest.mark.parametrize("file", [file for file in ENTRIES if "_ungdc_" in file or "_unga79_ocr_" in file])
def test_delegations_speak_alone(file: str):
    assert all(turn.label is None for turn in transcript(file).turns)
    assert len(transcript(file).turns) <= 1
