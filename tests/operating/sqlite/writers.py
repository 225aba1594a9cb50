"""Processes that write into a SQLite database as the archive does, until they are killed."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from statements.operating.sqlite import opening
from statements.operating.sqlite.file_record import CommitWatch

CHECKOUT = Path(__file__).resolve().parents[3]
TABLE = "CREATE TABLE line (id INTEGER PRIMARY KEY, words TEXT, read INTEGER)"


def make_database(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(TABLE)
        connection.execute("CREATE INDEX line_read ON line (read)")
    return path


def read_state(path: Path) -> tuple[int, str]:
    """The last line, and what SQLite says of the whole: `ok` or what is wrong. A log that lies there is replayed."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            sound = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            return connection.execute("SELECT coalesce(max(id), 0) FROM line").fetchone()[0], sound
        except sqlite3.DatabaseError as error:
            return -1, str(error)


def write_and_kill(path: Path, chance: random.Random, *, writers: int = 2) -> int:
    """Let processes write for a moment and kill them; returns the last line that one of them had committed."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.operating.sqlite.writers", str(path), str(chance.randrange(10**6))],
            cwd=CHECKOUT, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(writers)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    time.sleep(chance.random() * 0.3)
    for process in processes:
        process.send_signal(signal.SIGKILL)
    committed = [int(line) for process in processes for line in process.communicate()[0].split()]
    return max(committed, default=0)


class Reader:
    """A process that has the database open and reads nothing, so that no close of others takes its log away."""

    def __init__(self, path: Path) -> None:
        code = (
            "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1]); "
            "c.execute('SELECT 1 FROM line').fetchall(); print(1, flush=True); time.sleep(600)"
        )
        self._process = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
        self._process.stdout.readline()

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


def main(path: Path, chance: random.Random) -> None:
    opening.enter(path)
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {chance.choice([20, 100, 1000])}")
    watch, noted = CommitWatch(path), chance.choice([0.1, 1.0])  # what is written outside a transaction is not noted
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        connection.execute("BEGIN IMMEDIATE")
        last = connection.execute("SELECT coalesce(max(id), 0) FROM line").fetchone()[0]
        for _ in range(chance.choice([1, 3, 20])):
            last += 1
            words = os.urandom(chance.choice([50, 3000])).hex()
            connection.execute("INSERT INTO line VALUES (?, ?, ?)", (last, words, last))
            connection.execute("UPDATE line SET read = read + 1 WHERE id = ?", (chance.randint(1, last),))
        connection.execute("COMMIT")
        if chance.random() < noted:
            watch.note_commit()
        sys.stdout.write(f"{last}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), random.Random(int(sys.argv[2])))
