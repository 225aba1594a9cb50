"""Reads transcripts: ``read`` takes a file in any known format and returns a ``Transcript``.

Plain Python, without Django: it can be tried and tested on a single file (``manage.py parse_transcript FILE``).
"""

from __future__ import annotations

import zlib
from pathlib import Path

from statements.transcripts import formats, readers
from statements.transcripts.assembly import Lookup, assemble
from statements.transcripts.draft import Block, BlockKind, Draft, MarkedSpeaker
from statements.transcripts.model import (
    Certainty,
    Dropped,
    FrontMatter,
    Label,
    Note,
    NoteKind,
    ParsedParagraph,
    ParsedParagraphKind,
    Transcript,
    Turn,
    TurnKind,
    UnreadableTranscript,
    Warning,
)
from statements.transcripts.records import is_records, read_records

FORMATS = tuple(readers.MODULES)
MAX_FILE_SIZE = 256 * 2**20  # bytes of one file held in memory at once; JSON Lines are streamed and know no such limit


def read(
    source: Path | bytes | str,
    format: str | None = None,
    *,
    name: str = "",
    known_name: Lookup | None = None,
    known_party: Lookup | None = None,
) -> Transcript:
    """Read one transcript.

    ``source`` is a path, the bytes of a file, or a text (a pasted one; a ``str`` that is the path of an existing file
    is read as that file). ``format`` is one of ``FORMATS``; it is guessed by content, then by name, when None.
    ``known_name(folded name)`` and ``known_party(name as printed)`` let an archive's own people and parties help; see
    ``statements.text.folding``. A file that is no transcript comes back with ``refused`` set; one that cannot be read
    in its format raises ``UnreadableTranscript``, whose message is one sentence for the user.
    """
    data, name = _read_bytes(source, name)
    if data[:2] == b"\x1f\x8b":
        data = _unzip(data)
    if not data.strip():
        raise UnreadableTranscript("The file is empty.")
    if format is None and isinstance(source, str) and not name:
        format = "txt"
    format = format or formats.guess_format(data, name)
    if format not in readers.MODULES:
        raise UnreadableTranscript(f"“{format}” is no format that can be read here; known are {', '.join(FORMATS)}.")
    draft = readers.load_reader(format)(data, name=name)
    draft.format = draft.format or format
    return assemble(draft, known_name, known_party)


def _read_bytes(source: Path | bytes | str, name: str) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, name
    if isinstance(source, str):
        path = _find_file(source)
        if path is None:
            return source.encode("utf-8", "replace"), name
        source = path
    try:
        if source.is_dir():
            raise UnreadableTranscript(f"{source.name} is a folder, not a file.")
        size = source.stat().st_size
        if size > MAX_FILE_SIZE:
            raise UnreadableTranscript(
                f"{source.name} has {size // 2**20} MiB; at most {MAX_FILE_SIZE // 2**20} MiB can be read as one "
                "transcript."
            )
        return source.read_bytes(), name or source.name
    except OSError as error:
        raise UnreadableTranscript(f"{source.name} cannot be read: {error.strerror or error}.") from error


def _find_file(text: str) -> Path | None:
    if len(text) > 4096 or "\n" in text or "\x00" in text:
        return None
    try:
        path = Path(text)
        return path if path.is_file() else None
    except OSError:
        return None


def _unzip(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        out = unpacker.decompress(data, MAX_FILE_SIZE)
    except zlib.error as error:
        raise UnreadableTranscript("The gzip file is damaged and cannot be unpacked.") from error
    if unpacker.unconsumed_tail:
        raise UnreadableTranscript(f"Unpacked, the file is larger than {MAX_FILE_SIZE // 2**20} MiB.")
    return out


__all__ = [
    "Block",
    "BlockKind",
    "Certainty",
    "Draft",
    "Dropped",
    "FORMATS",
    "FrontMatter",
    "Label",
    "Lookup",
    "Note",
    "NoteKind",
    "ParsedParagraph",
    "ParsedParagraphKind",
    "Transcript",
    "Turn",
    "TurnKind",
    "UnreadableTranscript",
    "MarkedSpeaker",
    "Warning",
    "assemble",
    "is_records",
    "read",
    "read_records",
]
