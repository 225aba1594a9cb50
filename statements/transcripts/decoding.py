"""Bytes to text: UTF-8, UTF-16 with its mark, and the two code pages of older Western and Russian pages."""

from __future__ import annotations

import ast
import codecs
import re

from statements.transcripts.model import UnreadableTranscript, Warning

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BYTES_LITERAL = re.compile(r"(?:^|\n|>)\s*b(['\"])")
_ESCAPED = re.compile(r"\\x[0-9a-f]{2}", re.IGNORECASE)
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_NOISE_SAMPLE = 100_000  # characters
_RUSSIAN_PAGES = ("cp1251", "koi8-r", "cp866")
_RUSSIAN_PAIRS = re.compile("(?=ст|но|то|на|ен|ов|ни|ра|во|ко|по|ро|ер|пр|ал|ли|ре|ос|ан|го|ка|не|та|ть)", re.I)
_CAPITAL_INSIDE = re.compile("[а-яё][А-ЯЁ]")
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
    """Return the text and what to warn of. Raises ``UnreadableTranscript`` for what is not text."""
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise UnreadableTranscript(f"This is not a text but {what}.")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding), []
            except UnicodeDecodeError as error:
                raise UnreadableTranscript(
                    f"The file says it is {encoding}, but it breaks off at byte {error.start}: it was cut short or "
                    f"is no text."
                ) from error
    if b"\x00" in data:
        raise UnreadableTranscript(
            "The file holds NUL bytes: it is not a text in any encoding that is read here (UTF-8, or UTF-16 with "
            "its byte order mark)."
        )
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        return _code_page(data, error)


def refuse_noise(text: str) -> None:
    """Raise ``UnreadableTranscript`` where a fiftieth of what was decoded is control or replacement characters."""
    sample = text[:_NOISE_SAMPLE]
    if len(_NO_TEXT.findall(sample)) * 50 > len(sample):
        raise UnreadableTranscript("The file is not a text: it is full of control characters or of undecodable bytes.")


def _code_page(data: bytes, error: UnicodeDecodeError) -> tuple[str, list[Warning]]:
    sample = data[:100_000]
    controls = sum(sample.count(bytes([code])) for code in range(32) if code not in (9, 10, 12, 13, 27))
    if controls * 200 > len(sample):
        raise UnreadableTranscript("The file is not a text: it is full of control characters.") from error
    if error.start > 2000 and len(data) - error.start < 4:
        return data[: error.start].decode("utf-8"), [
            Warning("cut-short", "The file breaks off in the middle of its last character.")
        ]
    high = [byte for byte in sample if byte >= 0x80]
    letters = sum(65 <= byte <= 90 or 97 <= byte <= 122 for byte in sample)
    # In a Russian page most letters lie above 0xC0; in a Western one a few accents and quotation marks do.
    cyrillic = sum(byte >= 0xC0 for byte in high) > max(letters, 1) * 0.5
    if len(high) > max(letters, 1) * 0.5 and (found := _russian_code_page(sample)):
        encoding = found
    elif cyrillic:
        encoding = "cp1251"
    else:
        encoding = "cp1252"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding, text = "latin-1", data.decode("latin-1")
    return text, [
        Warning(
            "encoding",
            f"The file is not UTF-8; it was read as {encoding}. Look at the accents and the quotation marks.",
        )
    ]


def _russian_code_page(sample: bytes) -> str:
    """Return the code page in which the bytes are Russian words, or "" where none stands out.

    In the wrong one the letters are others and often of the other case: pairs that are common in Russian are rare, and
    capitals follow small letters inside words.
    """
    scores = {}
    for encoding in _RUSSIAN_PAGES:
        text = sample.decode(encoding, "replace")
        scores[encoding] = len(_RUSSIAN_PAIRS.findall(text)) - 2 * len(_CAPITAL_INSIDE.findall(text))
    first, second = sorted(_RUSSIAN_PAGES, key=lambda encoding: -scores[encoding])[:2]
    return first if scores[first] > max(2 * scores[second], len(sample) / 50) else ""


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
