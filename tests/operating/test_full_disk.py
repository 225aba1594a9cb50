"""Commands on a real disk that is full: one sentence, nothing half-written, and the next try works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services import small_disk

pytestmark = pytest.mark.sqlite_only
ROOT = Path(__file__).resolve().parents[2]
WORDS = "We met this morning in the old library and spoke for two hours about the bridge and the railway. "

TALK = {"date": "2010-04-08", "publisher": "The White House", "language": "en"}


def manage(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment |= {"CHANCERY_ENV_FILE": os.devnull, "CHANCERY_DATA": str(data), "LOAD_SAMPLE": "0"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def expect_one_sentence(run: subprocess.CompletedProcess[str]) -> None:
    assert run.returncode == 1, run.stdout + run.stderr
    assert "Traceback" not in run.stderr
    line = run.stderr.splitlines()[-1]  # the log may say before it that the index is behind
    assert "There is no space left on the disk." in line
    assert "give the same command again" in line


@pytest.fixture(scope="module")
def disk() -> Iterator[Path]:
    with small_disk(9_000_000) as folder:
        yield folder


def resize(disk: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)


def test_set_up_import_rebuild_and_export(disk: Path, tmp_path: Path) -> None:
    """In the order in which an operator meets them, on one disk."""
    data = disk / "data"
    expect_one_sentence(manage(data, "prepare_archive"))
    resize(disk, 40_000_000)
    assert manage(data, "prepare_archive").returncode == 0

    used = 40_000_000 - os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    file = tmp_path / "talks.jsonl"
    with file.open("w", encoding="utf-8") as stream:
        for number in range(150):
            words = {"title": f"Talk {number}", "text": f"PRESIDENT OBAMA: {WORDS * 30}{number}.\n"}
            stream.write(json.dumps({**TALK, **words, "url": f"https://archive.example.org/{number}"}) + "\n")
    resize(disk, used + 900_000)
    run = manage(data, "import_statements", str(file), "--publish")
    expect_one_sentence(run)
    assert "are stored" in run.stderr or "Nothing was stored" in run.stderr
    resize(disk, 60_000_000)
    again = manage(data, "import_statements", str(file), "--publish")
    assert again.returncode == 0, again.stderr

    used = 60_000_000 - os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    resize(disk, used + 40_000)
    before = sorted(path.name for path in (data / "index").rglob("*"))
    run = manage(data, "rebuild_index", "--noinput")
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert "o space left on" in run.stderr
    export = manage(data, "export_archive", str(disk / "package.zip"))
    assert export.returncode == 1
    assert "Traceback" not in export.stderr
    assert "No space left on device" in export.stderr
    assert sorted(path.name for path in disk.iterdir()) == ["data"]
    resize(disk, 80_000_000)
    assert sorted(path.name for path in (data / "index").rglob("*")) == before
    assert manage(data, "rebuild_index", "--noinput").returncode == 0
    assert manage(data, "export_archive", str(disk / "package.zip")).returncode == 0
    assert manage(data, "check_archive").returncode == 0
