"""Files that people do hand in: nothing stops the rest, nothing is lost, everything is said."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from statements.ingest.reading import read_records
from statements.ingest.report import Outcome
from statements.models import Paragraph, Statement

from ..conftest import record

pytestmark = pytest.mark.django_db


def outcomes(report) -> dict[str, int]:
    return {outcome.value: report.counts[outcome] for outcome in Outcome if report.counts[outcome]}


def only_reason(report, outcome: Outcome) -> str:
    (entry,) = report.examples[outcome]
    return entry.reason


def test_a_broken_line_does_not_stop_the_others(people, kremlin, take, write):
    report = take(write(record(), b'{"id": "2", "title', record(id="3", source_url="", title="Third")))
    assert outcomes(report) == {"added": 2, "failed": 1}
    assert (report.examples[Outcome.FAILED][0].line, "not valid JSON" in only_reason(report, Outcome.FAILED)) == (
        2,
        True,
    )


def test_a_wrong_encoding_is_said_with_its_line(people, kremlin, take, write):
    report = take(write(record(), json.dumps(record(title="é"), ensure_ascii=False).encode("cp1252")))
    assert outcomes(report) == {"added": 1, "failed": 1}
    assert "not UTF-8" in only_reason(report, Outcome.FAILED)


@pytest.mark.parametrize("line", [b"[]", b"null", b'"text"', b"42", b"[" * 100_000, b"NaN"])
def test_a_line_that_is_no_record_is_said(line, people, kremlin, take, write):
    assert outcomes(take(write(line))) == {"failed": 1}


def test_nulls_and_half_characters_are_taken_out(people, kremlin, take, write):
    text = "Vladimir Putin: One\x00 word.\n\nKim Jong-un: Another \ud800 word."
    path = write(json.dumps(record(title="Ti\x00tle", text=text, office="Presi\x00dent of Russia")).encode())
    assert outcomes(take(path)) == {"added": 1}
    assert Statement.objects.get().title == "Title"
    assert all("\x00" not in paragraph.text for paragraph in Paragraph.objects.all())


def test_an_empty_file_is_skipped_and_alone_is_nothing_usable(people, kremlin, command, tmp_path):
    for name in ("empty.jsonl", "empty.txt", "blank.jsonl"):
        (tmp_path / name).write_text("\n\n" if name == "blank.jsonl" else "")
    status, said = command("import_statements", tmp_path)
    assert status == 2
    assert "3 skipped, 0 failed" in said


def test_a_line_of_five_megabytes_is_read(people, kremlin, take, write):
    sentence = "We have spoken of this matter at length and shall do so again. "
    report = take(write(record(text=f"Vladimir Putin: {sentence * 80_000}")))
    assert outcomes(report) == {"added": 1}
    assert Statement.objects.get().word_count > 900_000


def test_a_line_too_long_for_any_record_is_passed_over(people, kremlin, take, write, monkeypatch):
    monkeypatch.setattr(read_records, "MAX_RECORD_BYTES", 4096)
    report = take(write(record(), record(text="x" * 20_000), record(id="3", source_url="", title="Third")))
    assert outcomes(report) == {"added": 2, "failed": 1}
    assert only_reason(report, Outcome.FAILED) == "The line is longer than any record."
    assert report.examples[Outcome.FAILED][0].line == 2


def test_a_gzip_that_breaks_off_gives_what_was_whole(people, kremlin, take, write, tmp_path: Path):
    lines = [json.dumps(record(id=str(n), source_url="", title=f"Talks {n}")) for n in range(200)]
    whole = gzip.compress("\n".join(lines).encode(), compresslevel=0)
    path = tmp_path / "cut.jsonl.gz"
    path.write_bytes(whole[: len(whole) // 2])
    report = take(path)
    assert report.counts[Outcome.ADDED] == Statement.objects.count() > 50
    assert outcomes(report)["failed"] == 1
    assert "damaged" in only_reason(report, Outcome.FAILED)


def test_a_gzip_that_is_none_is_read_as_it_is(people, kremlin, take, tmp_path: Path):
    path = tmp_path / "plain.jsonl.gz"
    path.write_text(json.dumps(record()))
    assert outcomes(take(path)) == {"added": 1}


def test_a_byte_order_mark_is_no_part_of_the_first_record(people, kremlin, take, tmp_path: Path):
    path = tmp_path / "bom.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(record()).encode())
    assert outcomes(take(path)) == {"added": 1}


def test_a_folder_of_rubbish_is_told_file_by_file(people, kremlin, command, tmp_path: Path):
    (tmp_path / "._stub.txt").write_text("x")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 no archive")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "broken.xml").write_text("<TEI><u who='x'>")
    status, said = command("import_statements", tmp_path, "--publish", "--report", tmp_path.parent / "rubbish.json")
    report = json.loads((tmp_path.parent / "rubbish.json").read_text())
    assert status == 2
    assert Statement.objects.count() == 0
    assert {Path(entry["file"]).name for entry in report["entries"]} == {path.name for path in tmp_path.iterdir()}
    assert all(entry["reason"] for entry in report["entries"])
    assert report["counts"]["skipped"] == 2


def test_a_listing_page_is_refused_with_the_reason(people, kremlin, take, tmp_path: Path):
    links = "\n".join(f'<li><a href="/news/{n}">News of the day number {n}</a></li>' for n in range(200))
    path = tmp_path / "listing.html"
    path.write_text(f"<html><head><title>All news</title></head><body><ul>{links}</ul></body></html>")
    report = take(path)
    assert outcomes(report) == {"failed": 1}
    assert only_reason(report, Outcome.FAILED)
    assert Statement.objects.count() == 0


def test_a_text_file_becomes_a_draft_until_it_has_what_publishing_needs(people, take, tmp_path: Path):
    path = tmp_path / "talks_in_pyongyang.txt"
    path.write_text(
        "Vladimir Putin: The talks of today were long and useful.\n\nKim Jong-un: I thank our guests for their visit.\n"
    )
    report = take(path)
    assert outcomes(report) == {"added": 1}
    assert "no publisher" in only_reason(report, Outcome.ADDED)
    assert Statement.objects.get().speech_count == 2
    assert outcomes(take(path)) == {"unchanged": 1}
    copy = tmp_path / "copy.txt"
    copy.write_bytes(path.read_bytes())
    assert outcomes(take(copy)) == {"unchanged": 1}


def test_a_report_that_cannot_be_written_is_said_before_anything_is(people, kremlin, write, tmp_path: Path):
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError, match="No such file"):
        call_command("import_statements", str(write(record())), "--report", str(tmp_path / "nowhere" / "r.json"))
    assert Statement.objects.count() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "x" * 5000},
        {"title": "", "id": ""},
        {"place": "p" * 5000, "source_url": "http://example.org/" + "u" * 5000},
        {"language": "x" * 400, "kind": "k" * 400, "country": "c" * 5000},
        {"speaker": "s" * 5000, "office": "o" * 5000},
        {"speaker": ["a", "b"], "date": 2024, "country": {"a": 1}, "tags": [1], "source": 7},
        {"tags": {"topics": "x", "geography": 3}, "source": "S" * 900, "id": "i" * 900},
        {"date": "2024-13-45"},
        {"source_url": "javascript:alert(1)", "place": "\u202eoidualc"},
        {"text": "Vladimir Putin:\n\nKim Jong-un:\n\nVladimir Putin:"},
        {"text": ("L" * 390) + ": words of somebody with a very long label.\n\nVladimir Putin: Yes."},
    ],
)
def test_odd_fields_end_in_an_outcome_not_in_an_error(fields, people, kremlin, take, write):
    report = take(write({**record(), **fields}))
    assert sum(report.counts.values()) == 1
    assert Statement.objects.count() == report.counts[Outcome.ADDED]


def test_a_number_without_end_fails_alone(people, kremlin, take, write):
    huge = b'{"id": ' + b"9" * 5000 + b', "text": "Vladimir Putin: Yes."}'
    report = take(write(record(), huge, record(id="3", source_url="", title="Third")))
    assert outcomes(report) == {"added": 2, "failed": 1}
    assert only_reason(report, Outcome.FAILED) == "Line 2 is not valid JSON: it holds a number of 5,000 digits."


@pytest.mark.parametrize("label", ["№ 5", "1", "(2)", "…", "7 8"])
def test_a_label_without_letters_stops_nothing(label, people, kremlin, take, write):
    turns = [{"label": label, "paragraphs": ["We thank the council."]}]
    report = take(write({"turns": turns, "title": "First"}, record(source_url="", id="2")))
    assert outcomes(report) == {"added": 2}


def test_half_characters_in_tags_and_names_are_taken_out_of_the_report_too(people, kremlin, command, write, tmp_path):
    halves = record(categories=["a \ud800 b"], tags={"topics": ["c \udfff"]}, speaker="\ud800")
    write(json.dumps(halves).encode(), name="one.jsonl")
    (tmp_path / "two \udcff.txt").write_text("Vladimir Putin: We have signed.\n\nKim Jong-un: We have.")
    status, said = command("import_statements", tmp_path, "--report", tmp_path / "report.csv", "--no-index")
    assert status == 0, said
    assert "2 added" in said
    assert "tag without a topic: a ? b" in said
    assert "two ?.txt" in (tmp_path / "report.csv").read_text()


def test_what_moves_the_cursor_is_printed_as_its_code(people, kremlin, command, write):
    _, said = command("import_statements", write(record(), name="red\x1b[31m\u202e.xyz"), "--no-index")
    assert "red\\u001b[31m\\u202e.xyz" in said
    assert "\x1b" not in said


def test_a_fault_of_a_reader_costs_its_record_alone(people, kremlin, take, write, monkeypatch, caplog):
    def fail(name: str, *more):
        raise TypeError("name() argument 1 must be a unicode character")

    path = write(record(), record(id="2", source_url="", title="Second"), b"[]")
    monkeypatch.setattr("statements.transcripts.records.assemble", fail)
    report = take(path)
    assert outcomes(report) == {"failed": 3}
    assert "The reader failed on it (TypeError): please report it with the file." in {
        entry.reason for entry in report.examples[Outcome.FAILED]
    }
    assert "The reader of jsonl failed on" in caplog.text
