"""Bytes of a file to text, with the warnings for an editor; text that a broken program stored, put right."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from statements.text import charsets
from statements.transcripts.model import UnreadableTranscript, Warning

_BYTES_LITERAL = re.compile(r"(?:^|\n|>)\s*b(['\"])")
_ESCAPED = re.compile(r"\\x[0-9a-f]{2}", re.IGNORECASE)
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_NOISE_SAMPLE = 100_000  # characters
_SIGNATURES = {
    b"\xd0\xcf\x11\xe0": "an old Word file (.doc): save it as .docx first",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a gzip archive: unpack it first, unless it holds JSON Lines",
    b"7z\xbc\xaf": "an archive: unpack it first",
    b"Rar!": "an archive: unpack it first",
    b"{\\rtf": "an RTF file: save it as .docx or as text first",
    b"ID3": "a sound file",
    b"OggS": "a sound file",
    b"RIFF": "a sound or film file",
    b"SQLite format 3": "a database",
    b"\x7fELF": "a program",
}


def decode(data: bytes) -> tuple[str, list[Warning]]:
    """Return the text of a file and what to warn of. Raises ``UnreadableTranscript`` for what is not text."""
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise UnreadableTranscript(f"This is not a text but {what}.")
    return _decode(charsets.decode, data)


def decode_page(data: bytes) -> tuple[str, list[Warning]]:
    """Return the text of a web page and what to warn of. Raises ``UnreadableTranscript`` for what is not text."""
    text, warnings = _decode(charsets.decode_page, data)
    _refuse_noise(text)
    return text, warnings


def _decode(decoder: Callable[[bytes], charsets.DecodedText], data: bytes) -> tuple[str, list[Warning]]:
    try:
        decoded = decoder(data)
    except charsets.UndecodableText as error:
        raise UnreadableTranscript(str(error)) from error
    warnings = [Warning("encoding", decoded.remark)] if decoded.remark else []
    if decoded.cut_short:
        warnings.append(Warning("cut-short", "The file breaks off in the middle of its last character."))
    return _read_word_hyphens(decoded.text), warnings


def _read_word_hyphens(text: str) -> str:
    """Word saves its soft hyphen as U+001F, which shows nothing, and its hyphen at which no line ends as U+001E. Both
    count as white space, so that words would be torn apart."""
    if "\x1f" in text or "\x1e" in text:
        text = text.replace("\x1f", "").replace("\x1e", "-")
    return text


def _refuse_noise(text: str) -> None:
    """Raise ``UnreadableTranscript`` where a fiftieth of what was decoded is control or replacement characters."""
    sample = text[:_NOISE_SAMPLE]
    if len(_NO_TEXT.findall(sample)) * 50 > len(sample):
        raise UnreadableTranscript("The file is not a text: it is full of control characters or of undecodable bytes.")


def decode_bytes_literals(text: str) -> tuple[str, list[Warning]]:
    """Return the text with a body stored as a Python bytes literal (``b'…\\xc2\\xa0…'``) decoded, and a warning if so.

    A broken scrape wrote ``repr`` of the bytes instead of the bytes. One that cannot be decoded stays and is flagged.
    """
    if "\\x" not in text and "\\n" not in text:
        return text, []
    match = _BYTES_LITERAL.search(text)
    if match is None or not _ESCAPED.search(text, match.end()):
        return text, []
    start = match.end() - 2
    end = text.rfind(match[1])
    flagged = Warning(
        "bytes-literal", "The body is stored as a Python bytes literal that cannot be decoded; read the source again."
    )
    if end <= match.end():
        return text, [flagged]
    try:
        body = ast.literal_eval(text[start : end + 1])
        decoded = body.decode("utf-8")
    except (ValueError, SyntaxError, UnicodeDecodeError, MemoryError, RecursionError):
        return text, [flagged]
    told = Warning(
        "bytes-literal",
        "The body was stored as a Python bytes literal by a broken scrape; it was decoded. Compare it with the source.",
    )
    return text[:start] + decoded + text[end + 1 :], [told]
