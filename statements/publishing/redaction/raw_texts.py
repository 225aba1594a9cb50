"""A raw text, as bytes of any format, without the words.

What is text stays what it was, with marks in it. A file in which the words cannot be reached one by one (Word, PDF, a
page whose tags run through them) is replaced by the words of the statement as plain text.
"""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from statements import transcripts
from statements.text.redacted_words import RedactedWords
from statements.transcripts.decoding import decode, decode_page
from statements.transcripts.model import Transcript, UnreadableTranscript

_PACKED = frozenset({"docx", "pdf"})
_MARKED_UP = frozenset({"html", "tei", "akn"})
_RECORDS = frozenset({"json", "jsonl"})
_TAG = re.compile(r"<[^>]*>")
# Tags that do not part words: “Pet<b>rov</b>” is one.
_INLINE_TAG = re.compile(r"</?(?:a|b|em|font|hi|i|mark|small|span|strong|sub|sup|u|wbr)\b[^>]*>", re.IGNORECASE)
_MAX_MEMBER = 64 * 1024 * 1024  # bytes of one part of a Word file, unpacked


@dataclass(frozen=True, slots=True)
class RewrittenText:
    """``raw`` is None where marks could not be put into the bytes themselves."""

    raw: bytes | None
    count: int


def rewrite_raw(raw: bytes, format: str, words: RedactedWords) -> RewrittenText | None:
    """Return the raw text without the words; None where it holds none."""
    if raw[:2] == b"\x1f\x8b":
        raw = _unpack(raw)
    if format in _PACKED:
        count = max((len(words.find(text)) for text in read_texts(raw, format)), default=0)
        return RewrittenText(None, count) if count else None
    text = _decode(raw, format)
    if format in _RECORDS:
        return _rewrite_record(raw, text, words)
    marked, count = words.redact(text)
    # In attributes too letters may be written as entities.
    if format in _MARKED_UP and any(words.find(each) for each in (_strip_tags(marked), html.unescape(marked))):
        return RewrittenText(None, max(count, len(words.find(_strip_tags(text)))))
    return RewrittenText(_encode(marked, raw), count) if count else None


def read_texts(raw: bytes, format: str) -> Iterator[str]:
    """Everything in a file that may be words: as its reader takes it, and, of what is packed, part by part."""
    if raw[:2] == b"\x1f\x8b":
        raw = _unpack(raw)
    if format not in _PACKED:
        text = _decode(raw, format)
        yield text
        if format in _MARKED_UP or "<" in text:
            yield _strip_tags(text)
            yield html.unescape(text)
        if format in _RECORDS:
            yield from _read_strings(text)
        return
    if format == "docx":
        yield from _read_members(raw)
    try:
        yield from list_texts(transcripts.read(raw, format))
    except (UnreadableTranscript, RecursionError, MemoryError):
        # What no reader takes is in the archive as bytes only; they are looked at as they are.
        yield raw.decode("latin-1")


def list_texts(transcript: Transcript) -> Iterator[str]:
    """Every text of a transcript: what it says of itself, labels, paragraphs and the lines left out."""
    front = transcript.front
    for name in front.__dataclass_fields__:
        value = getattr(front, name)
        yield value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    for turn in transcript.turns:
        yield from filter(None, (turn.label.printed if turn.label else "", turn.speaker, turn.role))
        yield from (paragraph.text for paragraph in turn.paragraphs)
    yield from (dropped.text for dropped in transcript.dropped)
    yield from (warning.message for warning in transcript.warnings)


def _rewrite_record(raw: bytes, text: str, words: RedactedWords) -> RewrittenText | None:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        marked, count = words.redact(text)
        return RewrittenText(_encode(marked, raw), count) if count else None
    marked, count = words.redact_value(record)
    if any(words.find(_strip_tags(each)) for each in _read_strings(json.dumps(marked))):
        return RewrittenText(None, max(count, 1))
    return RewrittenText(json.dumps(marked, ensure_ascii=False).encode(), count) if count else None


def _read_strings(text: str) -> Iterator[str]:
    """The strings of a record, in which its own escapes would hide the words."""
    try:
        waiting = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
            if "<" in value:
                yield _strip_tags(value)
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += [*value, *value.values()]


def _read_members(raw: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            for entry in package.infolist():
                if entry.filename.endswith((".xml", ".rels")) and entry.file_size <= _MAX_MEMBER:
                    text = package.read(entry).decode("utf-8", "replace")
                    yield text
                    # Runs of letters are divided by tags within words.
                    yield html.unescape(_TAG.sub("", text.replace("</w:p>", "\n")))
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, ValueError):
        return


def _strip_tags(text: str) -> str:
    return html.unescape(_TAG.sub(" ", _INLINE_TAG.sub("", text)))


def _decode(raw: bytes, format: str) -> str:
    try:
        return (decode_page if format == "html" else decode)(raw)[0]
    except UnreadableTranscript:
        return raw.decode("utf-8", "replace")


def _encode(text: str, before: bytes) -> bytes:
    """In UTF-8; with its mark where the bytes were in another encoding, which the file may go on to declare."""
    try:
        before.decode("utf-8")
    except UnicodeDecodeError:
        return text.encode("utf-8-sig", "replace")
    return text.encode("utf-8", "replace")


def _unpack(raw: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(raw, transcripts.MAX_FILE_SIZE)
    except zlib.error:
        return raw
