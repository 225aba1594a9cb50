"""After a redaction the words are nowhere: not in a byte of the data folder, not in a table, not at any address."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publishing.redaction.archive_of_words import FORMS, PASSAGE, find_traces, search_folder
from tests.served import CHECKOUT

pytestmark = pytest.mark.sqlite_only  # it brings its own database
SENTENCE = "A person would be in danger."


class Archive:
    """An archive on the disk whose commands run in processes of their own, as an operator’s do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME", "TMPDIR"}},
            "CHANCERY_ENV_FILE": os.devnull,
            "CHANCERY_DATA": str(folder),
            "LOAD_SAMPLE": "0",
            "PYTHONWARNINGS": "ignore",
        }

    def run(self, *command: str, words: str = "") -> str:
        ran = subprocess.run([sys.executable, *command], cwd=CHECKOUT, env=self.environment, input=words,
                             capture_output=True, text=True, check=False)  # fmt: skip
        assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-4000:]
        return ran.stdout

    def ask(self, *what: str) -> str:
        return self.run("-m", "tests.publishing.redaction.archive_of_words", *what)

    def redact(self, *options: str, words: str) -> str:
        return self.run("manage.py", "redact", "--everywhere", "--words", "-", "--reason", "safety",
                        "--sentence", SENTENCE, *options, words=words)  # fmt: skip


@pytest.fixture(scope="module")
def archive() -> Iterator[Archive]:
    """On SQLite, whose files are looked through; of the tables of PostgreSQL `test_tables` asks the same."""
    folder = Path(tempfile.mkdtemp(prefix="chancery-redacted-"))
    try:
        archive = Archive(folder)
        archive.run("manage.py", "migrate", "-v", "0")
        assert list(find_traces(archive.ask("fill", "dump").encode())), "what is looked for must be found before"
        assert search_folder(folder)
        yield archive
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_a_name_and_a_passage_are_gone_from_every_place(archive: Archive) -> None:
    report = archive.redact("--name", "--for-good", words="\n".join(FORMS))
    shown = archive.redact(words=PASSAGE)
    assert "Nothing was changed" in shown
    assert f"[{PASSAGE}]" in shown
    passage = archive.redact("--for-good", words=PASSAGE)
    assert "State: Done" in report
    assert "State: Done" in passage
    assert list(find_traces((report + passage).encode())) == []
    assert search_folder(archive.folder) == {}
    assert list(find_traces(archive.ask("dump").encode())) == []
    answers = json.loads(archive.ask("addresses"))
    statuses = answers.pop("statuses")
    assert answers == {}
    assert any(each.startswith("200: ") for each in statuses)
    assert "all well" in archive.run("manage.py", "check_archive", "--deep")
