"""Bytes of a web page to text, when the page says in what encoding it is, says it wrongly, or does not say it."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

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
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_SAMPLE = 200_000  # bytes that are enough to tell an encoding
# UTF-8 that was once read as Windows-1252 and saved again: "â€™" for an apostrophe, "Ã©" for é.
_MOJIBAKE = re.compile("â€[™œ\u009d“”˜¦]|Ã[\u00a0-\u00bf]|Â\u00a0")


def declared_encoding(data: bytes) -> str:
    """The codec a page or XML file declares in its first 4 kB, or "" where it names none that is known."""
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


def decode(data: bytes) -> tuple[str, str]:
    """Return ``(text, remark)``; ``remark`` is a sentence for the editor where the encoding was guessed, else "".

    A byte-order mark decides first; then UTF-8, whatever is declared, because text in another encoding is
    practically never valid UTF-8; then what is declared; then a statistical guess. Never raises.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace"), ""
    if codec := _utf16_without_mark(data):
        return data.decode(codec, "replace"), ""
    declared = declared_encoding(data)
    if declared.startswith("iso2022") or declared in ("hz", "utf-7"):
        return data.decode(declared, "replace"), ""  # seven-bit encodings are all valid UTF-8
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(data, declared)
    return _undo_mojibake(text)


def _utf16_without_mark(data: bytes) -> str:
    head = data[:400]
    if len(head) < 20:
        return ""
    if head[1::2].count(0) > 0.8 * len(head[1::2]):
        return "utf-16-le"
    if head[0::2].count(0) > 0.8 * len(head[0::2]):
        return "utf-16-be"
    return ""


def _decode_other(data: bytes, declared: str) -> tuple[str, str]:
    if declared and declared not in ("utf-8", "utf-16", "utf-16-le", "utf-16-be"):
        text = data.decode(declared, "replace")
        if text.count("\ufffd") <= len(text) / 1000:
            return text, ""
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") <= len(text) / 2000:
        return text, "A few bytes are not valid UTF-8 and are shown as \ufffd: check those words."
    best = from_bytes(data[:_SAMPLE]).best()
    codec = best.encoding if best is not None else "cp1252"
    said = f"declared as {declared}, which it is not" if declared else "not declared"
    remark = f"The character encoding is {said}; it was read as {codec}: check accented letters."
    return data.decode(codec, "replace"), remark


def _undo_mojibake(text: str) -> tuple[str, str]:
    if len(_MOJIBAKE.findall(text, 0, _SAMPLE)) < 3:
        return text, ""
    try:
        repaired = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text, "Some accented letters look doubly encoded (such as “â€™”): check the text."
    return repaired, "The text was doubly encoded (“â€™” for an apostrophe) and was put right: check accented letters."
