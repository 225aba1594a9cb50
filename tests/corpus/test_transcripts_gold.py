"""The transcript reader against gold: the first transcript, the named cases, and the Kremlin's own speaker labels."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from statements.transcripts import Block, Draft, Transcript, assemble, read
from tests.corpus.measure_transcripts import kremlin, report

pytestmark = pytest.mark.corpus


@pytest.fixture(scope="module")
def fixtures(corpus: Path) -> Path:
    return corpus.parent / "fixtures"


@pytest.fixture(scope="module")
def first(fixtures: Path) -> Transcript:
    return read(fixtures / "press_statements_2024-06-19.txt")


@pytest.fixture(scope="module")
def expected(fixtures: Path) -> dict:
    return json.loads((fixtures / "press_statements_2024-06-19.expected.json").read_text())


def test_first_transcript_has_its_two_turns_and_38_paragraphs(first: Transcript, expected: dict):
    assert [len(turn.paragraphs) for turn in first.turns] == [turn["paragraph_count"] for turn in expected["turns"]]
    for turn, gold in zip(first.turns, expected["turns"], strict=True):
        openings = [" ".join(paragraph.text.split()[:5]) for paragraph in turn.paragraphs]
        assert openings == [paragraph["first5"] for paragraph in gold["paragraphs"]]
        words = [len(paragraph.text.split()) for paragraph in turn.paragraphs]
        assert words == [paragraph["words"] for paragraph in gold["paragraphs"]]
        assert str(turn.kind) == gold["kind"]


def test_first_transcript_names_its_speakers(first: Transcript, expected: dict):
    golds = expected["turns"]
    assert [turn.speaker for turn in first.turns] == [gold["speaker"]["name"] for gold in golds]
    assert [turn.role for turn in first.turns] == [gold["office_as_printed"] for gold in golds]
    assert [turn.party for turn in first.turns] == ["Democratic People’s Republic of Korea", "Russia"]
    for turn, gold in zip(first.turns, golds, strict=True):
        notes = [{"printed": note.printed, "kind": str(note.kind)} for note in turn.label.notes]
        assert notes == gold["notes"]
        printed = turn.label.printed + "".join(f" ({note.printed})" for note in turn.label.notes)
        assert printed == gold["label_as_printed"]
    assert [(turn.interpreted, turn.interpreted_note) for turn in first.turns] == [(True, "retranslated"), (False, "")]


def test_first_transcript_keeps_what_its_page_says_of_it(first: Transcript, expected: dict):
    front = first.front
    assert front.title == expected["title"]
    assert front.date == ""
    assert front.provenance == expected["source"]["provenance_line"]
    assert front.caption == expected["image"]["caption"]
    assert front.credit == expected["image"]["printed"]
    assert list(front.categories) == expected["republisher_categories"]
    assert front.republisher_note.startswith("EDITOR’S NOTE")


def test_first_transcript_leaves_out_the_rest_with_reasons(first: Transcript, expected: dict):
    assert [item.line for item in first.dropped] == [item["line"] for item in expected["dropped"]]
    assert all(item.why for item in first.dropped)


def test_named_cases(fixtures: Path):
    wrong = []
    for case in json.loads((fixtures / "turn_cases.json").read_text()):
        blocks = [Block(text, line=number) for number, text in enumerate(case["paragraphs"], 1)]
        transcript = assemble(Draft(blocks=blocks, format="txt"))
        found = {turn.line: turn.label.printed for turn in transcript.turns if turn.label}
        for number, label in enumerate(case["expected"], 1):
            if found.get(number) != label:
                wrong.append((case["id"], number, label, found.get(number)))
    assert wrong == []


def test_labels_of_the_kremlin(corpus: Path, record_figure):
    labels, boundaries = kremlin()
    record_figure(report(labels, boundaries))
    assert labels.settled_precision >= 0.997
    assert labels.recall >= 0.99
    assert boundaries.f1 >= 0.985
