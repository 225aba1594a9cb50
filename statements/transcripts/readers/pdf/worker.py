"""Run as a program: reads a PDF from standard input and prints its words and where they stand, a page a line, as JSON.

PDFium is C++ and a page may be made to keep it busy or to break it; in a process of its own, with bounds on time and
memory, it can do neither to the web server. Imports nothing of this package (see ``pdf_pages``, which starts it).

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

import pypdfium2
import pypdfium2.raw as pdfium

CPU_SECONDS = 60
MEMORY_BYTES = 2_000_000_000
MOST_PAGES = 1_500
MOST_CHARACTERS = 20_000_000
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_HYPHENS = ("\x02", "\ufffe", "\u00ad")  # how PDFium reports a hyphen that divides a word at the end of a line
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    data = sys.stdin.buffer.read()
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        say({"error": "password" if code == _PASSWORD or "assword" in str(error) else "broken"})
        return
    if len(document) > MOST_PAGES:
        say({"error": "pages"})
        return
    say({"title": document.get_metadata_value("Title"), "pages": len(document)})
    left = MOST_CHARACTERS
    for number in range(len(document)):
        try:
            page = document[number]
            record, used = read_page(page, left)
        except pypdfium2.PdfiumError:
            record, used = {"width": 0, "height": 0, "pictures": 0, "words": []}, 0
        say(record)
        left -= used
        if left <= 0:
            say({"error": "pages"})
            return


def say(record: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(record, ensure_ascii=True) + "\n")


def read_page(page: pypdfium2.PdfPage, most: int) -> tuple[dict[str, object], int]:
    width, height = page.get_size()
    text = page.get_textpage()
    count = max(0, min(pdfium.FPDFText_CountChars(text.raw), most))
    place = placer(page.get_rotation(), width, height)
    words: list[list[object]] = []
    for word in gather(text.raw, count):
        x0, x1, top, bottom = place(*word[1:5])
        words.append([word[0], round(x0, 1), round(x1, 1), round(top, 1), round(bottom, 1), word[5]])
    pictures = 0
    if count < 40:
        pictures = sum(1 for found in page.get_objects(max_depth=2) if found.type == pdfium.FPDF_PAGEOBJ_IMAGE)
    record = {"width": round(width, 1), "height": round(height, 1), "pictures": pictures, "words": words}
    return record, count


def placer(rotation: int, width: float, height: float):
    """From PDF coordinates (up from the lower left of the unturned page) to points from the top left as shown."""
    if rotation == 90:
        return lambda left, right, bottom, top: (bottom, top, left, right)
    if rotation == 180:
        return lambda left, right, bottom, top: (width - right, width - left, bottom, top)
    if rotation == 270:
        return lambda left, right, bottom, top: (width - top, width - bottom, height - right, height - left)
    return lambda left, right, bottom, top: (left, right, height - top, height - bottom)


def gather(text, count: int):
    """Words as (text, left, right, bottom, top, style): runs of characters without a space or a jump between them."""
    box = pdfium.FS_RECTF()
    styles: dict[int, int] = {}
    units: list[list[object]] = []  # [characters, left, right, bottom, top] of every glyph of the word
    style = 0
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        character = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if character in _HYPHENS:
            character = "-"
        if character == " " and units and is_rtl(units[-1][0][-1]) and pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue  # PDFium sees spaces between letters that do not join; what lies between the boxes tells better
        if character.isspace() or code == 0 or not pdfium.FPDFText_GetLooseCharBox(text, index, box):
            if units:
                yield word_of(units, style)
            units = []
            continue
        character = plain(character)
        if units and (box.right <= box.left or box.top <= box.bottom or same_glyph(units[-1], box)):
            units[-1][0] += character  # the second letter of a ligature has no box of its own
            continue
        if units and jumps(units[-1], box, character):
            yield word_of(units, style)
            units = []
        if not units:
            style = style_of(text, index, styles)
            if style < 0:
                continue
        units.append([character, box.left, box.right, box.bottom, box.top])
    if units:
        yield word_of(units, style)


def plain(character: str) -> str:
    """Letters instead of ligatures and of the forms that Arabic letters take beside each other."""
    if "\ufb1d" <= character <= "\ufefc":
        return unicodedata.normalize("NFKC", character)
    return _LIGATURES.get(character, character)


def is_rtl(character: str) -> bool:
    return "\u0590" <= character <= "\u08ff" or "\ufb1d" <= character <= "\ufefc"


def word_of(units: list[list[object]], style: int) -> list[object]:
    """One word of its glyphs. Right-to-left words are stored as they look; here they are put as they are read."""
    alphabetic = [unit for unit in units if unit[0][0].isalpha()]
    if 2 * sum(is_rtl(unit[0][0]) for unit in alphabetic) > len(alphabetic):
        units = sorted(units, key=lambda unit: -(unit[1] + unit[2]))
        letters = "".join(unit[0].translate(_MIRRORED) for unit in units)
        letters = re.sub(r"[0-9٠-٩۰-۹][0-9٠-٩۰-۹.,/]*", lambda digits: digits[0][::-1], letters)
    else:
        letters = "".join(unit[0] for unit in units)
    sides = list(zip(*(unit[1:] for unit in units), strict=True))
    return [letters, min(sides[0]), max(sides[1]), min(sides[2]), max(sides[3]), style]


def same_glyph(unit: list[object], box) -> bool:
    return abs(unit[1] - box.left) < 0.01 and abs(unit[2] - box.right) < 0.01 and abs(unit[3] - box.bottom) < 0.01


def jumps(unit: list[object], box, character: str) -> bool:
    """Whether the next glyph is elsewhere on the page, or of another size (the mark of a footnote)."""
    size = max(unit[4] - unit[3], 0.1)
    other = box.top - box.bottom
    apart = max(box.left - unit[2], unit[1] - box.right)
    if is_rtl(character) or is_rtl(
        unit[0][0]
    ):  # the boxes of joined letters are as high as the letters, and these differ
        size = max(size, other)
        return apart > 0.4 * size or abs(unit[4] + unit[3] - box.top - box.bottom) > 2 * size
    middle = (box.top + box.bottom) / 2
    if apart > 0.6 * size or not (unit[3] <= middle <= unit[4] or box.bottom <= (unit[3] + unit[4]) / 2 <= box.top):
        return True
    # Ligatures have lower boxes than the letters beside them; only figures and stars are marks of footnotes.
    return not 0.9 * size <= other <= 1.1 * size and not (character.isalpha() and unit[0].isalpha())


def style_of(text, index: int, known: dict[int, int]) -> int:
    """0, 1 bold, 2 italic, 3 both; -1 for text that stands on its side (a stamp in the margin)."""
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
