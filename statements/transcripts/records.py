"""Files of many records: JSON Lines, plain or gzipped, read one line at a time so that memory stays flat."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

from statements.text.json_values import InvalidJSON, parse_json
from statements.transcripts.assembly import Lookup, assemble
from statements.transcripts.model import Transcript, UnreadableTranscript
from statements.transcripts.readers import json_record

MAX_LINE_SIZE = 64 * 2**20  # bytes of one record; a longer line is no statement, and would have to be held in memory


def is_records(path: Path) -> bool:
    """Whether the name says that the file holds one record a line."""
    return path.name.lower().endswith((".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz"))


def read_records(
    path: Path, *, known_name: Lookup | None = None, known_party: Lookup | None = None
) -> Iterator[tuple[int, Transcript | UnreadableTranscript]]:
    """Yield (line number, transcript) for each record; for a bad one the error, so that the rest can go on.

    Raises ``UnreadableTranscript`` where the file itself cannot be opened; a gzip file that breaks off yields its error
    as the last item.
    """
    number = 0
    try:
        with _open(path) as handle:
            while line := handle.readline(MAX_LINE_SIZE):
                number += 1
                if not line.strip():
                    continue
                if len(line) == MAX_LINE_SIZE and not line.endswith(b"\n"):
                    yield number, UnreadableTranscript(f"Line {number} is longer than {MAX_LINE_SIZE // 2**20} MiB.")
                    return
                yield number, read_record(line, number, known_name, known_party)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield number + 1, UnreadableTranscript(f"The gzip file breaks off or is damaged after line {number}: {error}.")
    except OSError as error:
        raise UnreadableTranscript(f"{path.name} cannot be read: {error.strerror or error}.") from error


def _open(path: Path) -> io.BufferedIOBase:
    with path.open("rb") as probe:
        packed = probe.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")


def read_record(
    line: bytes, number: int = 1, known_name: Lookup | None = None, known_party: Lookup | None = None
) -> Transcript | UnreadableTranscript:
    """Return the transcript of one line, or the error that says what is wrong with it."""
    try:
        value = parse_json(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return UnreadableTranscript(f"Line {number} is not UTF-8 (byte {error.start}).")
    except InvalidJSON as error:
        return UnreadableTranscript(f"Line {number} is not valid JSON: {error}.")
    if not isinstance(value, dict):
        return UnreadableTranscript(f"Line {number} is not a JSON object.")
    return assemble(json_record.build_draft(value), known_name, known_party)
