"""From words on a page to lines in reading order: columns found by the gap between them, running heads taken out."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from dataclasses import dataclass

from statements.transcripts.model import Dropped
from statements.transcripts.readers.pdf.pages import Page, Word

_SEGMENT_GAP = 1.4  # times the letter size: words farther apart may be in different columns
_MARGIN = 0.11  # of the page's height: where running heads and page numbers stand
_GUTTER = 6.0  # points: a narrower gap between columns is not looked for
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_PAGE_NUMBER = re.compile(
    r"[-–—•|\s]*(?:p(?:age|\.)?|seite|página|стр\.?|страница)?\s*(?:\d{1,4}|[ivxlc]{1,6})"
    r"(?:\s*(?:/|of|sur|de|von|из)\s*\d{1,4})?[-–—•|\s]*",
    re.IGNORECASE,
)
# Symbols and job numbers of United Nations documents: A/79/PV.7, S/PV.9731 (Resumption 1), 24-27291 (E), *2427291*
_SYMBOL = re.compile(
    r"(?:[AESTC]|ST|TD|CD|CCPR|DP|NPT|BWC|UNEP|FCCC)(?:/[A-Z0-9.\-]+){1,6}(?:\s*\((?:Resumption|Part)[^)]*\))?"
    r"|\d{2}-\d{5}(?:\s*\([A-Z]\))?|\*\d{6,}\*|\d{2}/\d{2}/\d{4}|PV\.\d+",
)
# What a browser prints in the margins of a page: "24/11/2026, 08:25   Title", and the address.
_BROWSER = re.compile(r"\d{1,4}[/.]\d{1,2}[/.]\d{2,4},? +\d{1,2}:\d{2}(?: [AP]M)?\b|(?:https?|file)://\S+$")


@dataclass(slots=True)
class Line:
    words: list[Word]
    page: int
    column: int = 0  # counts on through the document: a new number is a new column or page
    left: float = 0.0  # margins of the column the line stands in
    right: float = 0.0

    @property
    def x0(self) -> float:
        return min(word.x0 for word in self.words)

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        return statistics.median(word.size for word in self.words)

    @property
    def text(self) -> str:
        return join_words(self.words)


def join_words(words: list[Word]) -> str:
    """The words as printed, with two spaces where a tab's width lies between them."""
    pieces: list[str] = []
    for number, word in enumerate(words):
        if number:
            before = words[number - 1]
            gap = max(word.x0 - before.x1, before.x0 - word.x1)
            size = min(word.size, before.size)
            if gap > 0.08 * size:
                pieces.append("  " if gap > _SEGMENT_GAP * size else " ")
        pieces.append(word.text)
    return "".join(pieces)


def _are_side_by_side(word: Word, middle: float, other: Word) -> bool:
    """Whether two words stand on one line: the mark of a footnote stands higher, but within the height of the line."""
    return other.top <= middle <= other.bottom or word.top <= (other.top + other.bottom) / 2 <= word.bottom


def find_segments(page: Page) -> list[Line]:
    """The page's words as pieces of lines, divided where the gap is as wide as one between columns."""
    rows: list[list[Word]] = []
    for word in sorted(page.words, key=lambda word: (word.top + word.bottom) / 2):
        middle = (word.top + word.bottom) / 2
        for row in reversed(rows[-4:]):
            if any(_are_side_by_side(word, middle, other) for other in row[-3:]):
                row.append(word)
                break
        else:
            rows.append([word])
    segments = []
    for row in rows:
        row.sort(key=lambda word: word.x0)
        current = [row[0]]
        for word in row[1:]:
            if word.x0 - max(w.x1 for w in current[-2:]) > _SEGMENT_GAP * min(word.size, current[-1].size):
                segments.append(Line(current, page.number))
                current = []
            current.append(word)
        segments.append(Line(current, page.number))
    return segments


def find_gutter(segments: list[Line], width: float) -> tuple[float, float] | None:
    """The empty strip between two columns as (left edge, right edge), None where the page has one column."""
    if len(segments) < 12:
        return None
    step = 2.0
    low, high = int(0.3 * width / step), int(0.7 * width / step)
    cover = [0] * (high - low + 1)
    for segment in segments:
        for number in range(max(low, int(segment.x0 / step)), min(high, int(segment.x1 / step)) + 1):
            cover[number - low] += 1
    limit = 0.12 * len(segments)
    best: tuple[int, int] | None = None
    start = None
    for number in range(len(cover) + 1):
        if number < len(cover) and cover[number] <= limit:
            start = number if start is None else start
        elif start is not None:
            if best is None or number - start > best[1] - best[0]:
                best = (start, number)
            start = None
    if best is None or (best[1] - best[0]) * step < _GUTTER:
        return None
    left, right = (best[0] + low) * step, (best[1] + low) * step
    middle = (left + right) / 2
    on_left = [segment for segment in segments if segment.x1 <= middle + 2]
    on_right = [segment for segment in segments if segment.x0 >= middle - 2]
    if len(on_left) < 5 or len(on_right) < 5 or len(on_right) < 0.25 * len(on_left):
        return None
    # The lines of a column begin at one margin or its indent; the cells of a table or ragged ends do not.
    starts = Counter(round(segment.x0 / 3) for segment in on_right)
    wide = [segment for segment in on_right if segment.x1 - segment.x0 > 0.15 * width]
    if sum(count for _, count in starts.most_common(3)) < 0.5 * len(on_right) or len(wide) < 0.4 * len(on_right):
        return None
    return left, right


def read_lines(pages: list[Page], dropped: list[Dropped]) -> list[Line]:
    """The document's lines in reading order, without running heads and page numbers, which go to ``dropped``."""
    by_page = [(page, find_segments(page)) for page in pages if page.words]
    _drop_running_heads(by_page, dropped)
    lines: list[Line] = []
    column = 0
    for page, segments in by_page:
        gutter = find_gutter(segments, page.width)
        for band in _split_bands(segments, gutter):
            column += 1
            lines.extend(_build_column(band, column))
    return lines


def _split_bands(segments: list[Line], gutter: tuple[float, float] | None) -> list[list[Line]]:
    """Groups of segments to be read one after the other: what crosses the gutter divides what is above and below."""
    if gutter is None:
        return [segments] if segments else []
    middle = (gutter[0] + gutter[1]) / 2
    crossing = [segment for segment in segments if segment.x0 < middle - 2 and segment.x1 > middle + 2]
    groups: list[list[Line]] = []
    pending_left: list[Line] = []
    pending_right: list[Line] = []
    pending_wide: list[Line] = []
    for segment in sorted(segments, key=lambda segment: segment.top):
        if segment in crossing:
            groups.extend(group for group in (pending_left, pending_right) if group)
            pending_left, pending_right = [], []
            pending_wide.append(segment)
            continue
        if pending_wide:
            groups.append(pending_wide)
            pending_wide = []
        (pending_left if (segment.x0 + segment.x1) / 2 < middle else pending_right).append(segment)
    groups.extend(group for group in (pending_wide, pending_left, pending_right) if group)
    return groups


def _build_column(segments: list[Line], number: int) -> list[Line]:
    """Whole lines of one column, from the top down, each with the column's margins."""
    rows: list[Line] = []
    for segment in sorted(segments, key=lambda segment: (segment.top + segment.bottom) / 2):
        middle = (segment.top + segment.bottom) / 2
        if rows and rows[-1].top <= middle <= rows[-1].bottom:
            rows[-1].words.extend(segment.words)
        else:
            rows.append(Line(list(segment.words), segment.page))
    starts = Counter(round(row.x0 / 2) for row in rows)
    left = 2 * starts.most_common(1)[0][0]
    ends = sorted(row.x1 for row in rows)
    right = ends[-1] if len(rows) < 15 else ends[int(0.9 * (len(rows) - 1))]
    for row in rows:
        letters = "".join(filter(str.isalpha, "".join(word.text for word in row.words)))
        backwards = 2 * len(_RIGHT_TO_LEFT.findall(letters)) > len(letters)
        row.words.sort(key=lambda word: -word.x1 if backwards else word.x0)
        row.column, row.left, row.right = number, left, right
    return rows


def _drop_running_heads(by_page: list[tuple[Page, list[Line]]], dropped: list[Dropped]) -> None:
    counts: Counter[tuple[str, int]] = Counter()
    margins: list[list[Line]] = []
    for page, segments in by_page:
        edge = [
            segment
            for segment in segments
            if segment.bottom < _MARGIN * page.height or segment.top > (1 - _MARGIN) * page.height
        ]
        margins.append(edge)
        counts.update({_pattern(segment, page) for segment in edge})
    often = max(2 if len(by_page) < 5 else 3, 0.3 * len(by_page))
    for (page, segments), edge in zip(by_page, margins, strict=True):
        for segment in edge:
            text = segment.text.strip()
            if _PAGE_NUMBER.fullmatch(text):
                why = "A page number"
            elif _BROWSER.match(text):
                why = "Printed by the browser that made the PDF"
            elif _SYMBOL.fullmatch(text):
                why = "The symbol of the document, in the margin"
            elif counts[_pattern(segment, page)] >= often and len(text) < 200 and not text.endswith((":", "：")):
                why = "A running head"
            else:
                continue
            segments.remove(segment)
            dropped.append(Dropped(0, text, f"{why} (page {segment.page})."))


def _pattern(segment: Line, page: Page) -> tuple[str, int]:
    """The line's words in any order, figures alike, and its height: left and right pages print the same in turn."""
    height = segment.top if segment.top < page.height / 2 else segment.top - page.height
    return " ".join(sorted(re.sub(r"\d+", "#", segment.text).casefold().split())), round(height / 5)
