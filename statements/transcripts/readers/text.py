"""Plain text: blocks between blank lines, lines kept, nothing else known."""

from __future__ import annotations

import re

from statements.transcripts.decoding import decode, decode_bytes_literals
from statements.transcripts.draft import Block, Draft
from statements.transcripts.model import FrontMatter, Warning
from statements.transcripts.readers import subtitles

_NEWLINES = re.compile(r"\r\n?|[\u2028\u2029\x85]")


def read(data: bytes, *, name: str = "") -> Draft:
    """Return the draft of a text file. Raises ``UnreadableTranscript`` for what is not text."""
    text, warnings = decode(data)
    text, more = decode_bytes_literals(text)
    return build_draft(text, FrontMatter(), warnings + more, "txt")


def build_draft(text: str, front: FrontMatter, warnings: list[Warning], format: str) -> Draft:
    """Return the draft of a text already decoded."""
    if subtitles.are_subtitles(text):
        blocks, dropped = subtitles.read_cues(text)
        return Draft(front, blocks, dropped, warnings, format=format, wrapped=False)
    return Draft(front, split_blocks(text), warnings=warnings, format=format)


def split_blocks(text: str, first_line: int = 1) -> list[Block]:
    """Return the blocks between blank lines, each with its lines as they stand and the number of its first one."""
    if "\r" in text or "\x85" in text or "\u2028" in text or "\u2029" in text:
        text = _NEWLINES.sub("\n", text)
    blocks: list[Block] = []
    number = first_line
    if "\n\n" in text and text.count("\n") == 2 * text.count("\n\n") and "\n\n\n" not in text:
        for part in text.split("\n\n"):  # the records of a corpus: one paragraph a line, blank lines between
            if part and not part.isspace():
                blocks.append(Block(part, line=number))
            number += 2
        return blocks
    lines: list[str] = []
    start = number
    for line in text.split("\n"):
        if not line or line.isspace():
            if lines:
                blocks.append(Block("\n".join(lines), line=start))
                lines = []
        else:
            if not lines:
                start = number
            lines.append(line)
        number += 1
    if lines:
        blocks.append(Block("\n".join(lines), line=start))
    return blocks
