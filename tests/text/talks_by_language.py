"""One short exchange in many languages, in the shape of a transcript, and the encodings each was once written in."""

from __future__ import annotations

from pathlib import Path

TALKS = {
    path.stem: path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "talks").glob("*.txt"))
}
ENCODINGS = {
    "zh-Hans": ["gb18030"],
    "zh-Hant": ["big5"],
    "ja": ["cp932", "euc-jp", "iso2022-jp"],
    "ko": ["cp949", "euc-kr"],
    "ru": ["cp1251", "koi8-r", "cp866", "iso8859-5"],
    "uk": ["cp1251", "koi8-u"],
    "bg": ["cp1251"],
    "sr": ["cp1251"],
    "pl": ["cp1250", "iso8859-2"],
    "cs": ["cp1250", "iso8859-2"],
    "hu": ["cp1250"],
    "fr": ["cp1252", "iso8859-15", "mac-roman"],
    "de": ["cp1252"],
    "es": ["cp1252"],
    "is": ["cp1252"],
    "sv": ["cp1252"],
    "tr": ["cp1254"],
    "lt": ["cp1257"],
    "en": ["cp1252"],
    "el": ["cp1253", "iso8859-7"],
    "he": ["cp1255"],
    "ar": ["cp1256"],
    "th": ["cp874", "tis-620"],
}
CASES = [(language, encoding) for language, encodings in ENCODINGS.items() for encoding in encodings]


def written(text: str, encoding: str) -> tuple[bytes, str]:
    """The text in an encoding, and what of it can be read again: the encoding may lack a quotation mark."""
    data = text.encode(encoding, "replace")
    return data, data.decode(encoding)
