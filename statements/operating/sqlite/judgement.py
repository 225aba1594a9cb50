"""Whether a write-ahead log belongs to the database file it lies beside.

Called when no process has the database open. A log is taken for another file's only where SQLite cannot have left the
two as they are, whenever its processes were killed: a wrong guess would lose what was committed. Where both a crash
and a copy put in place would look alike, the answer is that it cannot be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from .file_record import FileRecord, read_boot, read_record
from .log_file import Checkpoints, Log, log_path, read_checkpoints, read_frame, read_log

_HEADER_BYTES = 100
_IN_LOG_MODE = b"\x02\x02"  # versions for writing and reading, in the header of a database with a log


class Answer(Enum):
    BELONGS = "belongs"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judgement:
    """`reason` is a clause for people."""

    answer: Answer
    reason: str = ""


BELONGS = Judgement(Answer.BELONGS)


def judge_log(database: Path) -> Judgement:
    log = read_log(database)
    if log is None:
        return BELONGS
    try:
        with database.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except FileNotFoundError:
        header = b""
    if len(header) < _HEADER_BYTES:
        return Judgement(Answer.UNKNOWN, "the database is missing or empty, and a log with committed changes is there")
    if header[18:20] != _IN_LOG_MODE:
        return Judgement(Answer.FOREIGN, "the file says of itself that it has no log, as a restored backup does")
    if _page_size(header) != log.page_size:
        return Judgement(Answer.FOREIGN, "their pages are of different sizes")
    record, there = read_record(database), database.stat()
    if record and (record.look.size, record.look.modified) == (there.st_size, there.st_mtime_ns):
        return BELONGS  # nobody has written to the file since the last commit
    if record and not record.copied and record.look.inode != there.st_ino:
        return Judgement(Answer.FOREIGN, "another file was put in the place of the one it was written for")
    checkpoints = read_checkpoints(database)
    if checkpoints and checkpoints.salts != log.salts:
        checkpoints = None  # the log had begun anew, or the machine has lost what was in its memory
    if _written_by_others(record, log, checkpoints):
        return Judgement(Answer.FOREIGN, "the database was overwritten after the log was begun")
    return _compare_pages(database, log, checkpoints) or _judge_by_time(database, checkpoints)


def _page_size(header: bytes) -> int:
    size = int.from_bytes(header[16:18], "big")
    return 65_536 if size == 1 else size


def _written_by_others(record: FileRecord | None, log: Log, checkpoints: Checkpoints | None) -> bool:
    """Whether the file changed since a look at it under this very log, although no checkpoint was ever begun."""
    return (
        record is not None
        and not record.copied
        and record.look.salts == log.salts.hex()
        and checkpoints is not None
        and checkpoints.attempted == 0
        # Shared memory does not outlast the machine: what is left of it in the file may be older.
        and record.boot == read_boot() != ""
    )


def _compare_pages(database: Path, log: Log, checkpoints: Checkpoints | None) -> Judgement | None:
    """Compare what checkpoints have written, or may have, with what is there; None where that tells nothing.

    A checkpoint writes the newest frame of each page, in the order of their numbers, and says what it has done when
    all of it is on the disk. So a page whose newest frame was written is that frame.
    """
    last = {page: frames[-1] for page, frames in log.frames.items() if page <= log.pages}
    with database.open("rb") as file, log.path.open("rb") as frames:

        def read_page(page: int) -> bytes:
            file.seek((page - 1) * log.page_size)
            return file.read(log.page_size)

        def equals(page: int, *numbers: int) -> bool:
            there = read_page(page)
            return any(read_frame(frames, log, number) == there for number in numbers)

        if checkpoints:
            written = [page for page, frame in last.items() if frame <= checkpoints.backfilled]
            if not all(equals(page, last[page]) for page in written):
                return Judgement(Answer.FOREIGN, "pages of the log that had been written to it are not in it")
            if written:
                return BELONGS
        limit = checkpoints.attempted if checkpoints else max(last.values())
        tried = sorted(page for page, numbers in log.frames.items() if page in last and numbers[0] <= limit)
        # The first page counts the changes of the file: no other file has the same.
        if tried[:1] == [1] and equals(1, *log.frames[1]):
            return BELONGS
        there = sum(equals(page, *log.frames[page]) for page in tried)
        if there and (there == len(tried) or (there > 1 and equals(tried[0], *log.frames[tried[0]]))):
            return BELONGS
    return None


def _judge_by_time(database: Path, checkpoints: Checkpoints | None) -> Judgement:
    there, log = database.stat(), log_path(database).stat()
    if max(there.st_mtime_ns, there.st_ctime_ns) <= log.st_mtime_ns:
        return BELONGS
    return Judgement(Answer.UNKNOWN, "the database was changed after its log, by a crash or by a copy put in its place")
