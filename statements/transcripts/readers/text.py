"""Plain text: blocks between blank lines. Subtitles saved as text (WebVTT, SubRip) are joined to paragraphs."""

from __future__ import annotations

import re

from statements.transcripts.decoding import decode, decode_bytes_literals
from statements.transcripts.draft import Block, Draft, MarkedSpeaker
from statements.transcripts.model import Dropped, FrontMatter, Warning

_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_CUE = re.compile(rf"\s*({_TIME})\s*-->\s*{_TIME}\b.*")
_CUES = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}\b", re.MULTILINE)
_NUMBER = re.compile(r"\s*\d{1,6}\s*")
_VOICE_SPAN = re.compile(r"<v(?:\.[\w.]+)?\s+([^<>\n]{1,120})>")
_TAG = re.compile(r"</?(?:v|c|i|b|u|ruby|rt|lang|font|\d)[^<>\n]{0,120}>")
_HEADER = re.compile(r"\ufeff?WEBVTT\b.*|(?:NOTE|STYLE|REGION)\b.*|(?:Kind|Language):.*")
_LABELISH = re.compile(r"(?:>>|[-–—] ?\S|[^\W\d_a-z][^:.!?]{0,60}[:：](?:\s|$)|\[)")
_ENDS = '.!?…。！？"”)]'
_PARAGRAPH_LENGTH = 500  # characters after which a paragraph ends with its sentence
_MAX_PARAGRAPH_LENGTH = 2000  # and after which one ends without it: subtitles made by a machine have no full stops
_MIN_CUES = 2  # so many cues make subtitles of a text


def are_subtitles(text: str) -> bool:
    """Whether a text is made of cues: times with an arrow between them, in most of its paragraphs."""
    if "-->" not in text:
        return False
    cues = len(_CUES.findall(text))
    return cues >= _MIN_CUES and cues * 8 > text.count("\n")


def read_cues(text: str) -> tuple[list[Block], list[Dropped]]:
    """Return the paragraphs and what was taken out. A cue that names its voice (``<v Jane Roe>``) is believed."""
    blocks: list[Block] = []
    dropped: list[Dropped] = []
    speaking = last = ""
    lines = _NEWLINES.sub("\n", text).split("\n")
    timed = False  # whether the line before gave the time of a cue
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        following = lines[number] if number < len(lines) else ""
        named = _NUMBER.fullmatch(line) or number == 1 or not lines[number - 2].strip()
        if _CUE.fullmatch(line) or (named and _CUE.fullmatch(following)):
            dropped.append(Dropped(number, line.strip(), "the time or the number of a subtitle"))
            timed = _CUE.fullmatch(line) is not None
            continue
        if not blocks and not timed and _HEADER.fullmatch(line):
            dropped.append(Dropped(number, line.strip(), "the head of the subtitles"))
            continue
        voice_span = _VOICE_SPAN.search(line)
        words = " ".join(_TAG.sub("", _VOICE_SPAN.sub("", line)).split())
        if voice_span is not None and voice_span[1].strip() != speaking:
            speaking = voice_span[1].strip()
            blocks.append(Block(words, line=number, marked_speaker=MarkedSpeaker(label=speaking)))
        elif not words:
            continue
        elif words == last:
            dropped.append(Dropped(number, words, "a line that rolling subtitles repeat"))
            continue
        elif blocks and _continues(blocks[-1].text, words):
            blocks[-1].text = f"{blocks[-1].text} {words}".strip()
        else:
            blocks.append(Block(words, line=number))
        last = words
    return blocks, dropped


def _continues(before: str, words: str) -> bool:
    ended = before[-1:] in _ENDS
    full = len(before) > (_PARAGRAPH_LENGTH if ended else _MAX_PARAGRAPH_LENGTH)
    return not full and _LABELISH.match(words) is None


_NEWLINES = re.compile(r"\r\n?|[\u2028\u2029\x85]")


def read(data: bytes, *, name: str = "") -> Draft:
    """Return the draft of a text file. Raises ``UnreadableTranscript`` for what is not text."""
    text, warnings = decode(data)
    text, more = decode_bytes_literals(text)
    return build_draft(text, FrontMatter(), warnings + more, "txt")


def build_draft(text: str, front: FrontMatter, warnings: list[Warning], format: str) -> Draft:
    """Return the draft of a text already decoded."""
    if are_subtitles(text):
        blocks, dropped = read_cues(text)
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
