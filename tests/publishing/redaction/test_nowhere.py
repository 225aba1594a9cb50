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

from tests.postgres import CannotStart, server
from tests.publishing.redaction.archive_of_words import FORMS, PASSAGE, find_traces, search_folder
from tests.served import CHECKOUT

pytestmark = pytest.mark.sqlite_only  # it brings its own databases
SENTENCE = "A person would be in danger."


class Archive:
    """An archive on the disk whose commands run in processes of their own, as an operator’s do."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME", "TMPDIR"}},
            "CHANCERY_ENV_FILE": os.devnull,
            "CHANCERY_DATA": str(folder),
            "DATABASE_URL": database_url,
            "LOAD_SAMPLE": "0",
            "PYTHONWARNINGS": "ignore",
        }

    def run(self, *command: str, words: str = "") -> str:
        ran = subprocess.run([sys.executable, *command], cwd=CHECKOUT, env=self.environment, input=words,
                             capture_output=True, text=True, check=False)  # fmt: skip
        assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-4000:]
        return ran.stdout

    def ask(self, what: str) -> str:
        return self.run("-m", "tests.publishing.redaction.archive_of_words", what)

    def redact(self, *options: str, words: str) -> str:
        return self.run("manage.py", "redact", "--everywhere", "--words", "-", "--reason", "safety",
                        "--sentence", SENTENCE, *options, words=words)  # fmt: skip


@pytest.fixture(scope="module", params=["SQLite", "PostgreSQL"])
def archive(request: pytest.FixtureRequest) -> Iterator[Archive]:
    folder = Path(tempfile.mkdtemp(prefix="chancery-redacted-"))
    try:
        if request.param == "SQLite":
            yield _filled(folder, "")
            return
        try:
            with server() as url:
                yield _filled(folder, url)
        except CannotStart as reason:
            if os.environ.get("CI") == "true":
                pytest.fail(str(reason), pytrace=False)
            pytest.skip(str(reason))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _filled(folder: Path, url: str) -> Archive:
    archive = Archive(folder, url)
    archive.run("manage.py", "prepare_archive", "--no-static")
    archive.ask("fill")
    return archive


def test_a_name_and_a_passage_are_gone_from_every_place(archive: Archive) -> None:
    assert search_folder(archive.folder), "what is looked for must be found before"
    assert list(find_traces(archive.ask("dump").encode()))

    shown = archive.redact("--name", words="\n".join(FORMS))
    assert "Nothing was changed" in shown
    assert "[Jaroslawa Gorbatenko]" in shown
    report = archive.redact("--name", "--for-good", words="\n".join(FORMS))
    passage = archive.redact("--for-good", words=PASSAGE)
    assert "State: Done" in report
    assert "State: Done" in passage

    assert search_folder(archive.folder) == {}
    assert list(find_traces(archive.ask("dump").encode())) == []
    assert list(find_traces((report + passage).encode())) == []
    answers = json.loads(archive.ask("addresses"))
    statuses = answers.pop("statuses")
    assert answers == {}
    assert any(each.startswith("200: ") for each in statuses)
    assert "all well" in archive.run("manage.py", "check_archive", "--deep")
