"""Raw records: the bytes of each record in a list of files, with what is wrong where they cannot be taken out."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from statements.ingest.reading.file_discovery import FoundFile

# A longer line is no statement: it is reported and skipped without being held in memory.
MAX_RECORD_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as its file has it. ``problem`` is a sentence where it could not be taken out of the file."""

    file: str
    line: int = 0
    format: str = ""
    data: bytes = b""
    problem: str = ""
    skipped: bool = False  # the problem is no failure: the file is of no known kind, the line is empty


def read_raw_records(files: Iterable[FoundFile]) -> Iterator[tuple[RawRecord, int]]:
    """Yield every record of ``files``, faulty ones too, with the bytes read so far."""
    done = 0
    for found in files:
        if found.problem:
            yield RawRecord(str(found.path), problem=found.problem, skipped=found.path.exists()), done
            continue
        try:
            size = found.path.stat().st_size
            if found.format == "jsonl":
                for raw, position in _read_lines(found.path):
                    yield raw, done + position
            else:
                yield _read_whole(found), done + size
        except OSError as error:
            yield RawRecord(str(found.path), problem=f"The file cannot be read: {error.strerror or error}."), done
            size = 0
        done += size


def _read_whole(found: FoundFile) -> RawRecord:
    data = found.path.read_bytes() if found.path.stat().st_size <= MAX_RECORD_BYTES * 4 else None
    if data is None:
        return RawRecord(str(found.path), format=found.format, problem="The file is larger than any transcript.")
    if not data.strip():
        return RawRecord(str(found.path), format=found.format, problem="The file is empty.", skipped=True)
    return RawRecord(str(found.path), 0, found.format, data)


def _read_lines(path: Path) -> Iterator[tuple[RawRecord, int]]:
    """Yield the lines of a JSON Lines file, compressed or not, with the position in the file on disk."""
    with path.open("rb") as plain:
        packed = plain.read(2) == b"\x1f\x8b"
        plain.seek(0)
        stream: io.BufferedIOBase = gzip.GzipFile(fileobj=plain) if packed else plain
        number, any_record = 0, False
        try:
            while line := stream.readline(MAX_RECORD_BYTES):
                number += 1
                if not line.endswith(b"\n") and len(line) == MAX_RECORD_BYTES:
                    _skip_line(stream)
                    yield RawRecord(str(path), number, problem="The line is longer than any record."), plain.tell()
                    continue
                if number == 1:
                    line = line.removeprefix(b"\xef\xbb\xbf")
                line = line.strip()
                if not line:
                    continue
                any_record = True
                yield RawRecord(str(path), number, "jsonl", line), plain.tell()
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            reason = f"The compressed file is damaged after this line: {error}."
            yield RawRecord(str(path), number, problem=reason), plain.tell()
            return
        if not any_record:
            yield RawRecord(str(path), problem="The file is empty.", skipped=True), plain.tell()


def _skip_line(stream: io.BufferedIOBase) -> None:
    while (piece := stream.readline(MAX_RECORD_BYTES)) and not piece.endswith(b"\n"):
        pass
