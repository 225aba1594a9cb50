"""Records of JSON Lines: read one by one, the bad ones named, the rest kept."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from statements.transcripts import UnreadableTranscript, read, read_records
from statements.transcripts.outline import as_dict

RECORD = {
    "id": "elbonia-7",
    "title": "Talks in\u00a0Elbonia",
    "date": "2031-05",
    "country": "Elbonia",
    "speaker": None,
    "office": None,
    "place": "Elbonia City",
    "source": "Government of Elbonia",
    "source_url": "https://example.org/7",
    "language": "en",
    "kind": "talks",
    "text": "The talks lasted a day.\n\nJane Roe: We agreed.\n\nThank you.\n\nJohn Doe: So we did.",
    "tags": {"topics": ["Trade"], "persons": []},
    "session": 3,
}


def lines(*values: object) -> bytes:
    return b"".join((value if isinstance(value, bytes) else json.dumps(value).encode()) + b"\n" for value in values)


def test_record_fills_the_front_matter_and_keeps_its_extras(tmp_path: Path):
    path = tmp_path / "talks.jsonl"
    path.write_bytes(lines(RECORD))
    [(number, transcript)] = list(read_records(path))
    assert number == 1
    assert (transcript.front.title, transcript.front.date) == ("Talks in Elbonia", "2031-05")
    assert (transcript.front.publisher, transcript.front.place) == ("Government of Elbonia", "Elbonia City")
    assert transcript.front.topics == ("Trade",)
    assert transcript.front.extra == {
        "id": "elbonia-7",
        "session": 3,
        "tags": {"topics": ["Trade"], "persons": []},
    }
    assert [turn.label and turn.label.printed for turn in transcript.turns] == [None, "Jane Roe", "John Doe"]
    assert [turn.line for turn in transcript.turns] == [1, 3, 7]


@pytest.mark.parametrize("packed", [False, True])
def test_bad_records_do_not_stop_the_rest(tmp_path: Path, packed: bool):
    path = tmp_path / ("talks.jsonl.gz" if packed else "talks.jsonl")
    data = lines(RECORD, b"{broken", b"", b"\xff\xfe", [1], {"title": "no text"}, RECORD)
    path.write_bytes(gzip.compress(data) if packed else data)
    found = dict(read_records(path))
    assert list(found) == [1, 2, 4, 5, 6, 7]
    assert [number for number, item in found.items() if isinstance(item, UnreadableTranscript)] == [2, 4, 5]
    assert "Line 2" in str(found[2])
    assert found[6].refused == "The record has no text."
    assert len(found[7].turns) == 3


def test_packed_file_that_breaks_off_yields_what_it_holds(tmp_path: Path):
    path = tmp_path / "talks.jsonl.gz"
    path.write_bytes(gzip.compress(lines(*([RECORD] * 500)), compresslevel=0)[:-2000])
    found = [item for _, item in read_records(path)]
    assert isinstance(found[-1], UnreadableTranscript)
    assert len(found) > 300


def test_monologue_takes_its_speaker_from_the_record(tmp_path: Path):
    record = RECORD | {"speaker": "Jane Roe", "office": "Foreign Minister", "text": "Mr. President,\n\nWe are ready."}
    transcript = read(json.dumps(record).encode(), "json")
    [turn] = transcript.turns
    assert (turn.speaker, turn.role, turn.party) == ("Jane Roe", "Foreign Minister", "Elbonia")
    assert "speaker" in turn.inherited


def test_placeholder_speaker_is_flagged():
    transcript = read(json.dumps(RECORD | {"speaker": "???", "text": "We are ready."}).encode(), "json")
    assert transcript.turns[0].speaker == ""
    assert "placeholder-speaker" in [warning.code for warning in transcript.warnings]


def test_text_in_another_script_than_its_language_is_refused():
    record = RECORD | {"language": "ar", "text": "cco AUS at Aaa aSile advil yc alia bad aS Lai Ol cia " * 20}
    assert "no letters of that language" in read(json.dumps(record).encode(), "json").refused


def test_list_of_people_is_refused():
    people = {"persons": [{"name": "Jane Roe"}], "memberships": []}
    assert "list of people" in read(json.dumps(people).encode()).refused


def test_what_parse_transcript_prints_can_be_read_again():
    first = read(json.dumps(RECORD).encode(), "json")
    again = read(json.dumps(as_dict(first)).encode(), "json")
    assert [turn.speaker for turn in again.turns] == [turn.speaker for turn in first.turns]
    assert [[p.text for p in turn.paragraphs] for turn in again.turns] == [
        [p.text for p in turn.paragraphs] for turn in first.turns
    ]


def test_record_in_markdown_loses_its_marks():
    record = RECORD | {
        "text": "**Jane Roe:** We have *really* agreed, see [the text](https://example.org).\n\n\\[sic\\]"
    }
    [turn] = read(json.dumps(record).encode(), "json").turns
    assert turn.label.printed == "Jane Roe"
    assert turn.paragraphs[0].text == "We have really agreed, see the text."


def test_many_records_are_not_one_transcript():
    with pytest.raises(UnreadableTranscript, match="2 records"):
        read(lines(RECORD, RECORD), "jsonl")
