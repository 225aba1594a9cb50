"""The first opening of a database file by a process: nobody else restores it meanwhile, and the log is its own.

Each process holds a shared lock on `….lock` as long as it lives. The one that finds nobody else there looks at the log
before SQLite does.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from statements.operating import replacement

from .file_record import give_to_owner, write_record
from .judgement import Answer, judge_log
from .log_file import index_path, log_path

logger = logging.getLogger(__name__)

SECONDS_TO_WAIT = 20.0
_POLL_SECONDS = 0.05
_OPEN_MARK = 128  # the byte of the log's index on which every process that has the database open holds a lock

_held: dict[Path, int] = {}  # handles of locks, which are held until the process ends
_inodes: dict[Path, int] = {}
_guard = threading.RLock()


class CannotOpen(Exception):
    """The database must not be opened as it is; the message says why and what to do."""


def lock_path(database: Path) -> Path:
    return database.with_name(database.name + ".lock")


def replaced_path(folder: Path) -> Path:
    """A mark that the database is another than the one that the search index beside it was written for."""
    return folder / "database.replaced"


def enter(database: Path) -> None:
    """Raises CannotOpen, OSError."""
    with _guard:
        if database in _held:
            _expect_same_file(database)
            return
        handle = os.open(lock_path(database), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            give_to_owner(handle, database)
            if _lock(handle, fcntl.LOCK_EX):
                if finished := replacement.finish_interrupted(database.parent):
                    logger.warning("%s", finished)
                settle_log(database)
                # Not atomic, but what may come between is another process that settles the same.
                fcntl.flock(handle, fcntl.LOCK_SH)
            else:
                _wait_for_lock(handle, database)
        except BaseException:
            os.close(handle)
            raise
        _held[database] = handle
        _remember_file(database)


def _remember_file(database: Path) -> None:
    try:
        _inodes[database] = database.stat().st_ino
    except FileNotFoundError:
        _inodes.pop(database, None)  # SQLite is about to make it


def _expect_same_file(database: Path) -> None:
    """A connection to another file would share the log of those that are open."""
    known = _inodes.get(database)
    if known is None:
        _remember_file(database)
    elif not database.exists() or database.stat().st_ino != known:
        raise CannotOpen(
            f"{database} was moved or replaced while the archive is running. Stop the archive, see that the file you "
            "want is there, and start it again; “manage.py restore” does it in the right order."
        )


@contextmanager
def claim(database: Path) -> Iterator[None]:
    """Hold a database for this process alone. Raises CannotOpen, which names the processes that have it open."""
    with _guard:
        handle = _held.pop(database, None)
        if handle is None:
            handle = os.open(lock_path(database), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not _lock(handle, fcntl.LOCK_EX) or _is_open_elsewhere(database):
                others = _list_holders(handle)
                named = f" (process {', '.join(map(str, others))})" if others else ""
                raise CannotOpen(f"{database} is in use{named}. Stop the archive and what works on it, then try again.")
            yield
        finally:
            _inodes.pop(database, None)
            os.close(handle)


def settle_log(database: Path, verdict: Answer | None = None) -> None:
    """Set a log aside that is not this database's, and write down what is there now. For the only process that may
    have it open. `verdict` is the operator's, where it could not be told.

    Raises CannotOpen where it cannot be told.
    """
    with _hold_off_others(database) as alone:
        if not alone:
            return  # a program that is not ours has it open, with the log that it has
        judgement = judge_log(database)
        answer = verdict or judgement.answer
        if answer is Answer.UNKNOWN:
            raise CannotOpen(
                f"{database}: it cannot be told whether the write-ahead log beside it is its own: {judgement.reason}. "
                "If you put a copy there, run “manage.py settle_log set-aside”: the copy is served as it is. If you "
                "did not, run “manage.py settle_log replay”: the log is added to it. Neither deletes anything."
            )
        if answer is Answer.FOREIGN and log_path(database).exists():
            logger.warning("%s", set_log_aside(database, judgement.reason or "the operator says so"))
        if database.exists():
            write_record(database)


def set_log_aside(database: Path, reason: str) -> str:
    """Rename the log, and mark that the search index has to be compared. Returns a sentence."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    aside = log_path(database).with_name(f"{log_path(database).name}.set-aside-{stamp}")
    replaced_path(database.parent).touch(mode=0o600)
    log_path(database).rename(aside)
    index_path(database).unlink(missing_ok=True)  # SQLite makes it from the log
    return (
        f"The write-ahead log beside {database.name} was not its own ({reason}): it is kept as {aside.name}, and the "
        "database is used as it is."
    )


@contextmanager
def _hold_off_others(database: Path) -> Iterator[bool]:
    """Whether no program has the database open; while the block lasts none can open it."""
    try:
        handle = os.open(index_path(database), os.O_RDWR)
    except FileNotFoundError:
        yield True
        return
    try:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _OPEN_MARK)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _is_open_elsewhere(database: Path) -> bool:
    with _hold_off_others(database) as alone:
        return not alone


def _lock(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for_lock(handle: int, database: Path) -> None:
    until = time.monotonic() + SECONDS_TO_WAIT
    while not _lock(handle, fcntl.LOCK_SH):
        if time.monotonic() > until:
            raise CannotOpen(f"{database} is being restored by another process: wait until that has ended.")
        time.sleep(_POLL_SECONDS)


def _list_holders(handle: int) -> list[int]:
    """The processes that took the lock, where the system tells."""
    inode = os.fstat(handle).st_ino
    try:
        lines = Path("/proc/locks").read_text().splitlines()
    except OSError:
        return []
    fields = [line.split() for line in lines if " FLOCK " in line]
    found = {int(each[4]) for each in fields if each[5].rpartition(":")[2] == str(inode)}
    return sorted(pid for pid in found if pid != os.getpid())
