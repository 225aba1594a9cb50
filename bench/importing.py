"""Importing: statements a second into an archive of its own, the index aside; memory; a second run that finds them all.

The command is run as a user runs it, in a process of its own, on SQLite in a folder that is thrown away. Without
`--corpora` the records are of our own making; with it they are those of the folder's `ungdc`, `whitehouse` and
`kremlin_en` files (the real corpora, which are no part of the project). The peer reads the same files as JSON and
inserts each text as one row, each in a transaction of its own: what any importer must spend.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench.figures import CannotMeasure, Figure

CORPORA = ("ungdc.jsonl.gz", "whitehouse.jsonl.gz", "kremlin_en.jsonl.gz")
OF_OUR_OWN = 1000
MINUTES_ALLOWED = 10  # for the 23,000 statements of the corpora
MEGABYTES_ALLOWED = 400
SPEAKERS = ("Vladimir Putin", "Kim Jong-un")
SENTENCE = (
    "We have spoken of this matter at length, of the Charter of the United Nations and of our neighbours France, Japan "
    "and Mexico, and we shall speak of it again before the year is out. "
)


def add_options(parser: argparse._ArgumentGroup) -> None:
    parser.add_argument("--corpora", type=Path, metavar="DIR", help="import the real corpora of this folder")


def measure(arguments: argparse.Namespace) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="chancery-bench-") as name:
        folder = Path(name)
        files = _corpora(arguments.corpora) if arguments.corpora else [_own_records(folder)]
        environment = {**os.environ, "CHANCERY_DATA": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'a.sqlite3'}"}
        _manage(environment, "migrate", "-v0")
        _manage(environment, "load_reference", "-v0")
        seconds, megabytes = _import(environment, files)
        number = _count(folder / "a.sqlite3")
        plain = _plainly(files, folder / "plain.sqlite3")
        yield Figure(
            f"import of {number:,} statements, index aside", "min", seconds / 60, seconds / 60, seconds / 60, 1,
            peers={"each text as one row": plain / 60},
            target=MINUTES_ALLOWED if arguments.corpora else None,
            remark=f"{number / seconds:,.0f} statements a second",
        )  # fmt: skip
        yield Figure(
            "most memory of one process", "MB", megabytes, megabytes, megabytes, 1, target=MEGABYTES_ALLOWED
        )  # fmt: skip
        again, _ = _import(environment, files)
        yield Figure("the same again: all unchanged", "min", again / 60, again / 60, again / 60, 1)


def _corpora(folder: Path) -> list[Path]:
    files = [folder / name for name in CORPORA]
    missing = [file.name for file in files if not file.is_file()]
    if missing:
        raise CannotMeasure(f"there is no {', '.join(missing)} in {folder}.")
    return files


def _own_records(folder: Path) -> Path:
    path = folder / "records.jsonl"
    with path.open("w") as file:
        for number in range(OF_OUR_OWN):
            turns = [
                f"{'Vladimir Putin' if turn % 2 else 'Kim Jong-un'}: {number}.{turn} {SENTENCE * 3}"
                for turn in range(20)
            ]
            record = {"id": str(number), "title": f"Talks {number}", "date": "2024-06-19", "source": "Bench"}
            file.write(json.dumps({**record, "country": "Russia", "text": "\n\n".join(turns)}) + "\n")
    return path


def _manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)


def _import(environment: dict[str, str], files: list[Path]) -> tuple[float, float]:
    """How many seconds it took, and the most memory that one of its processes held so far, in MB."""
    start = time.perf_counter()
    _manage(environment, "import_statements", *map(str, files), "--publish", "--no-index")
    taken = time.perf_counter() - start
    return taken, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _count(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT count(*) FROM statements_statement").fetchone()[0]


def _plainly(files: list[Path], database: Path) -> float:
    start = time.perf_counter()
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("CREATE TABLE statement (id TEXT, title TEXT, date TEXT, text TEXT)")
        for file in files:
            with gzip.open(file, "rt") if file.suffix == ".gz" else file.open() as lines:
                for line in lines:
                    record = json.loads(line)
                    row = [record.get(key) for key in ("id", "title", "date", "text")]
                    connection.execute("INSERT INTO statement VALUES (?, ?, ?, ?)", row)
    return time.perf_counter() - start
