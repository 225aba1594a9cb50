"""What lies beside a SQLite database: its write-ahead log, and the index of that log in shared memory.

Formats: https://www.sqlite.org/fileformat2.html#walformat and https://www.sqlite.org/walformat.html. Plain Python.
Nothing here may be called while this process has the database open: closing a file of SQLite's drops its locks.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

_HEADER = struct.Struct(">IIIIIIII")  # magic, version, size of a page, checkpoints, two salts, two checksums
_FRAME = struct.Struct(">II8sII")  # page, pages after a commit (0: no commit), salts, two checksums
_MAGIC = 0x377F0682  # and with the last bit set
# Of the index in shared memory, in the machine's own order of bytes.
_INDEX_HEADER_BYTES, _INDEX_SALTS, _BACKFILLED, _ATTEMPTED = 48, slice(32, 40), 96, 128
_INDEX_BYTES = 136


@dataclass(slots=True)
class Log:
    """The committed part of a log. `frames` has for each page the numbers of its frames, from 1, in their order."""

    path: Path
    page_size: int
    salts: bytes
    pages: int = 0  # of the database, after the last commit
    frames: dict[int, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """Of one log: frames up to `backfilled` were written into the database and synced; up to `attempted` they may
    have been."""

    salts: bytes
    backfilled: int
    attempted: int


def log_path(database: Path) -> Path:
    return database.with_name(database.name + "-wal")


def index_path(database: Path) -> Path:
    return database.with_name(database.name + "-shm")


def read_log(database: Path) -> Log | None:
    """The log beside a database; None where a replay of it would change nothing."""
    path = log_path(database)
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    with file:
        header = file.read(_HEADER.size)
        if len(header) < _HEADER.size:
            return None
        magic, _, page_size = _HEADER.unpack(header)[:3]
        if magic & ~1 != _MAGIC or page_size < 512:
            return None
        log = Log(path, page_size, header[16:24])
        uncommitted: list[tuple[int, int]] = []
        for number, (page, pages) in enumerate(_read_frames(file, log), start=1):
            uncommitted.append((page, number))
            if pages:
                log.pages = pages
                for each, frame in uncommitted:
                    log.frames.setdefault(each, []).append(frame)
                uncommitted.clear()
    return log if log.frames else None


def _read_frames(file: BinaryIO, log: Log) -> Iterator[tuple[int, int]]:
    """Page and commit mark of the frames that this log wrote: what follows them is left from an earlier one."""
    while len(head := file.read(_FRAME.size)) == _FRAME.size:
        page, pages, salts, _, _ = _FRAME.unpack(head)
        if salts != log.salts or not page or len(file.read(log.page_size)) < log.page_size:
            return
        yield page, pages


def read_frame(file: BinaryIO, log: Log, number: int) -> bytes:
    """The page in a frame, from the opened log."""
    file.seek(_HEADER.size + (number - 1) * (_FRAME.size + log.page_size) + _FRAME.size)
    return file.read(log.page_size)


def read_checkpoints(database: Path) -> Checkpoints | None:
    """None where there is no index, or one that was never filled."""
    try:
        with index_path(database).open("rb") as file:
            index = file.read(_INDEX_BYTES)
    except FileNotFoundError:
        return None
    if len(index) < _INDEX_BYTES or not any(index[:_INDEX_HEADER_BYTES]):
        return None
    backfilled, attempted = (struct.unpack_from("=I", index, place)[0] for place in (_BACKFILLED, _ATTEMPTED))
    return Checkpoints(index[_INDEX_SALTS], backfilled, attempted)
