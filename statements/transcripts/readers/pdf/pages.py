"""The words of a PDF and where they stand, read by ``worker`` in a process of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from statements.transcripts.model import UnreadableTranscript

MAX_BYTES = 100_000_000
MAX_SECONDS = 90
_WORKER = Path(__file__).with_name("worker.py")
_FAULTS = {
    "password": "The PDF is protected with a password. Save it again without one.",
    "broken": "The PDF is damaged or no PDF at all. Open it in a reader and print it to a new PDF.",
    "pages": "The PDF has more pages than are read at once. Split it, one sitting to a file.",
}
_DAMAGE = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    bold: bool = False
    italic: bool = False

    @property
    def size(self) -> float:
        return self.bottom - self.top


@dataclass(slots=True)
class Page:
    number: int  # from 1
    width: float
    height: float
    words: list[Word] = field(default_factory=list)


@dataclass(slots=True)
class PdfPages:
    pages: list[Page]
    title: str = ""  # of the file's properties


def read_pages(data: bytes) -> PdfPages:
    """The pages of a PDF with a text layer.

    Raises ``UnreadableTranscript`` for files that are locked, damaged, endless, or hold pictures of text only.
    """
    if b"%PDF-" not in data[:2048]:
        raise UnreadableTranscript("The file does not begin as a PDF does. Is it of another format?")
    if len(data) > MAX_BYTES:
        raise UnreadableTranscript(f"The PDF has {len(data) // 1_000_000} MB: too large. Print the text pages alone.")
    head, *records = _run_worker(data)
    pages = [
        Page(number, record["width"], record["height"], [_word(*word) for word in record["words"]])
        for number, record in enumerate(records, 1)
    ]
    characters = sum(len(word.text) for page in pages for word in page.words)
    if characters < 20 * len(pages) or characters < 40:
        pictures = sum(record["pictures"] for record in records)
        what = "pictures only" if pictures else "hardly any text"
        raise UnreadableTranscript(
            f"The PDF has {what} in its {len(pages)} page(s): run OCR first, then read the result."
        )
    damaged = sum(len(_DAMAGE.findall(word.text)) for page in pages for word in page.words)
    if damaged > 0.2 * characters:
        raise UnreadableTranscript("The fonts of the PDF do not say which letters they show: run OCR first.")
    return PdfPages(pages, str(head.get("title") or ""))


def _word(text: str, x0: float, x1: float, top: float, bottom: float, style: int) -> Word:
    return Word(text, x0, x1, top, bottom, bool(style & 1), bool(style & 2))


def _run_worker(data: bytes) -> list[dict]:
    # -P keeps this folder off the import path: its modules must not hide those of the standard library.
    command = [sys.executable, "-P", str(_WORKER)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=MAX_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise UnreadableTranscript(f"The PDF took more than {MAX_SECONDS} seconds. Print it to a new PDF.") from error
    records = []
    for line in done.stdout.splitlines():
        try:
            records.append(json.loads(line))
        except ValueError:
            break  # the process was ended in the middle of a line
    fault = next((record["error"] for record in records if "error" in record), "")
    if not fault and (done.returncode != 0 or not records or len(records) != records[0].get("pages", 0) + 1):
        fault = "broken"
    if fault:
        raise UnreadableTranscript(_FAULTS[fault])
    return records
