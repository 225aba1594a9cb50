"""Bytes to text, for everything that is read: files, pages, pasted tables.

A byte order mark decides first; then UTF-8, whatever is declared, because text in another encoding is practically
never valid UTF-8; then what the file declares; then ``charset_guessing``. What cannot be told is refused.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from statements.text.charset_guessing import MIN_FAMILIARITY, familiarity, guess_encoding


def remove_unstorable(text: str) -> str:
    """Remove NULs and put "?" for halves of surrogate pairs: PostgreSQL refuses both."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


# Pages that declare these mean the Windows superset (the WHATWG Encoding Standard, section 4.2).
_MEANT = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "windows-31j": "cp932",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_SAMPLE_SIZE = 200_000  # bytes or characters that are enough to tell
_HEAD_SIZE = 20_000
MAX_CONTROLS = 1 / 200  # of the bytes of a text; a binary file has far more
MIN_CUT_SHORT = 2_000  # bytes before a broken last character, for the rest to be worth reading
# UTF-8 that was once read as Windows-1252 and saved again: "â€™" for an apostrophe, "Ã©" for é.
_MOJIBAKE = re.compile("â€[™œ\u009d“”˜¦]|Ã[\u00a0-\u00bf]|Â\u00a0")
_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 12, 13, 27))
_JAPANESE_ESCAPE = b"\x1b$"  # ISO-2022-JP: seven-bit, and therefore valid UTF-8


class UndecodableText(ValueError):
    """The bytes are no text, or their encoding cannot be told. ``str(error)`` is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class DecodedText:
    """``remark`` is a sentence for an editor where the encoding was guessed or the text mended, else ""."""

    text: str
    encoding: str
    remark: str = ""
    cut_short: bool = False  # the bytes end in the middle of a character


def decode(data: bytes, declared: str = "") -> DecodedText:
    """Return the text of a file. ``declared`` is the encoding that the file itself names, as a Python codec.

    Raises ``UndecodableText``.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding)
    if encoding := utf16_without_mark(data):
        return DecodedText(data.decode(encoding, "replace"), encoding, cut_short=len(data) % 2 == 1)
    if b"\x00" in data:
        raise UndecodableText(
            "The file holds NUL bytes: it is not a text in any encoding that is read here (UTF-8, UTF-16 or an older "
            "encoding of its language)."
        )
    if declared.startswith("iso2022") or declared in ("hz", "utf-7"):
        return DecodedText(data.decode(declared, "replace"), declared)  # seven-bit encodings are all valid UTF-8
    if _JAPANESE_ESCAPE in data[:_SAMPLE_SIZE] and (text := _strict(data, "iso2022-jp")) is not None:
        return DecodedText(text, "iso2022-jp")
    try:
        return _undo_mojibake(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _decode_other(data, declared, error)


def decode_page(data: bytes) -> DecodedText:
    """Return the text of a web page, which may declare its encoding and may hold stray NUL bytes.

    Raises ``UndecodableText``.
    """
    if not utf16_without_mark(data) and not any(data.startswith(mark) for mark, _ in _MARKS):
        data = data.replace(b"\x00", b"")
    return decode(data, declared_encoding(data))


def declared_encoding(data: bytes) -> str:
    """Return the codec that a page declares in its first 4 kB, or "" where it names none that is known."""
    match = _DECLARED.search(data[:4096])
    if not match:
        return ""
    name = match[1].decode("ascii").lower()
    name = _MEANT.get(name, name)
    try:
        info = codecs.lookup(name)
    except LookupError:
        return ""
    return info.name if info._is_text_encoding else ""


def utf16_without_mark(data: bytes) -> str:
    """Return "utf-16-le" or "utf-16-be" where the bytes are such a text without its byte order mark, else ""."""
    head = data[: min(len(data), _HEAD_SIZE) // 2 * 2]
    nuls = head[0::2].count(0), head[1::2].count(0)
    if len(head) < 20 or max(nuls) < 2 or min(nuls) * 3 > max(nuls):
        return ""
    encoding = "utf-16-le" if nuls[1] > nuls[0] else "utf-16-be"
    text = head.decode(encoding, "replace")
    ascii_share = sum(" " <= char <= "~" or char in "\r\n\t" for char in text) / len(text)
    return encoding if ascii_share > 0.5 or familiarity(text) >= MIN_FAMILIARITY else ""


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _decode_marked(data: bytes, encoding: str) -> DecodedText:
    try:
        return DecodedText(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        if _is_cut_short(data, error):
            return DecodedText(data[: error.start].decode(encoding), encoding, cut_short=True)
        if encoding == "utf-8" and (damaged := _damaged_utf8(data)):
            return damaged
        raise UndecodableText(
            f"The file says it is {encoding}, but it breaks off at byte {error.start}: it was cut short or is no text."
        ) from error


def _is_cut_short(data: bytes, error: UnicodeDecodeError) -> bool:
    return error.start > MIN_CUT_SHORT and len(data) - error.start < 4


def _decode_other(data: bytes, declared: str, error: UnicodeDecodeError) -> DecodedText:
    if declared and not declared.startswith(("utf-8", "utf-16", "utf-32")):
        text = data.decode(declared, "replace")
        if text.count("\ufffd") <= len(text) / 1000:
            return DecodedText(text, declared)
    refuse_controls(data)
    if _is_cut_short(data, error):
        return DecodedText(data[: error.start].decode("utf-8"), "utf-8", cut_short=True)
    if damaged := _damaged_utf8(data):
        return damaged
    encoding = guess_encoding(data)
    if not encoding:
        raise UndecodableText("The encoding of the file cannot be told: save it as UTF-8 and try again.")
    name = encoding.replace("_", "-")
    said = f"declared as {declared}, which it is not" if declared else "not declared, and it is not UTF-8"
    remark = f"The encoding is {said}; it was read as {name}. Look at the accents and the quotation marks."
    return DecodedText(data.decode(encoding, "replace"), name, remark)


def refuse_controls(data: bytes) -> None:
    """Raise ``UndecodableText`` where more than one byte in 200 is a control character."""
    sample = data[:_SAMPLE_SIZE]
    if len(sample) - len(sample.translate(None, _CONTROLS)) > MAX_CONTROLS * len(sample):
        raise UndecodableText("The file is not a text: it is full of control characters.")


def _damaged_utf8(data: bytes) -> DecodedText | None:
    """UTF-8 with a few bytes spoiled: nearly every character beyond ASCII is whole."""
    text = data.decode("utf-8", "replace")
    spoiled = text.count("\ufffd")
    whole = len(text) - spoiled - len(text.encode("ascii", "ignore"))
    if spoiled * 10 > whole or spoiled * 500 > len(text):
        return None
    return DecodedText(text, "utf-8", "A few bytes are not valid UTF-8 and are shown as \ufffd: check those words.")


def _undo_mojibake(text: str) -> DecodedText:
    if len(_MOJIBAKE.findall(text, 0, _SAMPLE_SIZE)) < 3:
        return DecodedText(text, "utf-8")
    try:
        mended = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return DecodedText(text, "utf-8", "Some accented letters look doubly encoded (such as “â€™”): check the text.")
    return DecodedText(
        mended,
        "utf-8",
        "The text was doubly encoded (“â€™” for an apostrophe) and was put right: check accented letters.",
    )
