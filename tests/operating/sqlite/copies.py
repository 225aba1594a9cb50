"""Copies of a database put in its place beside a log that a kill has left, in every way that a shell offers."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from statements.operating.sqlite import opening
from statements.operating.sqlite.judgement import Answer, judge_log

from .writers import Reader, make_database, read_state, write_and_kill


def copy_by_backup(database: Path, copy: Path) -> None:
    """As `sqlite3 … ".backup copy"` does it."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def copy_as_ours(database: Path, copy: Path) -> None:
    copy_by_backup(database, copy)
    with closing(sqlite3.connect(copy)) as target:
        target.execute("PRAGMA journal_mode = DELETE")


def copy_closed(database: Path, copy: Path) -> None:
    """As `cp` does it while the archive is stopped."""
    shutil.copyfile(database, copy)


def _over_it(copy: Path, database: Path) -> None:
    shutil.copyfile(copy, database)


def _over_it_with_its_times(copy: Path, database: Path) -> None:
    shutil.copy2(copy, database)


def _in_its_place(copy: Path, database: Path) -> None:
    copy.replace(database)


def _after_its_removal(copy: Path, database: Path) -> None:
    database.unlink()
    shutil.copyfile(copy, database)


def _byte_by_byte(copy: Path, database: Path) -> None:
    """As `rsync --inplace` does it."""
    content = copy.read_bytes()
    with database.open("r+b") as file:
        file.write(content)
        file.truncate(len(content))


COPIES: dict[str, Callable[[Path, Path], None]] = {
    "sqlite3 .backup": copy_by_backup,
    "manage.py backup": copy_as_ours,
    "cp while stopped": copy_closed,
}
PLACES: dict[str, Callable[[Path, Path], None]] = {
    "cp": _over_it,
    "cp -p": _over_it_with_its_times,
    "mv": _in_its_place,
    "rm, cp": _after_its_removal,
    "rsync --inplace": _byte_by_byte,
}


def restore_by_hand(folder: Path, copied: str, placed: str, chance: random.Random) -> str:
    """Write, copy, write on, kill, put the copy in place, open: what is then served.

    `copy`, `newest` (soundly), `asked` (it could not be told), or `WRONG …`.
    """
    database, copy = make_database(folder / "archive.sqlite3"), folder / "copy.sqlite3"
    write_and_kill(database, chance)
    if copied == "cp while stopped":
        read_state(database)  # the last close leaves no log
        COPIES[copied](database, copy)
    reader = Reader(database)
    if copied != "cp while stopped":
        COPIES[copied](database, copy)
    in_copy, _ = read_state(copy)
    for beside in ("-wal", "-shm"):
        copy.with_name(copy.name + beside).unlink(missing_ok=True)
    newest = write_and_kill(database, chance)
    reader.kill()
    PLACES[placed](copy, database)
    judgement = judge_log(database)
    if judgement.answer is Answer.UNKNOWN:
        return "asked"
    if judgement.answer is Answer.FOREIGN:
        opening.set_log_aside(database, judgement.reason)
    served, sound = read_state(database)
    if sound != "ok":
        return f"WRONG: {sound}"
    if served == in_copy:
        return "copy"
    return "newest" if served >= newest else f"WRONG: line {served}, neither {in_copy} nor {newest}"
