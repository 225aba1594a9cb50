"""Run as a program: reads a PDF from standard input and prints its words and their places, a page a line, as JSON.

PDFium is C++, and a hostile page may keep it busy or crash it; in a process of its own, with limits on time and memory,
it cannot harm the web server. Imports nothing of this package: ``pages`` starts it as a file.

A page is ``{"width", "height", "pictures", "words": [[text, x0, x1, top, bottom, style], …]}`` in points from the top
left corner; style is 0, 1 bold, 2 italic, 3 both. Failure is one line ``{"error": "password" | "broken" | "pages"}``.
"""

from __future__ import annotations

import ctypes
import json
import re
import resource
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import pypdfium2
import pypdfium2.raw as pdfium

MAX_CPU_SECONDS = 60
MAX_MEMORY = 2_000_000_000  # bytes
MAX_PAGES = 1_500
MAX_CHARACTERS = 20_000_000
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_HYPHENS = ("\x02", "\ufffe", "\u00ad")  # how PDFium reports a hyphen that divides a word at the end of a line
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}


class Box(Protocol):
    """PDFium's FS_RECTF, in points up from the lower left corner."""

    left: float
    right: float
    bottom: float
    top: float


@dataclass(slots=True)
class Glyph:
    characters: str  # two for a ligature
    left: float
    right: float
    bottom: float
    top: float


Word = tuple[str, float, float, float, float, int]  # text, left, right, bottom, top, style
Place = Callable[[float, float, float, float], tuple[float, float, float, float]]


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    data = sys.stdin.buffer.read()
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        write_record({"error": "password" if code == _PASSWORD or "assword" in str(error) else "broken"})
        return
    if len(document) > MAX_PAGES:
        write_record({"error": "pages"})
        return
    write_record({"title": document.get_metadata_value("Title"), "pages": len(document)})
    left = MAX_CHARACTERS
    for number in range(len(document)):
        try:
            page = document[number]
            record, used = read_page(page, left)
        except pypdfium2.PdfiumError:
            record, used = {"width": 0, "height": 0, "pictures": 0, "words": []}, 0
        write_record(record)
        left -= used
        if left <= 0:
            write_record({"error": "pages"})
            return


def write_record(record: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(record, ensure_ascii=True) + "\n")


def read_page(page: pypdfium2.PdfPage, max_characters: int) -> tuple[dict[str, object], int]:
    width, height = page.get_size()
    text = page.get_textpage()
    count = max(0, min(pdfium.FPDFText_CountChars(text.raw), max_characters))
    to_page = turn_coordinates(page.get_rotation(), width, height)
    words: list[list[object]] = []
    for letters, left, right, low, high, style in read_words(text.raw, count):
        x0, x1, top, bottom = to_page(left, right, low, high)
        words.append([letters, round(x0, 1), round(x1, 1), round(top, 1), round(bottom, 1), style])
    pictures = 0
    if count < 40:
        pictures = sum(1 for found in page.get_objects(max_depth=2) if found.type == pdfium.FPDF_PAGEOBJ_IMAGE)
    record = {"width": round(width, 1), "height": round(height, 1), "pictures": pictures, "words": words}
    return record, count


def turn_coordinates(rotation: int, width: float, height: float) -> Place:
    """Return what turns PDF coordinates (up from the lower left of the unturned page) into points from the top left of
    the page as shown."""
    if rotation == 90:
        return lambda left, right, bottom, top: (bottom, top, left, right)
    if rotation == 180:
        return lambda left, right, bottom, top: (width - right, width - left, bottom, top)
    if rotation == 270:
        return lambda left, right, bottom, top: (width - top, width - bottom, height - right, height - left)
    return lambda left, right, bottom, top: (left, right, height - top, height - bottom)


def read_words(text: object, count: int) -> Iterator[Word]:
    """Yield runs of characters without a space or a jump between them."""
    box = pdfium.FS_RECTF()
    styles: dict[int, int] = {}
    glyphs: list[Glyph] = []
    style = 0
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        character = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if character in _HYPHENS:
            character = "-"
        if (
            character == " "
            and glyphs
            and is_rtl(glyphs[-1].characters[-1])
            and pdfium.FPDFText_IsGenerated(text, index) == 1
        ):
            continue  # PDFium reports spaces between letters that do not join; the distance of the boxes is surer
        if character.isspace() or code == 0 or not pdfium.FPDFText_GetLooseCharBox(text, index, box):
            if glyphs:
                yield join_glyphs(glyphs, style)
            glyphs = []
            continue
        character = plain(character)
        if glyphs and (box.right <= box.left or box.top <= box.bottom or is_same_glyph(glyphs[-1], box)):
            glyphs[-1].characters += character  # the second letter of a ligature has no box of its own
            continue
        if glyphs and jumps(glyphs[-1], box, character):
            yield join_glyphs(glyphs, style)
            glyphs = []
        if not glyphs:
            style = style_of(text, index, styles)
            if style < 0:
                continue
        glyphs.append(Glyph(character, box.left, box.right, box.bottom, box.top))
    if glyphs:
        yield join_glyphs(glyphs, style)


def plain(character: str) -> str:
    """Letters instead of ligatures and of the forms that Arabic letters take beside each other."""
    if "\ufb1d" <= character <= "\ufefc":
        return unicodedata.normalize("NFKC", character)
    return _LIGATURES.get(character, character)


def is_rtl(character: str) -> bool:
    return "\u0590" <= character <= "\u08ff" or "\ufb1d" <= character <= "\ufefc"


def join_glyphs(glyphs: list[Glyph], style: int) -> Word:
    """Return the word. Right-to-left words are stored as they look; here they are put in the order of reading."""
    alphabetic = [glyph for glyph in glyphs if glyph.characters[0].isalpha()]
    if 2 * sum(is_rtl(glyph.characters[0]) for glyph in alphabetic) > len(alphabetic):
        glyphs = sorted(glyphs, key=lambda glyph: -(glyph.left + glyph.right))
        letters = "".join(glyph.characters.translate(_MIRRORED) for glyph in glyphs)
        letters = re.sub(r"[0-9٠-٩۰-۹][0-9٠-٩۰-۹.,/]*", lambda digits: digits[0][::-1], letters)
    else:
        letters = "".join(glyph.characters for glyph in glyphs)
    return (
        letters,
        min(glyph.left for glyph in glyphs),
        max(glyph.right for glyph in glyphs),
        min(glyph.bottom for glyph in glyphs),
        max(glyph.top for glyph in glyphs),
        style,
    )


def is_same_glyph(glyph: Glyph, box: Box) -> bool:
    return (
        abs(glyph.left - box.left) < 0.01
        and abs(glyph.right - box.right) < 0.01
        and abs(glyph.bottom - box.bottom) < 0.01
    )


def jumps(glyph: Glyph, box: Box, character: str) -> bool:
    """Whether the next glyph is elsewhere on the page, or of another size (the mark of a footnote)."""
    size = max(glyph.top - glyph.bottom, 0.1)
    other = box.top - box.bottom
    apart = max(box.left - glyph.right, glyph.left - box.right)
    middle, last_middle = (box.top + box.bottom) / 2, (glyph.bottom + glyph.top) / 2
    if is_rtl(character) or is_rtl(glyph.characters[0]):
        size = max(size, other)  # boxes of joined letters are as high as the letters, which differ
        return apart > 0.4 * size or abs(last_middle - middle) > size
    if apart > 0.6 * size or not (glyph.bottom <= middle <= glyph.top or box.bottom <= last_middle <= box.top):
        return True
    # Ligatures have lower boxes than the letters beside them; only figures and stars are marks of footnotes.
    return not 0.9 * size <= other <= 1.1 * size and not (character.isalpha() and glyph.characters[0].isalpha())


def style_of(text: object, index: int, known: dict[int, int]) -> int:
    """0, 1 bold, 2 italic, 3 both; -1 for text turned on its side (a stamp in the margin)."""
    found = pdfium.FPDFText_GetTextObject(text, index)
    address = ctypes.cast(found, ctypes.c_void_p).value or 0
    if address in known:
        return known[address]
    if abs(((pdfium.FPDFText_GetCharAngle(text, index) + 3.14159) % 6.28318) - 3.14159) > 0.3:
        known[address] = -1
        return -1
    buffer = ctypes.create_string_buffer(200)
    flags = ctypes.c_int(0)
    length = pdfium.FPDFText_GetFontInfo(text, index, buffer, 200, flags)
    name = buffer.raw[: max(0, min(length, 200) - 1)].decode("utf-8", "replace").lower().split("+")[-1]
    bold = any(word in name for word in ("bold", "black", "heavy", "-bd", "demi")) or bool(flags.value & (1 << 18))
    italic = "italic" in name or "oblique" in name or bool(flags.value & (1 << 6))
    known[address] = int(bold) + 2 * int(italic)
    return known[address]


if __name__ == "__main__":
    main()
