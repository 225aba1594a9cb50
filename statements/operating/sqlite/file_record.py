"""What a database file looked like after the last commit, kept beside it: how a later start knows whether SQLite
changed it since, or somebody put another in its place.

SQLite changes the file of a database with a write-ahead log only in a checkpoint, which follows a commit. So each
process looks at the file after its commits, and writes down what is new: with a large import once for some 4 MB.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .log_file import log_path

_SALTS = slice(16, 24)
_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Look:
    """Of a database file and the log beside it; `salts` is "" where there is no log."""

    inode: int
    size: int
    modified: int  # nanoseconds
    log_inode: int
    salts: str


@dataclass(frozen=True, slots=True)
class FileRecord:
    """`copied`: the folder was copied as a whole since, so that inodes say nothing any more."""

    look: Look
    boot: str
    copied: bool


def record_path(database: Path) -> Path:
    return database.with_name(database.name + ".record")


def read_boot() -> str:
    """Names the time since the machine was started; "" where that cannot be told."""
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return ""


def read_record(database: Path) -> FileRecord | None:
    path = record_path(database)
    try:
        with path.open(encoding="utf-8") as file:
            inode = os.fstat(file.fileno()).st_ino
            kept = json.load(file)
        look = Look(kept["inode"], kept["size"], kept["modified"], kept["log_inode"], kept["salts"])
        return FileRecord(look, kept["boot"], copied=kept["own_inode"] != inode)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # a power cut leaves an empty file; then nothing is known


def look_at(database: Path) -> Look | None:
    """None where the database is not there. May be called while SQLite has it open: it opens the log alone, on which
    SQLite has no locks."""
    try:
        there = database.stat()
    except FileNotFoundError:
        return None
    log_inode, salts = 0, b""
    with suppress(FileNotFoundError):
        handle = os.open(log_path(database), os.O_RDONLY)
        try:
            log_inode, salts = os.fstat(handle).st_ino, os.pread(handle, _SALTS.stop, 0)[_SALTS]
        finally:
            os.close(handle)
    return Look(there.st_ino, there.st_size, there.st_mtime_ns, log_inode, salts.hex())


def write_record(database: Path) -> Look | None:
    """Write down what is there now. One process at a time, so that no older look is written over a newer one."""
    handle = -1
    with suppress(FileNotFoundError):
        handle = os.open(log_path(database), os.O_RDONLY)
    try:
        if handle >= 0:
            fcntl.flock(handle, fcntl.LOCK_EX)
        look = look_at(database)
        if look is not None:
            _write(database, look)
        return look
    finally:
        if handle >= 0:
            os.close(handle)


def give_to_owner(handle: int, database: Path) -> None:
    """As SQLite does with its own files: what root makes must not keep the owner of the database out."""
    if os.geteuid() == 0:
        with suppress(FileNotFoundError):
            status = database.stat()
            os.fchown(handle, status.st_uid, status.st_gid)


def _write(database: Path, look: Look) -> None:
    fresh = record_path(database).with_name(f"{record_path(database).name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            kept = {
                "inode": look.inode, "size": look.size, "modified": look.modified, "log_inode": look.log_inode,
                "salts": look.salts, "boot": read_boot(), "own_inode": os.fstat(file.fileno()).st_ino,
            }  # fmt: skip
            json.dump(kept, file)
            give_to_owner(file.fileno(), database)
        fresh.replace(record_path(database))
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


class CommitWatch:
    """Keeps the record of one database up to date for one process."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._seen: Look | None = None

    def note_commit(self) -> None:
        """To be called after each commit; costs some microseconds where nothing is new."""
        # A disk that is full keeps the record old, which a later start takes into account.
        with suppress(OSError):
            if look_at(self._database) != self._seen:
                self._seen = write_record(self._database)
