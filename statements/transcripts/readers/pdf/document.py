"""PDF files with a text layer: lines put together to paragraphs by spacing, indent and where sentences end."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from statements.transcripts.draft import Block, BlockKind, Draft
from statements.transcripts.model import Dropped, FrontMatter
from statements.transcripts.printed_dates import find_lone_date
from statements.transcripts.readers.pdf.lines import Line, join_words, read_lines
from statements.transcripts.readers.pdf.meeting_records import read_record_front
from statements.transcripts.readers.pdf.pages import PdfPages, Word, read_pages

_ENDS = (".", "!", "?", ":", ";", "…", ")", "]", "”", '"', "»", "。", "！", "？", "：", "؟", "۔")
_CJK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")
_KEEPS_HYPHEN = frozenset(("self", "non", "ex", "well", "post", "pre", "anti", "co", "multi", "semi", "vice", "cross"))
_BULLET = re.compile(r"[•▪■◦●‣–—-]\s|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s")
_JUNK_TITLE = re.compile(
    r"microsoft word|untitled|anonymous|unspecified|\.(?:docx?|pdf|indd|rtf|odt)$|^[\w-]{0,12}\d{4,}", re.IGNORECASE
)
_MARK = re.compile(r"\d{1,3}|[*†‡]{1,3}")
_STAGE = re.compile(
    r"\b(?:chair|escorted|meeting (?:rose|was)|vote was taken|adopted|withdrew|so decided|rostrum|silence|suspended)\b",
    re.IGNORECASE,
)


def read(data: bytes, *, name: str = "") -> Draft:
    """A PDF with a text layer as blocks.

    Raises ``UnreadableTranscript`` for files without a text layer, with a password, damaged, or beyond the bounds.
    """
    paper = read_pages(data)
    dropped: list[Dropped] = []
    lines = read_lines(paper.pages, dropped)
    body = _measure_body_size(lines)
    lines = _drop_notes(lines, body, dropped)
    words = Counter(word.casefold() for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text))
    paragraphs = _group_paragraphs(lines)
    blocks = [_build_block(paragraph, words, body) for paragraph in paragraphs]
    blocks = [block for block in blocks if block.text]
    front, blocks = _read_front(paper, lines, blocks, body, dropped)
    refused = "" if blocks else "The PDF holds nothing but headings and page numbers."
    return Draft(front, blocks, dropped, [], refused, "pdf", wrapped=False)


def _measure_body_size(lines: list[Line]) -> float:
    """The size in which most letters are set."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += sum(len(word.text) for word in line.words)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _drop_notes(lines: list[Line], body: float, dropped: list[Dropped]) -> list[Line]:
    """Lines less the marks of footnotes, and less the footnotes: small print at the end of a column."""
    kept: list[Line] = []
    for index, line in enumerate(lines):
        line.words = _drop_marks(line, body)
        if not line.words:
            continue
        last = index + 1 == len(lines) or lines[index + 1].column != line.column
        kept.append(line)
        if not last:
            continue
        note: list[Line] = []
        while kept and kept[-1].column == line.column and kept[-1].size < 0.88 * body:
            note.insert(0, kept.pop())
        if note and kept and (kept[-1].page == line.page or _MARK.match(note[0].text)):
            text = " ".join(part.text for part in note)
            dropped.append(Dropped(0, text[:2000], f"A footnote of page {line.page}. Nobody spoke it."))
        else:
            kept.extend(note)
    return kept


def _drop_marks(line: Line, body: float) -> list[Word]:
    kept: list[Word] = []
    after: Word | None = None
    for word in line.words:
        if _is_mark(word, line, body):
            after = kept[-1] if kept else None
            continue
        if after is not None and word.text[0] in ",.;:!?)»”":
            word = replace(word, x0=after.x1)  # the comma that stood after the mark goes to the word before it
        kept.append(word)
        after = None
    return kept


def _is_mark(word: Word, line: Line, body: float) -> bool:
    """Whether the word is the raised figure or star that refers to a footnote."""
    if not _MARK.fullmatch(word.text) or len(line.words) == 1:
        return False
    raised = word.bottom < line.bottom - 0.12 * line.size
    return word.size < 0.9 * line.size and (raised or word.size < 0.75 * body)


def _group_paragraphs(lines: list[Line]) -> list[list[Line]]:
    leading = _measure_leading(lines)
    indented = _has_indents(lines)
    paragraphs: list[list[Line]] = []
    for line in lines:
        if paragraphs and not _begins_paragraph(line, paragraphs[-1], leading, indented):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def _measure_leading(lines: list[Line]) -> float:
    steps = [b.bottom - a.bottom for a, b in zip(lines, lines[1:], strict=False) if a.column == b.column]
    steps = [round(step, 1) for step in steps if 5 < step < 60]
    if not steps:
        return 14.0
    counts = Counter(steps)
    often = 0.3 * max(counts.values())  # where every paragraph is one line, the space between paragraphs is as frequent
    leading = min(step for step, count in counts.items() if count >= often)
    size = _measure_body_size(lines)
    short = sum(1 for line in lines if line.x1 < line.right - 4 * size)
    if leading > 1.5 * size and short > 0.4 * len(lines):
        return 1.3 * size  # hardly a paragraph runs over a line: the distance is that of paragraphs
    return leading


def _has_indents(lines: list[Line]) -> bool:
    """Whether the document marks a new paragraph by setting its first line in."""
    indented = sum(1 for line in lines if _is_indented(line))
    return 0.04 * len(lines) < indented < 0.6 * len(lines)


def _is_indented(line: Line) -> bool:
    return 0.6 * line.size < line.x0 - line.left < 8 * line.size and line.x1 > line.left + 2 * line.size


def _begins_paragraph(line: Line, paragraph: list[Line], leading: float, indents: bool) -> bool:
    """Whether the line begins a paragraph, given the one before."""
    before = paragraph[-1]
    ended = before.text.rstrip().endswith(_ENDS)
    if abs(line.size - before.size) > 0.12 * before.size:
        return True
    if _is_bold(line) != _is_bold(before) and (ended or _is_bold(before) or len(paragraph) > 1):
        return True
    if line.column != before.column:
        if _is_indented(line) or _opens_with_label(line):
            return True
        full = before.x1 > before.right - 4 * before.size
        return ended and not (indents and full) and not line.text[:1].islower()
    if line.bottom - before.bottom > 1.25 * leading + 0.5:
        return True
    if ended and _BULLET.match(line.text):
        return True
    if _BULLET.match(paragraph[0].text) and line.x0 > paragraph[0].x0 + 2:
        return False  # the item of a list goes on, set in under its own first word
    if _is_indented(line) and (not _is_indented(before) or _is_short(before, line)):
        return True
    if line.left - line.x0 > 0.6 * line.size and before.x0 >= before.left - 2:
        return True
    return ended and (_opens_with_label(line) or (_is_short(before, line) and not indents))


def _is_short(before: Line, line: Line) -> bool:
    """Whether the first word of the line would have had room on the line before."""
    first = line.words[0]
    return before.x1 + (first.x1 - first.x0) + 1.5 * line.size < before.right


def _is_bold(line: Line) -> bool:
    return all(word.bold for word in line.words)


def _opens_with_label(line: Line) -> bool:
    bold = []
    for word in line.words:
        if not word.bold:
            break
        bold.append(word.text)
    return bool(bold) and len(bold) < len(line.words) and ":" in "".join([*bold, line.words[len(bold)].text])


def _build_block(paragraph: list[Line], words: Counter[str], body: float) -> Block:
    text = ""
    for line in paragraph:
        text = _join(text, line.text.strip(), words)
    all_words = [word for line in paragraph for word in line.words]
    kind = BlockKind.TEXT
    if len(text) < 200 and not text.endswith(":"):
        larger = paragraph[0].size > 1.15 * body
        centred = _is_centred(paragraph) and all(word.bold for word in all_words)
        if larger or centred:
            kind = BlockKind.HEADING
        elif all(word.italic for word in all_words) and _STAGE.search(text):
            kind = BlockKind.STAGE
    return Block(
        text=text, kind=kind, page=paragraph[0].page, emphasis=_find_emphasis(paragraph[0].words, all_words, text)
    )


def _find_emphasis(first_line: list[Word], all_words: list[Word], text: str) -> str:
    bold: list[Word] = []
    for word in all_words:
        if not word.bold:
            break
        bold.append(word)
    if not bold:
        return ""
    opening = (
        join_words(bold[: len(first_line)]) if len(bold) <= len(first_line) else " ".join(word.text for word in bold)
    )
    return opening if text.startswith(opening) else ""


def _is_centred(paragraph: list[Line]) -> bool:
    return all(
        line.x0 - line.left > line.size and abs((line.x0 - line.left) - (line.right - line.x1)) < 2 * line.size
        for line in paragraph
    )


def _join(text: str, line: str, words: Counter[str]) -> str:
    if not text:
        return line
    if _CJK.match(text[-1]) and _CJK.match(line[:1]):
        return text + line
    if len(text) > 1 and text[-1] in "-‐" and text[-2].isalpha() and line[:1].isalpha():
        head = re.search(r"[^\W\d_]+(?:-[^\W\d_]+)*$", text[:-1])
        tail = re.match(r"[^\W\d_]+", line)
        if head and tail and not _keeps_hyphen(head[0], tail[0], words):
            return text[:-1] + line
        return text + line
    return f"{text} {line}"


def _keeps_hyphen(head: str, tail: str, words: Counter[str]) -> bool:
    """Whether a hyphen at the end of a line is the word's own: by how the document writes the word elsewhere."""
    if tail[0].isupper():
        return True
    whole, parted = words[(head + tail).casefold()], words[f"{head}-{tail}".casefold()]
    if whole or parted:
        return parted > whole
    return head.casefold().split("-")[-1] in _KEEPS_HYPHEN or "-" in head


def _read_front(
    paper: PdfPages, lines: list[Line], blocks: list[Block], body: float, dropped: list[Dropped]
) -> tuple[FrontMatter, list[Block]]:
    recorded = read_record_front(blocks, dropped)
    if recorded is not None:
        return recorded
    front = FrontMatter()
    first = [line for line in lines if line.page == 1]
    largest = max((line.size for line in first[:25]), default=0.0)
    title = [block for block in blocks[:10] if block.kind is BlockKind.HEADING and block.page == 1]
    if largest > 1.2 * body and title:
        sizes = {line.text.strip(): line.size for line in first[:25]}
        best = [block for block in title if any(s >= largest - 0.5 and t in block.text for t, s in sizes.items())]
        front.title = (best or title)[0].text
    elif title:
        front.title = title[0].text
    if not front.title and len(paper.title) > 8 and not _JUNK_TITLE.search(paper.title):
        front.title = " ".join(paper.title.split())
    kept = []
    for number, block in enumerate(blocks):
        if number < 12 and block.text == front.title and block.page == 1:
            dropped.append(Dropped(0, block.text, "The title, kept in the front matter."))
            continue
        day = find_lone_date(block.text) if number < 12 and block.page == 1 else ""
        if len(day) == 10 and not front.date:
            front.date = day
            dropped.append(Dropped(0, block.text, "The date, kept in the front matter."))
            continue
        kept.append(block)
    return front, kept
