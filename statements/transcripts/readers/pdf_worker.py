"""Run as a program: reads a PDF from standard input and prints its words and where they stand, a page a line, as JSON.

PDFium is C++ and a page may be made to keep it busy or to break it; in a process of its own, with bounds on time and
memory, it can do neither to the web server. Imports nothing of this package (see ``pdf_pages``, which starts it).

A page is ``{"width", "height", "pictures", "words": [[text, x0, x1, top, bottom, style], …]}`` in points from the top
left corner; style is 0, 1 bold, 2 italic, 3 both. Failure is one line ``{"error": "password" | "broken" | "pages"}``.
"""

from __future__ import annotations

import ctypes
import json
import resource
import sys

import pypdfium2
import pypdfium2.raw as pdfium

CPU_SECONDS = 60
MEMORY_BYTES = 2_000_000_000
MOST_PAGES = 1_500
MOST_CHARACTERS = 20_000_000
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_HYPHENS = ("\x02", "\ufffe", "\u00ad")  # how PDFium reports a hyphen that divides a word at the end of a line
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
    current: list[object] | None = None
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        character = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if character in _HYPHENS:
            character = "-"
        if character.isspace() or code == 0 or not pdfium.FPDFText_GetLooseCharBox(text, index, box):
            if current:
                yield current
            current = None
            continue
        character = _LIGATURES.get(character, character)
        if current is not None and jumps(current, box):
            yield current
            current = None
        if current is None:
            style = style_of(text, index, styles)
            if style < 0:
                continue
            current = [character, box.left, box.right, box.bottom, box.top, style]
            continue
        current[0] += character
        current[1] = min(current[1], box.left)
        current[2] = max(current[2], box.right)
        current[3] = min(current[3], box.bottom)
        current[4] = max(current[4], box.top)
    if current:
        yield current


def jumps(word: list[object], box) -> bool:
    """Whether the next character is elsewhere on the page, or of another size (the mark of a footnote)."""
    size = max(word[4] - word[3], 0.1)
    middle = (box.top + box.bottom) / 2
    apart = max(box.left - word[2], word[1] - box.right)
    other = box.top - box.bottom
    return apart > 0.6 * size or not word[3] <= middle <= word[4] or other < 0.75 * size or other > 1.34 * size


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
