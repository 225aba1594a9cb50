"""Trouble around the archive: the database is away, locked, read-only or damaged, a disk is full.

The one place that tells such trouble from a fault of the program, and puts it in words: pages, the API, health checks,
commands and background work ask here. Nothing in a sentence names hosts, users or folders; the words of the database
itself are in `detail`, which is for the log and the terminal only.
"""

from __future__ import annotations

import errno
import logging
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse

from statements.serving.requests import count_trouble

logger = logging.getLogger(__name__)


class TroubleKind(StrEnum):
    AWAY = "away"
    REFUSED = "refused"
    CROWDED = "crowded"
    LOCKED = "locked"
    SLOW = "slow"
    FULL = "full"
    READ_ONLY = "read-only"
    DAMAGED = "damaged"
    FAILING = "failing"
    UNPREPARED = "unprepared"
    EXHAUSTED = "exhausted"


# The sentence for everybody, and what the operator can do about it.
_WORDS: Mapping[TroubleKind, tuple[str, str]] = {
    TroubleKind.AWAY: ("The database does not answer.", "Start it, or look at DATABASE_URL."),
    TroubleKind.REFUSED: (
        "The database does not let the archive in.",
        "Look at user, password and name of the database in DATABASE_URL.",
    ),
    TroubleKind.CROWDED: (
        "The database takes no more connections.",
        "Close some, or raise max_connections of the database.",
    ),
    TroubleKind.LOCKED: (
        "The database is locked by another process that has been writing for too long.",
        "Wait until that process has ended.",
    ),
    TroubleKind.SLOW: ("The database took too long to answer.", "Look at what else the database is doing."),
    TroubleKind.FULL: ("There is no space left on the disk.", "Make room on it."),
    TroubleKind.READ_ONLY: (
        "The database can only be read just now, not written.",
        "Make the files of the database writable to the account that runs the archive.",
    ),
    TroubleKind.DAMAGED: (
        "The database is damaged.",
        "Stop the archive, keep a copy of its files, and restore the last backup.",
    ),
    TroubleKind.FAILING: ("The disk or the system failed to read or write.", "Look at the log of the system."),
    TroubleKind.UNPREPARED: (
        "The database does not have the tables of this version of the archive.",
        "Run “manage.py prepare_archive”.",
    ),
    TroubleKind.EXHAUSTED: (
        "The machine has run out of memory or of open files.",
        "End other programs, or give the archive more.",
    ),
}
_SECONDS: Mapping[TroubleKind, int] = {TroubleKind.LOCKED: 10, TroubleKind.SLOW: 10, TroubleKind.CROWDED: 10}
_DEFAULT_SECONDS = 30
REPEAT = "Then give the same command again."
_MIN_FREE_BYTES = 1_000_000  # where less is left, what a database calls a failing disk is a full one


@dataclass(frozen=True, slots=True)
class Trouble:
    """`detail` is the first line of the error's own words: for the operator only."""

    kind: TroubleKind
    detail: str

    @property
    def sentence(self) -> str:
        return _WORDS[self.kind][0]

    @property
    def advice(self) -> str:
        """What the operator can do."""
        return _WORDS[self.kind][1]

    @property
    def retry_after(self) -> int:
        """Seconds after which it is worth asking again."""
        return _SECONDS.get(self.kind, _DEFAULT_SECONDS)

    def __str__(self) -> str:
        """One line for a log or a terminal."""
        return f"{self.sentence} ({self.detail}) {self.advice}"


def find_trouble(error: BaseException) -> Trouble | None:
    """What trouble the error, or one that it was raised from, comes of; None where it is a fault of the program."""
    for each in _chain(error):
        kind = _kind_of_database_error(each) if isinstance(each, Error) else _kind_of_system_error(each)
        if kind is TroubleKind.FAILING and _is_disk_full():
            kind = TroubleKind.FULL
        if kind:
            return Trouble(kind, _first_line(each))
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        yield each
        each = each.__cause__


def _first_line(error: BaseException) -> str:
    name = getattr(error, "filename", None)
    lines = (str(error) or type(error).__name__).strip().splitlines()
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {name}" if name else error.strerror
    return lines[0].strip() if lines else type(error).__name__


_SYSTEM_ERRORS: Mapping[int, TroubleKind] = {
    errno.ENOSPC: TroubleKind.FULL,
    errno.EDQUOT: TroubleKind.FULL,
    errno.EFBIG: TroubleKind.FULL,
    errno.EROFS: TroubleKind.READ_ONLY,
    errno.EIO: TroubleKind.FAILING,
    errno.EMFILE: TroubleKind.EXHAUSTED,
    errno.ENFILE: TroubleKind.EXHAUSTED,
    errno.ENOMEM: TroubleKind.EXHAUSTED,
}


def _kind_of_system_error(error: BaseException) -> TroubleKind | None:
    return _SYSTEM_ERRORS.get(error.errno or 0) if isinstance(error, OSError) else None


def _kind_of_database_error(error: Error) -> TroubleKind | None:
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return _kind_of_sqlite_error(cause)
    if isinstance(cause, OSError) and (kind := _kind_of_system_error(cause)):
        return kind  # of the files beside SQLite's own
    if isinstance(error, InterfaceError):
        return TroubleKind.AWAY  # the connection was lost, and with it the cursor
    state = str(getattr(cause, "pgcode", None) or "")
    if state:
        return _POSTGRESQL_STATES.get(state) or _POSTGRESQL_STATES.get(state[:2])
    return _kind_by_words(str(error)) if isinstance(error, OperationalError) else None


# Primary result codes, https://www.sqlite.org/rescode.html
_SQLITE_CODES: Mapping[int, TroubleKind] = {
    sqlite3.SQLITE_PERM: TroubleKind.READ_ONLY,
    sqlite3.SQLITE_BUSY: TroubleKind.LOCKED,
    sqlite3.SQLITE_LOCKED: TroubleKind.LOCKED,
    sqlite3.SQLITE_NOMEM: TroubleKind.EXHAUSTED,
    sqlite3.SQLITE_READONLY: TroubleKind.READ_ONLY,
    sqlite3.SQLITE_INTERRUPT: TroubleKind.SLOW,
    sqlite3.SQLITE_IOERR: TroubleKind.FAILING,
    sqlite3.SQLITE_CORRUPT: TroubleKind.DAMAGED,
    sqlite3.SQLITE_FULL: TroubleKind.FULL,
    sqlite3.SQLITE_CANTOPEN: TroubleKind.AWAY,
    sqlite3.SQLITE_PROTOCOL: TroubleKind.LOCKED,
    sqlite3.SQLITE_NOTADB: TroubleKind.DAMAGED,
}


def _kind_of_sqlite_error(cause: sqlite3.Error) -> TroubleKind | None:
    code = getattr(cause, "sqlite_errorcode", None)  # errors of Python's own module have none
    if code is None:
        return TroubleKind.AWAY if "closed database" in str(cause) else None
    if str(cause).startswith(("no such table", "no such column")):
        return TroubleKind.UNPREPARED
    return _SQLITE_CODES.get(code & 0xFF)


# SQLSTATEs and classes of them, https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL_STATES: Mapping[str, TroubleKind] = {
    "08": TroubleKind.AWAY,
    "28": TroubleKind.REFUSED,
    "3D": TroubleKind.REFUSED,
    "53": TroubleKind.EXHAUSTED,
    "58": TroubleKind.FAILING,
    "XX001": TroubleKind.DAMAGED,
    "XX002": TroubleKind.DAMAGED,
    "25006": TroubleKind.READ_ONLY,
    "40001": TroubleKind.LOCKED,
    "40P01": TroubleKind.LOCKED,
    "42501": TroubleKind.REFUSED,
    "42P01": TroubleKind.UNPREPARED,
    "42703": TroubleKind.UNPREPARED,
    "53100": TroubleKind.FULL,
    "53300": TroubleKind.CROWDED,
    "55P03": TroubleKind.LOCKED,
    "57014": TroubleKind.SLOW,
    "57P01": TroubleKind.AWAY,
    "57P02": TroubleKind.AWAY,
    "57P03": TroubleKind.AWAY,
    "57P04": TroubleKind.REFUSED,
    "57P05": TroubleKind.AWAY,
}
# While a connection is made there is no SQLSTATE, only words.
_POSTGRESQL_WORDS: Mapping[str, TroubleKind] = {
    "too many clients": TroubleKind.CROWDED,
    "too many connections": TroubleKind.CROWDED,
    "connection slots": TroubleKind.CROWDED,
    "authentication failed": TroubleKind.REFUSED,
    "no pg_hba.conf entry": TroubleKind.REFUSED,
    "no password supplied": TroubleKind.REFUSED,
    "does not exist": TroubleKind.REFUSED,
    "not currently accepting connections": TroubleKind.REFUSED,
}


def _kind_by_words(words: str) -> TroubleKind:
    return next((kind for part, kind in _POSTGRESQL_WORDS.items() if part in words), TroubleKind.AWAY)


def _is_disk_full() -> bool:
    try:
        return shutil.disk_usage(settings.DATA_DIR).free < _MIN_FREE_BYTES
    except OSError:
        return False


def answer_in_trouble(request: HttpRequest, trouble: Trouble, response: HttpResponse) -> HttpResponse:
    """Make `response` the 503 of this trouble, and log it in one line. Nothing after it asks the database again."""
    response.status_code = 503
    response["Retry-After"] = str(trouble.retry_after)
    response["Cache-Control"] = "no-store"
    log_trouble(f"{request.method} {request.path}: answered 503", trouble)
    # Django's own line of each error, with its traceback, is left out for an answer that has this mark.
    response._has_been_logged = True  # type: ignore[attr-defined]
    if (session := getattr(request, "session", None)) is not None:
        session.modified = False  # what it holds cannot be stored now
    return response


def log_trouble(where: str, trouble: Trouble) -> None:
    """One line, without a traceback: the place of the error says nothing when the database is away."""
    count_trouble(trouble.kind.value)
    logger.error("%s. %s", where.replace("\n", "\\n"), trouble)


def describe_for_terminal(trouble: Trouble, kept: str = "What was stored before stays.") -> str:
    """One sentence for the end of a command: the trouble, where it is, what to do about it, and what became of the
    work."""
    return f"{trouble.sentence} ({trouble.detail}{_describe_place(trouble)}) {trouble.advice} {kept} {REPEAT}"


def _describe_place(trouble: Trouble) -> str:
    if trouble.kind is TroubleKind.FULL:
        return "".join(f"; {folder} has {free:,} bytes left" for folder, free in _find_full_folders())
    if connection.vendor == "sqlite":
        return f"; SQLite in {settings.DATA_DIR}"
    return ""


def _find_full_folders() -> list[tuple[Path, int]]:
    """The folders that the archive writes to whose disk is full, with the bytes that are left."""
    folders = {Path(settings.DATA_DIR), Path(settings.STATIC_ROOT), Path(tempfile.gettempdir()), Path.cwd()}
    free = {}
    for folder in sorted(folders):
        try:
            free[folder] = shutil.disk_usage(folder).free
        except OSError:
            continue  # it is not there
    full = [(folder, left) for folder, left in free.items() if left < _MIN_FREE_BYTES]
    # A folder within another that is named already is on the same disk.
    return [(folder, left) for folder, left in full if not any(other in folder.parents for other, _ in full)]
