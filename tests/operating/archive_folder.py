"""An archive on the disk, in a folder of its own, as the commands of `manage.py` find it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Archive:
    """`data` is its folder; `database_url` is "" for SQLite there."""

    data: Path
    database_url: str = ""

    @property
    def database(self) -> Path:
        return self.data / "archive.sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME", "TMPDIR"}},
            "CHANCERY_ENV_FILE": os.devnull,
            "CHANCERY_DATA": str(self.data),
            "DATABASE_URL": self.database_url,
            "LOG_LEVEL": "WARNING",
        }

    def start(self, *arguments: str, **options: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments], cwd=CHECKOUT, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
        )  # fmt: skip

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments)
        said, errors = process.communicate()
        return subprocess.CompletedProcess(arguments, process.returncode, said, errors)

    def manage(self, *arguments: str) -> str:
        """What the command said; a failure fails the test."""
        run = self.run(*arguments)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    def refusal(self, *arguments: str) -> str:
        """The one sentence with which the command ended instead of doing anything."""
        run = self.run(*arguments)
        assert run.returncode == 1, run.stdout + run.stderr
        lines = run.stderr.strip().splitlines()
        assert len(lines) == 1, run.stderr
        return lines[0].removeprefix("CommandError: ")


def write_transcripts(path: Path, number: int) -> Path:
    """So many records that can be published."""
    words = " ".join(["We have spoken of this matter at length, and shall speak of it again."] * 60)
    lines = (
        f'{{"id": "talks-{n}", "title": "Talks {n}", "date": "2024-06-19", "publisher": "President of Russia", '
        f'"text": "Vladimir Putin: {n}. {words}\\n\\nKim Jong-un: {words}"}}\n'
        for n in range(number)
    )
    path.write_text("".join(lines), encoding="utf-8")
    return path
