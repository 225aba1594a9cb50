"""A copy of a SQLite database while others write, by SQLite's own backup API."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from .backup_file import Progress
from .contents import Query
from .problems import BackupProblem

PAGES_AT_ONCE = 4_000  # between two lines of progress
SESSIONS = "django_session"


def copy_database(source: Path, target: Path, progress: Progress, *, with_sessions: bool) -> None:
    """Raises BackupProblem, sqlite3.Error."""
    with closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=60)) as live:
        # One state is read from the first page to the last: without this a copy begins anew with every write.
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_master").fetchone()
        size = live.execute("PRAGMA page_size").fetchone()[0]
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            target.chmod(0o600)
            copy.execute("PRAGMA synchronous = OFF")
            live.backup(
                copy,
                pages=PAGES_AT_ONCE,
                progress=lambda _, left, total: progress("Copying the database", (total - left) * size, total * size),
            )
            live.execute("ROLLBACK")
            progress("Checking the copy", 0, 0)
            expect_sound(copy.execute, "The database is damaged and was not backed up")
            settle_copy(copy, with_sessions=with_sessions)


def settle_copy(copy: sqlite3.Connection, *, with_sessions: bool) -> None:
    """Leave a file without a log of its own, and without who is signed in.

    The journal mode says at the same time that no write-ahead log belongs to the file: see docs/decisions/0012.
    """
    if not with_sessions:
        copy.execute("PRAGMA secure_delete = ON")
        copy.execute(f"DELETE FROM {SESSIONS}")
    copy.execute("PRAGMA journal_mode = DELETE")


def expect_sound(execute: Callable[[str], sqlite3.Cursor], sentence: str) -> None:
    """Raises BackupProblem."""
    try:
        found = [row[0] for row in execute("PRAGMA quick_check(1)")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        raise BackupProblem(f"{sentence}: {found[0]}.")


def make_query(connection: sqlite3.Connection) -> Query:
    return lambda sql: connection.execute(sql).fetchall()
