"""Files to transcripts, record by record, in a second process where there is much to read.

Nothing here touches the database: what the reader needs to know of the archive is handed in.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import logging
import multiprocessing
import os
import queue
import signal
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from multiprocessing import connection as waiting
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

from statements import transcripts
from statements.ingest.matching.treaty_titles import TreatyOccurrence
from statements.ingest.reading.file_discovery import FoundFile
from statements.text.charsets import remove_unstorable
from statements.transcripts import Lookup
from statements.transcripts.model import Transcript, UnreadableTranscript

# A longer line is no statement: it is reported and skipped without being held in memory.
MAX_RECORD_BYTES = 32 * 1024 * 1024
logger = logging.getLogger(__name__)


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
            yield RawRecord(_name(found.path), problem=found.problem, skipped=found.path.exists()), done
            continue
        try:
            size = found.path.stat().st_size
            if found.format == "jsonl":
                for raw, position in _read_lines(found.path):
                    yield raw, done + position
            else:
                yield _read_whole(found), done + size
        except OSError as error:
            yield RawRecord(_name(found.path), problem=f"The file cannot be read: {error.strerror or error}."), done
            size = 0
        done += size


def _name(path: Path) -> str:
    """The path as text: some file names hold bytes that are none, which no database and no report would take."""
    return remove_unstorable(str(path))


def _read_whole(found: FoundFile) -> RawRecord:
    data = found.path.read_bytes() if found.path.stat().st_size <= MAX_RECORD_BYTES * 4 else None
    if data is None:
        return RawRecord(_name(found.path), format=found.format, problem="The file is larger than any transcript.")
    if not data.strip():
        return RawRecord(_name(found.path), format=found.format, problem="The file is empty.", skipped=True)
    return RawRecord(_name(found.path), 0, found.format, data)


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
                    yield RawRecord(_name(path), number, problem="The line is longer than any record."), plain.tell()
                    continue
                if number == 1:
                    line = line.removeprefix(b"\xef\xbb\xbf")
                line = line.strip()
                if not line:
                    continue
                any_record = True
                yield RawRecord(_name(path), number, "jsonl", line), plain.tell()
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            reason = f"The compressed file is damaged after this line: {error}."
            yield RawRecord(_name(path), number, problem=reason), plain.tell()
            return
        if not any_record:
            yield RawRecord(_name(path), problem="The file is empty.", skipped=True), plain.tell()


def _skip_line(stream: io.BufferedIOBase) -> None:
    while (piece := stream.readline(MAX_RECORD_BYTES)) and not piece.endswith(b"\n"):
        pass


def make_transcript_storable(transcript: Transcript) -> None:
    """Take out what a database cannot hold: NULs, halves of surrogate pairs, paragraphs and turns without a word."""
    front = transcript.front
    for name in front.__dataclass_fields__:
        setattr(front, name, _make_storable(getattr(front, name)))
    for turn in transcript.turns:
        for paragraph in turn.paragraphs:
            paragraph.text = remove_unstorable(paragraph.text)
        turn.paragraphs = [paragraph for paragraph in turn.paragraphs if paragraph.text.strip()]
        turn.role, turn.party, turn.speaker = (
            remove_unstorable(turn.role),
            remove_unstorable(turn.party),
            remove_unstorable(turn.speaker),
        )
        if turn.label:
            turn.label = replace(turn.label, printed=remove_unstorable(turn.label.printed))
    transcript.turns = [turn for turn in transcript.turns if turn.paragraphs]
    transcript.warnings = [
        replace(warning, message=remove_unstorable(warning.message)) for warning in transcript.warnings
    ]


def _make_storable(value: Any) -> Any:
    """A value of front matter, whatever it is made of."""
    match value:
        case str():
            return remove_unstorable(value)
        case list():
            return [_make_storable(item) for item in value]
        case tuple():
            return tuple(_make_storable(item) for item in value)
        case dict():
            return {_make_storable(key): _make_storable(item) for key, item in value.items()}
    return value


# Bytes of raw text handed over at a time, and how many such batches may wait: together they bound the memory.
BATCH_BYTES = 1024 * 1024
MAX_WAITING_BATCHES = 4
# Below this, starting a second process costs more than it gives.
MIN_BYTES_FOR_PROCESS = 16 * 1024 * 1024


@dataclass(slots=True)
class ReadRecord:
    """A record as read: its transcript, or the problem that prevented one."""

    file: str
    line: int
    format: str = ""
    sha256: str = ""
    size: int = 0
    compressed: bytes = b""
    transcript: Transcript | None = None
    problem: str = ""
    skipped: bool = False
    mentioned_parties: list[str] = field(default_factory=list)  # codes of parties
    treaty_occurrences: list[TreatyOccurrence] = field(default_factory=list)
    bytes_read: int = 0  # bytes of the file read so far, for the progress bar

    @property
    def is_known(self) -> bool:
        """Whether it was not parsed because the archive already has the same bytes."""
        return self.transcript is None and not self.problem

    def get_transcript(self) -> Transcript:
        """Return the transcript. Raises ValueError where the record has none."""
        if self.transcript is None:
            raise ValueError(f"{self.file}:{self.line} has no transcript.")
        return self.transcript


# ``Parse`` parses one record, ``Scan`` finds the parties and treaties its text mentions.
Parse = Callable[[RawRecord], Transcript]
Scan = Callable[[Transcript], tuple[list[str], list[TreatyOccurrence]]]


def parse_record(raw: RawRecord, known_name: Lookup | None = None, known_party: Lookup | None = None) -> Transcript:
    """Parse a raw record. Raises ``UnreadableTranscript``."""
    if raw.format == "jsonl":
        read = transcripts.records.read_record(raw.data, raw.line, known_name, known_party)
        if isinstance(read, UnreadableTranscript):
            raise read
        return read
    name = raw.file.rpartition("/")[2]
    return transcripts.read(raw.data, raw.format, name=name, known_name=known_name, known_party=known_party)


def read_files(
    files: list[FoundFile], parse: Parse, scan: Scan, is_known: Callable[[str], bool], *, process: bool | None = None
) -> Iterator[ReadRecord]:
    """Yield every record as read. A record whose SHA-256 ``is_known`` is not parsed.

    ``process``: read in a second process; None lets the size of the files decide.
    """
    if process is None:
        process = sum(found.path.stat().st_size for found in files if not found.problem) >= MIN_BYTES_FOR_PROCESS
    return _read_in_process(files, parse, scan, is_known) if process else _read_here(files, parse, scan, is_known)


def _read_here(
    files: list[FoundFile], parse: Parse, scan: Scan, is_known: Callable[[str], bool]
) -> Iterator[ReadRecord]:
    for raw, position in read_raw_records(files):
        record = read_record(raw, parse, scan, is_known)
        record.bytes_read = position
        yield record


def read_record(raw: RawRecord, parse: Parse, scan: Scan, is_known: Callable[[str], bool]) -> ReadRecord:
    record = ReadRecord(raw.file, raw.line, raw.format, problem=raw.problem, skipped=raw.skipped)
    if raw.problem:
        return record
    record.sha256 = hashlib.sha256(raw.data).hexdigest()
    if is_known(record.sha256):
        return record
    try:
        record.transcript = parse(raw)
    except UnreadableTranscript as error:
        record.problem = str(error)
        return record
    except (RecursionError, MemoryError):
        record.problem = "The record is nested too deeply or too large to be read."
        return record
    except Exception as error:  # noqa: BLE001 - a reader's own fault may cost its record, never the rest of the import
        logger.exception("The reader of %s failed on %s:%s.", raw.format, raw.file, raw.line)
        record.problem = f"The reader failed on it ({type(error).__name__}): please report it with the file."
        return record
    if not record.transcript.refused:
        make_transcript_storable(record.transcript)
        record.mentioned_parties, record.treaty_occurrences = scan(record.transcript)
        record.size = len(raw.data)
        record.compressed = zlib.compress(raw.data, 6)
    return record


class ReaderDied(RuntimeError):
    """The reading process ended before its work was done (killed, out of memory)."""


def _read_in_process(
    files: list[FoundFile], parse: Parse, scan: Scan, is_known: Callable[[str], bool]
) -> Iterator[ReadRecord]:
    # A forked process has the look-up tables without copying or pickling them.
    context = multiprocessing.get_context("fork")
    batches = context.Queue(maxsize=MAX_WAITING_BATCHES)
    process = context.Process(target=_fill_queue, args=(batches, files, parse, scan, is_known), daemon=True)
    process.start()
    try:
        while True:
            try:
                batch = batches.get(timeout=1)
            except queue.Empty:
                if not process.is_alive() and batches.empty():
                    raise ReaderDied("The process that reads the files ended before it was done.") from None
                continue
            if batch is None:
                return
            yield from batch
    finally:
        process.terminate()
        process.join()


def _end_with_parent() -> None:
    """A reader whose writer was killed would wait for ever until somebody takes its next batch."""
    parent = multiprocessing.parent_process()
    assert parent is not None, "only the reading process waits for its parent"
    waiting.wait([parent.sentinel])
    os._exit(1)


def _fill_queue(
    batches: Queue[list[ReadRecord] | None],
    files: list[FoundFile],
    parse: Parse,
    scan: Scan,
    is_known: Callable[[str], bool],
) -> None:
    # Ctrl-C is for the process that writes: it finishes its statement and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    batch: list[ReadRecord] = []
    size = 0
    for raw, position in read_raw_records(files):
        record = read_record(raw, parse, scan, is_known)
        record.bytes_read = position
        batch.append(record)
        size += len(raw.data) + 200
        if size >= BATCH_BYTES:
            batches.put(batch)
            batch, size = [], 0
    batches.put(batch)
    batches.put(None)
    batches.close()
    batches.join_thread()
