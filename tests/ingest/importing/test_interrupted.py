"""An import that is stopped half-way leaves whole statements and goes on where it stopped."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from statements.ingest.report import Outcome, Report
from statements.models import Statement

from ..conftest import record

CHECKOUT = Path(__file__).resolve().parents[3]


def records_of(number: int) -> list[dict]:
    words = " ".join(["We have spoken of this matter at length, and shall speak of it again."] * 40)
    return [
        record(
            id=f"talks-{n}",
            source_url="",
            title=f"Talks {n}",
            text=f"Vladimir Putin: {n}. {words}\n\nKim Jong-un: {words}",
        )
        for n in range(number)
    ]


@pytest.mark.django_db
def test_a_stop_between_two_records_keeps_what_is_done(people, kremlin, take, write):
    path = write(*records_of(5))
    asked = iter([False, False, True])
    report: Report = take(path, stop=lambda: next(asked))
    assert report.interrupted
    assert report.counts[Outcome.ADDED] == Statement.objects.count() == 2
    rest = take(path)
    assert (rest.counts[Outcome.UNCHANGED], rest.counts[Outcome.ADDED]) == (2, 3)


@pytest.mark.django_db
def test_a_reading_process_gives_what_reading_here_gives(people, kremlin, write):
    from statements.ingest.matching.lookup_tables import LookupTables
    from statements.ingest.reading.file_discovery import find_files
    from statements.ingest.reading.read_records import parse_record, read_files

    archive, files = LookupTables.load(), list(find_files([write(*records_of(30), b"{broken")]))

    def all_of(process: bool) -> list:
        read = read_files(files, parse_record, archive.scan, lambda sha256: False, process=process)
        return [
            (r.line, r.sha256, r.problem, r.transcript and r.transcript.speakers, r.mentioned_parties) for r in read
        ]

    assert all_of(process=True) == all_of(process=False)


READING = """
import sys, time
from pathlib import Path
import django
django.setup()
from statements.ingest.reading import read_records
from statements.ingest.reading.file_discovery import find_files
read_records.BATCH_BYTES = 1  # each record is a batch, of which few may wait
files = list(find_files([Path(sys.argv[1])]))
parse, scan = read_records.parse_record, lambda text: ([], [])
records = read_records.read_files(files, parse, scan, lambda sha: False, process=True)
next(records)
print(*(child.pid for child in read_records.multiprocessing.active_children()), flush=True)
time.sleep(60)
"""


def test_the_reading_process_ends_when_the_import_is_killed(tmp_path: Path):
    path = tmp_path / "records.jsonl"
    path.write_text("".join(json.dumps(made) + "\n" for made in records_of(20)))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", READING, str(path)]
    with subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True) as importing:
        reader = int(importing.stdout.readline())
        importing.kill()
    deadline = time.monotonic() + 30
    while _is_running(reader):
        assert time.monotonic() < deadline, "The reading process outlives the import."
        time.sleep(0.05)


def _is_running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


@pytest.fixture
def archive_on_disk(tmp_path: Path) -> dict[str, str]:
    """The environment of a process that has an archive of its own in SQLite."""
    environment = {
        **os.environ,
        "CHANCERY_DATA": str(tmp_path / "data"),
        "CHANCERY_ENV_FILE": os.devnull,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'archive.sqlite3'}",
        "SECRET_KEY": "only for tests",
        "DJANGO_SETTINGS_MODULE": "archive.settings",
    }
    (tmp_path / "data").mkdir()
    for command in (["migrate", "-v0"], ["load_reference", "-v0"]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=CHECKOUT, env=environment, check=True, capture_output=True
        )
    return environment


@pytest.mark.sqlite_only
def test_ctrl_c_finishes_the_statement_at_hand_and_the_next_run_goes_on(archive_on_disk, tmp_path: Path, write):
    number = 400
    path = write(*records_of(number))
    command = [sys.executable, "manage.py", "import_statements", str(path), "--publish"]
    first = subprocess.Popen(
        [*command, "--report", str(tmp_path / "first.json")],
        cwd=CHECKOUT, env=archive_on_disk, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    _wait_for_statements(tmp_path / "archive.sqlite3", first)
    first.send_signal(signal.SIGINT)
    said, errors = first.communicate(timeout=60)
    assert first.returncode == 130, errors
    assert "goes on where it stopped" in said
    report = json.loads((tmp_path / "first.json").read_text())
    assert report["interrupted"]
    assert 0 < report["counts"]["added"] < number
    assert _whole_statements(tmp_path / "archive.sqlite3") == report["counts"]["added"]

    second = subprocess.run(command, cwd=CHECKOUT, env=archive_on_disk, capture_output=True, text=True, check=True)
    done = report["counts"]["added"]
    assert f"{number - done:,} added, 0 updated, {done:,} unchanged" in second.stdout
    check = subprocess.run(
        [sys.executable, "manage.py", "check_archive"],
        cwd=CHECKOUT, env=archive_on_disk, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert "counts: all well" in check.stdout
    assert "revisions: all well" in check.stdout


def _wait_for_statements(database: Path, process: subprocess.Popen) -> None:
    """Until the first statements are in, so that the signal meets an import at work."""
    while process.poll() is None:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            if connection.execute("SELECT count(*) FROM statements_statement").fetchone()[0] >= 3:
                return
        time.sleep(0.02)


def _whole_statements(database: Path) -> int:
    """How many statements are there, each with its speeches, paragraphs, raw text and version."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(
            """
            SELECT count(*) FROM statements_statement s
            WHERE (SELECT count(*) FROM statements_speech WHERE statement_id = s.id) = 2
              AND (SELECT count(*) FROM statements_paragraph WHERE statement_id = s.id) = 2
              AND EXISTS (SELECT 1 FROM statements_source WHERE statement_id = s.id)
              AND EXISTS (SELECT 1 FROM statements_revision WHERE statement_id = s.id)
            """
        ).fetchone()[0]
