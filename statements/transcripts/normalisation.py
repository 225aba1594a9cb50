"""White space, invisible characters and hard-wrapped lines: from blocks as read to paragraphs in one line each.

The raw text stays untouched elsewhere; what is changed here is only what no reader of the page can see.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from statements.transcripts.draft import Block, BlockKind, Draft, MarkedSpeaker

# Spaces that print as a space; the characters that print as nothing: zero-width marks, direction marks, the byte order
# mark, the soft hyphen, and the control characters that a broken export leaves behind. Word writes its soft hyphen as
# U+001F (it goes) and its hyphen at which no line ends as U+001E (a hyphen).
_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\v\f"
_NOTHING = (
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad"
    "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1f\x7f"
    "\x80\x81\x82\x83\x84\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9d\x9e\x9f"
)
_WORD_HYPHEN = "\x1e"
_ODD = re.compile(f"[{_SPACES}{_NOTHING}{_WORD_HYPHEN}\u0085\u2028\u2029\r]")
_TABLE = (
    {ord(char): None for char in _NOTHING}
    | {ord(char): " " for char in _SPACES}
    | {ord(c): "\n" for c in "\u0085\u2028\u2029"}
)
_TABLE[ord("\r")] = None
_TABLE[ord(_WORD_HYPHEN)] = "-"
# Persian and Hindi need the joiners inside words, so they stay where such letters stand.
_NEEDS_JOINERS = re.compile(r"[\u0600-\u06ff\u0900-\u0dff]")
_RUNS = re.compile(r"  +")

# Ends of sentences, for finding out whether the lines of a block are hard wraps.
_TERMINAL = ".!?:;…。！？：；”\"»)]’'؟۔"
MIN_WRAP = 40  # narrower lines are verse, lists or labels
MAX_WRAP = 120  # longer lines are paragraphs, not wraps
_RULE = re.compile(r"(?:[-*_=~•·–—+.#] ?){3,}")
_NUMBERED = re.compile(r"\d{1,4}[.)]?\s*\t|\d{1,4}\.\s+\S")
_BULLET = re.compile(r"[-–—•▪●*]\s+\S")
_PAGE_LINE = re.compile(
    r"(?:[-–—]\s*)?\d{1,4}(?:\s*[-–—])?|(?:page|p\.|seite|стр\.|página)\s*\d{1,4}(?:\s*(?:of|/|von|из|de)\s*\d{1,4})?"
    r"|\d{1,4}\s*/\s*\d{1,4}|\d{1,4}\s+\d{2}-\d{5}|\d{2}-\d{5}\s+\d{1,4}|\d{2}-\d{5}(?:\s*\(E\))?|"
    r"[AS]/(?:\d{1,2}/)?PV\.\d+(?:\s*\(Resumption\s*\d\))?",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Return the text in NFC with odd spaces made plain and invisible characters removed; lines are kept."""
    if text.isascii():
        if not _ODD.search(text):
            return text
    elif not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if "\u00a0" in text:
        text = text.replace("\u00a0", " ")  # by far the most common one, and much quicker than a table
    if not _ODD.search(text):
        return text
    if ("\u200c" in text or "\u200d" in text) and _NEEDS_JOINERS.search(text):
        return text.translate({key: value for key, value in _TABLE.items() if key not in (0x200C, 0x200D)})
    return text.translate(_TABLE)


def one_line(text: str) -> str:
    """Return the text cleaned and on one line, each run of white space one space."""
    text = clean(text)
    if "\n" in text:
        return " ".join(text.split())
    if "  " in text:
        text = _RUNS.sub(" ", text)
    return text.strip()


@dataclass(slots=True)
class SourceParagraph:
    """One paragraph of the document, on one line. ``ruled``: a rule ("---", "* * *") stands right before it.
    ``wide``: two or more spaces stood after its first word (the ``Q    `` of the White House)."""

    text: str
    line: int
    kind: BlockKind = BlockKind.TEXT
    marked_speaker: MarkedSpeaker | None = None
    emphasis: str = ""
    ruled: bool = False
    wide: bool = False


def is_wrapped(blocks: list[Block]) -> bool:
    """Whether the lines inside the blocks are hard wraps of one column width rather than paragraphs of their own.

    Wrapped lines are short, of much the same length, and most of them break off in the middle of a sentence.
    """
    lengths: list[int] = []
    broken = 0
    for block in blocks:
        if "\n" not in block.text or block.kind is not BlockKind.TEXT:
            continue
        lines = [line.rstrip() for line in block.text.split("\n")]
        for line, following in itertools.pairwise(lines):
            if line and following and not _RULE.fullmatch(line) and not _RULE.fullmatch(following.strip()):
                lengths.append(len(line))
                broken += line[-1] not in _TERMINAL
        if len(lengths) > 2000:
            break
    if not lengths:
        return False
    lengths.sort()
    width = lengths[len(lengths) * 3 // 4]
    long = sum(length >= width * 0.6 for length in lengths)
    if not MIN_WRAP <= width <= MAX_WRAP or lengths[int(len(lengths) * 0.95)] > MAX_WRAP * 1.5:
        return False
    return broken * 2 >= len(lengths) and long * 3 >= len(lengths) * 2


def join_lines(lines: list[str], words: frozenset[str] = frozenset()) -> str:
    """Join wrapped lines. A hyphen at a line's end is dropped only where ``words`` (of the same document) has the
    whole word unbroken: "docu-" + "ment" is one word, "co-" + "operation" may be meant."""
    joined = lines[0].strip()
    for line in lines[1:]:
        line = line.strip()
        if not line:
            continue
        if joined.endswith("-") and not joined.endswith(" -") and len(joined) > 1 and joined[-2].isalpha():
            head = joined[joined.rfind(" ") + 1 : -1]
            tail = line.split(" ", 1)[0].rstrip(".,;:!?)”\"'")
            if line[0].islower() and (head + tail).lower() in words:
                joined = joined[:-1] + line
            else:
                joined += line
        elif joined and ord(joined[-1]) >= 0x2E80 and ord(line[0]) >= 0x2E80:
            joined += line  # Chinese and Japanese wrap without a space
        else:
            joined += " " + line
    return joined


def is_running_line(line: str) -> bool:
    """Whether the line is a page number or the running symbol of a printed document."""
    return len(line) <= 40 and _PAGE_LINE.fullmatch(line.strip()) is not None


class Unwrapper:
    """Cuts blocks into paragraphs. One object a document: the column width and the document's words are its memory."""

    def __init__(self, draft: Draft, opens_turn: Callable[[str], bool]) -> None:
        self.wrapped = is_wrapped(draft.blocks) if draft.wrapped is None else draft.wrapped
        self.opens_turn = opens_turn  # whether a line starts with what is surely a label
        self._blocks = draft.blocks
        self._words: frozenset[str] | None = None

    def paragraphs(self, block: Block) -> list[SourceParagraph]:
        text = clean(block.text)
        if "\n" not in text:
            return self._single(block, text, block.line)
        lines = text.split("\n")
        if not self.wrapped:
            out: list[SourceParagraph] = []
            for offset, line in enumerate(lines):
                out += self._single(block, line, block.line + offset if block.line else 0, first=not out)
            return out
        return self._unwrap(block, lines)

    def _single(self, block: Block, line: str, number: int, first: bool = True) -> list[SourceParagraph]:
        stripped = line.strip()
        if not stripped:
            return []
        wide = "  " in stripped
        if wide:
            head = stripped[:12]
            wide = "  " in head
            stripped = _RUNS.sub(" ", stripped)
        if not first:
            return [SourceParagraph(stripped, number, block.kind, wide=wide)]
        return [
            SourceParagraph(stripped, number, block.kind, block.marked_speaker, one_line(block.emphasis), wide=wide)
        ]

    def _unwrap(self, block: Block, lines: list[str]) -> list[SourceParagraph]:
        full = [line for line in lines if line.strip()]
        if not full:
            return []
        width = max(map(len, full))
        indents = sum(line.startswith(" ") for line in full[1:])
        indented = 0 < indents * 2 < len(full)
        groups: list[tuple[int, list[str]]] = []
        previous = ""
        for offset, line in enumerate(lines):
            bare = line.strip()
            if not bare:
                previous = ""
                continue
            if not groups or self._breaks(previous, line, bare, width, indented):
                groups.append((offset, [line]))
            else:
                groups[-1][1].append(line)
            previous = line.rstrip()
        out: list[SourceParagraph] = []
        for offset, group in groups:
            text = group[0] if len(group) == 1 else join_lines(group, self._known_words(group))
            out += self._single(block, text, block.line + offset if block.line else 0, first=not out)
        return out

    def _breaks(self, previous: str, line: str, bare: str, width: int, indented: bool) -> bool:
        """Whether a new paragraph begins at ``line``."""
        if not previous:
            return True
        ended = previous[-1] in _TERMINAL
        if indented and line[0] == " " and ended:
            return True
        if is_running_line(bare) or is_running_line(previous):
            return True
        if not ended:
            return False
        if len(previous) < width * 0.72 and not bare[0].islower():
            return True
        return bool(_NUMBERED.match(line) or _BULLET.match(bare) or self.opens_turn(bare))

    def _known_words(self, group: list[str]) -> frozenset[str]:
        if not any(line.rstrip().endswith("-") for line in group):
            return frozenset()
        if self._words is None:
            text = " ".join(block.text for block in self._blocks).lower()
            self._words = frozenset(re.findall(r"[^\W\d_]+", text))
        return self._words
