"""``manage.py parse_transcript``: readable, or JSON with keys that others rely on; one sentence on failure."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

TALKS = """Talks in Zenda

19 June 2031

President of Ruritania Rudolf Elphberg (retranslated): Friends,

we have agreed.

Question: On what?

NATO: the Alliance is united.
"""


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    path = tmp_path / "talks.txt"
    path.write_text(TALKS)
    return path


def run(*arguments: object) -> str:
    out = io.StringIO()
    call_command("parse_transcript", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_json_has_the_keys_that_other_programs_rely_on(talks: Path):
    found = json.loads(run(talks, "--json"))
    assert (found["title"], found["date"]) == ("Talks in Zenda", "2031-06-19")
    first, second = found["turns"]
    assert first["label"] == "President of Ruritania Rudolf Elphberg"
    assert (first["speaker"], first["role"], first["kind"]) == ("Rudolf Elphberg", "President of Ruritania", "speech")
    assert (first["interpreted"], first["paragraphs"]) == (True, ["Friends,", "we have agreed."])
    assert (second["label"], second["speaker"], second["kind"]) == ("Question", None, "question")
    assert [item["line"] for item in found["dropped"]] == [1, 3]
    assert all(set(item) == {"line", "text", "why"} for item in found["dropped"])
    assert any("NATO" in warning for warning in found["warnings"])


def test_readable_output_shows_turns_what_was_left_out_and_doubts(talks: Path):
    shown = run(talks)
    assert "Rudolf Elphberg" in shown
    assert "interpreted: retranslated" in shown
    assert "Left out" in shown
    assert "To check" in shown
    assert "2 turns, 1 speaker," in shown


def test_what_cannot_be_read_fails_with_one_sentence(tmp_path: Path):
    people = tmp_path / "people.json"
    people.write_text('{"persons": []}')
    with pytest.raises(CommandError, match="list of people"):
        run(people)
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "none.txt")


def test_records_are_printed_one_a_line_and_bad_ones_fail_at_the_end(tmp_path: Path):
    records = tmp_path / "talks.jsonl"
    records.write_text(
        '{"title": "One", "text": "Jane Roe: Yes."}\n{broken\n{"title": "Two", "text": "John Doe: No."}\n'
    )
    out = io.StringIO()
    with pytest.raises(CommandError, match="Some records"):
        call_command("parse_transcript", str(records), "--json", stdout=out, stderr=io.StringIO())
    assert [json.loads(line)["title"] for line in out.getvalue().splitlines()] == ["One", "Two"]
