"""The main text of a page as blocks: paragraphs, headings, rules in reading order, with the bold words they open with.

``<br>`` begins a new line of the page and therefore a new block, save where a publisher has broken running text at a
fixed width. Tables give a block a row, lists a block an item.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from statements.transcripts.draft import Block, BlockKind, MarkedSpeaker
from statements.transcripts.model import Dropped
from statements.transcripts.readers.html.class_words import SPEAKER_WORDS, words
from statements.transcripts.readers.html.pruning import class_words

_BLOCKS = words(
    "p div section article main header footer aside address h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote table thead",
    "tbody tfoot tr td th caption pre figure fieldset details summary center body form hr hgroup",
)
_HEADINGS = words("h1 h2 h3 h4 h5 h6")
_BOLD = words("b strong th")
_SPACES = re.compile(r"[ \t\r\n\f]+")  # what HTML collapses; NO-BREAK SPACE stays
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(bold|bolder|[6-9]00)")
_BOLD_CLASSES = words("bold strong fw-bold font-weight-bold text-bold")
_MAX_LABEL_LENGTH = 200  # the longest true label measured is 197
_ALL_LINK = 0.8
_WRAP_WIDTH = (45, 100)


@dataclass(slots=True)
class _Run:
    """What is being gathered for the next block."""

    pieces: list[tuple[str, bool]] = field(default_factory=list)  # text and whether it is bold; "\n" is a line break
    line: int = 0
    heading: bool = False
    linked: int = 0  # characters of it that stand in links
    speaker: list[str] = field(default_factory=list)


class _BlockBuilder:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.run = _Run()
        self.bold = 0
        self.heading = 0
        self.verbatim = 0
        self.speaker = 0
        self.link = 0
        self.links: list[float] = []  # for every block, the part of it that stands in links
        self.waiting: MarkedSpeaker | None = None
        self.prefix = ""
        self.counts: dict[HtmlElement, int] = {}  # how far each <ol> has counted

    def text(self, text: str | None, line: int) -> None:
        if not text:
            return
        if not self.verbatim:
            text = _SPACES.sub(" ", text)
        run = self.run
        if self.speaker:
            run.speaker.append(text)
            return
        if not run.line and text.strip():
            run.line = line
            run.heading = bool(self.heading)
        run.pieces.append((text, bool(self.bold)))
        if self.link:
            run.linked += len(text.strip())

    def line_break(self) -> None:
        self.run.pieces.append(("\n", False))

    def flush(self) -> None:
        run, self.run = self.run, _Run()
        if label := " ".join("".join(run.speaker).split()).rstrip(":： "):
            self.flush_speaker()
            self.waiting = MarkedSpeaker(label=label)
        lines = _split_lines(run)
        if not lines:
            return
        prefix, self.prefix = self.prefix, ""
        share = run.linked / max(1, sum(len(text) for text, _ in lines))
        for text, emphasis in lines:
            if prefix and not text[:1].isdigit():
                text, emphasis = prefix + text, ""
            kind = BlockKind.HEADING if run.heading else BlockKind.TEXT
            marked_speaker, self.waiting = self.waiting, None
            self.add(
                Block(text=text, kind=kind, line=run.line, marked_speaker=marked_speaker, emphasis=emphasis), share
            )
            prefix = ""

    def flush_speaker(self) -> None:
        """Keep a speaker's name that no words follow as a line of its own."""
        if self.waiting is not None:
            self.add(Block(text=self.waiting.label, emphasis=self.waiting.label))
            self.waiting = None

    def number(self, item: HtmlElement) -> str:
        """The number a browser prints before an item of an ``<ol>``, with its full stop, or ""."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol" or "list-style:none" in parent.get("style", "").replace(" ", ""):
            return ""
        count = self.counts.get(parent, _parse_number(parent.get("start"), 1) - 1) + 1
        self.counts[parent] = count = _parse_number(item.get("value"), count)
        kind = parent.get("type", "1")
        if kind in ("a", "A") and 1 <= count <= 26:
            return f"{chr(ord(kind) + count - 1)}. "
        return f"{count}. "

    def add(self, block: Block, share: float = 0.0) -> None:
        self.blocks.append(block)
        self.links.append(share)

    def rule(self, line: int) -> None:
        self.flush()
        self.add(Block(text="", kind=BlockKind.RULE, line=line))


def _parse_number(value: str | None, otherwise: int) -> int:
    return int(value) if value and value.strip().isdecimal() and len(value) < 6 else otherwise


def _split_lines(run: _Run) -> list[tuple[str, str]]:
    """The run's lines as (text, the bold words it opens with)."""
    lines: list[list[tuple[str, bool]]] = [[]]
    for text, bold in run.pieces:
        parts = text.split("\n")
        for number, part in enumerate(parts):
            if number:
                lines.append([])
            if part:
                lines[-1].append((part, bold))
    texts = [_SPACES.sub(" ", "".join(text for text, _ in line)).strip(" ") for line in lines]
    if _is_wrapped([text for text in texts if text]):
        pieces = [(piece if piece != "\n" else " ", bold) for piece, bold in run.pieces]
        return _join_wrapped(texts) if "" in texts[1:-1] else [_trim(pieces)]
    return [_trim(line) for line in lines if "".join(text for text, _ in line).strip()]


def _is_wrapped(lines: list[str]) -> bool:
    """Whether running text was broken at a fixed width: full lines that end in mid-sentence and go on in lower case."""
    if len(lines) < 4:
        return False
    pairs = list(zip(lines, lines[1:], strict=False))
    full = [(a, b) for a, b in pairs if _WRAP_WIDTH[0] <= len(a) <= _WRAP_WIDTH[1]]
    running = sum(1 for a, b in full if a[-1:] not in '.!?:;…”»"' and (b[:1].islower() or a[-1:].islower()))
    return len(full) >= 0.6 * len(pairs) and running >= 0.5 * len(full)


def _join_wrapped(lines: list[str]) -> list[tuple[str, str]]:
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line:
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [(" ".join(paragraph), "") for paragraph in paragraphs if paragraph]


def _trim(pieces: list[tuple[str, bool]]) -> tuple[str, str]:
    text = _SPACES.sub(" ", "".join(piece for piece, _ in pieces)).strip(" ")
    opening = ""
    for piece, bold in pieces:
        if not bold and piece.strip(" \n\u00a0"):
            break
        opening += piece
    opening = _SPACES.sub(" ", opening).strip(" \u00a0")
    return text, opening if opening and text.lstrip("\u00a0").startswith(opening) else ""


def _is_bold(element: HtmlElement) -> bool:
    if element.tag in _BOLD:
        return True
    if _BOLD_STYLE.search(element.get("style", "")[:500].lower()):
        return True
    return bool(_BOLD_CLASSES.intersection(element.get("class", "")[:400].lower().split()))


def _is_label_in_italics(element: HtmlElement) -> bool:
    if element.tag not in ("i", "em", "u"):
        return False
    text = "".join(element.itertext()).strip()
    return len(text) <= _MAX_LABEL_LENGTH and (text.endswith(":") or (element.tail or "").lstrip().startswith(":"))


def _is_speaker(element: HtmlElement) -> bool:
    """Whether the mark-up names a speaker: a short element whose class says so, and no colon does."""
    if element.tag in ("body", "main", "article", "section") or not SPEAKER_WORDS.intersection(class_words(element)):
        return False
    text = " ".join("".join(element.itertext()).split())
    return 0 < len(text) <= _MAX_LABEL_LENGTH and not text.endswith((".", "!", "?"))


def _ends_in_colon(element: HtmlElement) -> bool:
    text = "".join(element.itertext()).rstrip()
    return text.endswith((":", "：")) or (element.tail or "").lstrip().startswith((":", "："))


def _is_continued(element: HtmlElement) -> bool:
    return element.getnext() is not None


def _find_dialogue_cells(root: HtmlElement) -> set[HtmlElement]:
    """First cells of rows (or ``<dt>``) that name the speaker of what stands beside: short, and names come again."""
    found: set[HtmlElement] = set()
    groups: dict[HtmlElement, list[HtmlElement]] = {}
    for item in root.iter("dt", "tr"):
        first = item if item.tag == "dt" else next(iter(item), None)
        second = first.getnext() if first is not None else None
        if second is None or (item.tag == "dt" and second.tag != "dd") or (item.tag == "tr" and _is_continued(second)):
            continue
        groups.setdefault(item.getparent(), []).append(first)
    for firsts in groups.values():
        if len(firsts) < 3:
            continue
        names = [" ".join("".join(cell.itertext()).split()) for cell in firsts]
        again = [name for name, count in Counter(names).items() if name and count > 1]
        if again and all(len(name) <= 80 for name in names) and not any(name[:1].isdigit() for name in names):
            found.update(cell for cell, name in zip(firsts, names, strict=True) if name)
    return found


def read_blocks(content: HtmlElement, dropped: list[Dropped]) -> list[Block]:
    """Blocks of the element's text in page order. ``line`` is the line of the source where each begins.

    Links that stand alone at the beginning and the end ("Speeches", "See also …") go to ``dropped``.
    """
    walk = _BlockBuilder()
    cells = _find_dialogue_cells(content)
    # An explicit stack of (element, leaving?): pages nest deeper than Python likes to recurse.
    stack: list[tuple[HtmlElement, bool]] = [(content, False)]
    while stack:
        element, leaving = stack.pop()
        if not isinstance(element.tag, str):
            walk.text(element.tail, element.sourceline or 0)
            continue
        if leaving:
            _leave(walk, element, cells, is_root=element is content)
            continue
        _enter(walk, element, cells)
        walk.text(element.text, element.sourceline or 0)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    walk.flush()
    walk.flush_speaker()
    blocks = _drop_outer_links(walk.blocks, walk.links, dropped)
    marked = [block for block in blocks if block.marked_speaker is not None]
    return blocks if len(marked) > 1 else _unmark_speakers(blocks)


def _is_divider(block: Block) -> bool:
    return block.kind is not BlockKind.TEXT


def _drop_outer_links(blocks: list[Block], links: list[float], dropped: list[Dropped]) -> list[Block]:
    start, end = 0, len(blocks)
    while end > 0 and (links[end - 1] >= _ALL_LINK or (end < len(blocks) and _is_divider(blocks[end - 1]))):
        end -= 1
    while start < end and links[start] >= _ALL_LINK and blocks[start].kind is BlockKind.TEXT:
        start += 1
    for block in blocks[:start] + blocks[end:]:
        if block.text:
            dropped.append(Dropped(block.line, block.text[:2000], "Left out: a link to another page."))
    return blocks[start:end]


def _unmark_speakers(blocks: list[Block]) -> list[Block]:
    """A single element of class "speaker" is no system of marking turns: its words go before the block as a line."""
    plain: list[Block] = []
    for block in blocks:
        if block.marked_speaker is not None:
            plain.append(Block(text=block.marked_speaker.label, line=block.line, emphasis=block.marked_speaker.label))
            block.marked_speaker = None
        plain.append(block)
    return plain


def _names_speaker(element: HtmlElement, cells: set[HtmlElement]) -> bool:
    return element in cells or (_is_speaker(element) and not _ends_in_colon(element))


def _enter(walk: _BlockBuilder, element: HtmlElement, cells: set[HtmlElement]) -> None:
    tag = element.tag
    if tag == "br":
        walk.line_break()
        return
    if tag == "hr":
        walk.rule(element.sourceline or 0)
        return
    if tag in ("td", "th") and not _begins_a_block(element, cells):
        walk.text(" ", 0)
    elif tag in _BLOCKS:
        walk.flush()
    if tag == "li":
        walk.prefix = walk.number(element)
    if tag in _HEADINGS:
        walk.heading += 1
    if tag == "pre":
        walk.verbatim += 1
    if tag == "a" and element.get("href"):
        walk.link += 1
    if tag == "q":
        walk.text("“", element.sourceline or 0)
    if _is_bold(element) or _is_label_in_italics(element):
        walk.bold += 1
    if _names_speaker(element, cells):
        walk.speaker += 1


def _begins_a_block(cell: HtmlElement, cells: set[HtmlElement]) -> bool:
    """Whether a table cell stands on its own: the first of its row, beside a speaker's, or with paragraphs inside."""
    row = cell.getparent()
    if row is None or cell.getprevious() is None:
        return True
    first = next(iter(row))
    if first in cells:
        return True
    return any(child.tag in _BLOCKS for child in cell) and not "".join(first.itertext()).rstrip().endswith((":", "："))


def _leave(walk: _BlockBuilder, element: HtmlElement, cells: set[HtmlElement], *, is_root: bool) -> None:
    tag = element.tag
    if _names_speaker(element, cells):
        walk.speaker -= 1
    if _is_bold(element) or _is_label_in_italics(element):
        walk.bold -= 1
    if tag == "q":
        walk.text("”", element.sourceline or 0)
    if tag == "a" and element.get("href"):
        walk.link -= 1
    if tag == "pre":
        walk.flush()
        walk.verbatim -= 1
    if element in cells or (tag in _BLOCKS and tag not in ("td", "th")):
        walk.flush()
    if tag in _HEADINGS:
        walk.heading -= 1
    if not is_root:
        walk.text(element.tail, element.sourceline or 0)
