"""Which format a file is in: by its first bytes, then by its name."""

from __future__ import annotations

import io
import re
import zipfile

from statements.text.charsets import utf16_without_mark
from statements.text.zip_members import TooManyMembers, open_zip

MAX_PARTS = 5_000  # of a Word document, which is a zip archive

_ENDINGS = {
    "txt": ".txt .text .vtt .srt",
    "md": ".md .markdown",
    "html": ".html .htm .xhtml",
    "docx": ".docx",
    "pdf": ".pdf",
    "tei": ".tei .xml",
    "akn": ".akn",
    "json": ".json",
    "jsonl": ".jsonl .ndjson",
}
_BY_NAME = {ending: format for format, endings in _ENDINGS.items() for ending in endings.split()}
_YAML_FRONT = re.compile(rb"\s*---[ \t]*\r?\n[ \t]*[\w\"'-]+\s*:")
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_FRAGMENT = re.compile(rb"<(?:h[1-6]|div|p|article|section|main|span|table|ul|br)(?:\s[^>]*)?/?>", re.IGNORECASE)


def guess_format(data: bytes, name: str = "") -> str:
    """Return the name of the format as in ``readers.MODULES``; "txt" where nothing says otherwise."""
    head = data[:4096]
    if head.startswith(b"%PDF-") or b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _guess_zipped(data)
    start = _as_ascii(head).lstrip()
    if start.startswith(b"<"):
        found = _guess_markup(start)
        if found:
            return found
    by_name = _guess_by_name(name)
    if start[:1] in (b"{", b"[") and by_name in ("", "txt", "json", "jsonl"):
        if by_name == "jsonl" or (by_name != "json" and _has_many_objects(data)):
            return "jsonl"
        if by_name in ("json", "jsonl") or start[:1] == b"{" and re.match(rb"\{\s*\"", start):
            return by_name if by_name in ("json", "jsonl") else "json"
    if _YAML_FRONT.match(start):
        return "md"
    return by_name or "txt"


def _as_ascii(head: bytes) -> bytes:
    """The head without its byte order mark, UTF-16 made plain, so that the marks of a format can be looked for."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head[2:].replace(b"\x00", b"")
    if utf16_without_mark(head):
        return head.replace(b"\x00", b"")
    return head.removeprefix(b"\xef\xbb\xbf")


def _guess_zipped(data: bytes) -> str:
    try:
        names = open_zip(io.BytesIO(data), MAX_PARTS).namelist()
    except TooManyMembers:
        return "zip"
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return "docx"  # the reader says what is wrong with it
    return "docx" if any(name.startswith("word/") for name in names) else "zip"


def _guess_markup(start: bytes) -> str:
    low = start[:4096]
    if re.search(rb"<(?:\w+:)?akomaNtoso[\s>]", low, re.IGNORECASE):
        return "akn"
    if re.search(rb"<(?:\w+:)?(?:TEI|teiCorpus)[\s>]", low):
        return "tei"
    if _HTML.search(low):
        return "html"
    if low.startswith(b"<?xml"):
        return "tei"
    return "html" if _FRAGMENT.match(low) else ""


def _guess_by_name(name: str) -> str:
    lowered = name.lower().removesuffix(".gz")
    dot = lowered.rfind(".")
    return _BY_NAME.get(lowered[dot:], "") if dot >= 0 else ""


def _has_many_objects(data: bytes) -> bool:
    first, _, rest = data.partition(b"\n")
    return first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")
