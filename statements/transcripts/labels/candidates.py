"""Where a label could stand: the cut between the words before the colon and the words after it, nothing judged yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from statements.transcripts.labels import cjk, notes
from statements.transcripts.model import Note

MAX_LABEL_LENGTH = 320  # characters within which the colon must come; the longest true label seen has about 200


class Form(StrEnum):
    COLON = "colon"
    Q = "q"  # "Q    Thank you": no colon
    BRACKET = "bracket"  # 【記者】
    STOP = "stop"  # "Mr. SMITH. I thank you": a full stop for a colon, the surname in capitals
    DASH = "dash"  # "LE PRÉSIDENT – Mesdames"; "ROSSI. – Signor Presidente"
    BOLD = "bold"  # a name in bold, then the words
    LINE = "line"  # alone on its line, in capitals or with a timestamp


@dataclass(frozen=True, slots=True)
class Candidate:
    printed: str  # without notes
    rest: str
    notes: tuple[Note, ...]
    form: Form
    timestamp: str = ""
    number: str = ""  # "32.", the number of the paragraph in the printed record
    marked: bool = False  # in bold, a heading …: the publisher set it apart


_TOKENS = re.compile(r"[:：()\[\]（）?!;“”\"«»？！；。，、]|\uff1a")
_OPENING, _CLOSING = "([（", ")]）"
_QUOTED = re.compile(r"(?<=\w )[«“\"][^«»“”\":]{1,60}[»”\"](?= ?[:\w(])")  # the name of an outlet inside a label
_STOPS = frozenset('?!;“”"«»？！；。，')
_MARKDOWN = re.compile(r"(\*\*\*|\*\*|__|\*|_)(?=\S)(.{1,220}?)(?<=\S)\1")
_HEADING = re.compile(r"#{1,6}\s+")
_Q = re.compile(r"Q(?:\.| ?\d{0,2}\.?)? +(?=[(A-Z“\"—–\[…¿‘'À-Ý-]|I\b)")
_Q_WIDE = re.compile(r"Q +(?=\S)")
_CJK_BRACKET = re.compile(r"【([^】\n]{1,40})】\s*[:：]?\s*")
_CJK_ANGLE = re.compile(r"[<〈《［\[]([^<>〈〉《》［］\[\]\n]{1,14})[>〉》］\]]\s*[:：]?\s*(?=\S)")
_CJK_ROUND = re.compile(r"（([^（）\n]{1,14})）\s*(?=\S)")
_STOP = re.compile(
    r"((?:The|Mr|Ms|Mrs|Miss|Dr|Senator|Secretary|Ambassador|Chairman|General|THE|MR|MS|MRS|DR)\.? "
    r"(?:[A-Z][A-Z’'-]+ ?){1,3}(?:pro tempore|of [A-Z][a-z]+(?: [A-Z][a-z]+)?)?)\. (?=[A-Z(“\"])"
)
_NUMBER = re.compile(r"\d{1,4}\. +(?=[^\W\d])")
_MARK = re.compile(r"(§|>>+) *(?=[^\W\d_])")  # of a column of the record; of a new speaker in captions
_TIMED_LINE = re.compile(r"(.{2,80}?)\s*[\[(]?((?:\d{1,2}:)?\d{1,2}:\d{2})[\])]?:?")
_SHORT_LINE = re.compile(r"[^\W\d_a-z][\w.’'-]*(?:,? [\w.’'-]+){0,5}")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m|hours|uhr|час|h\b)", re.IGNORECASE)


def find_colon(text: str) -> int:
    """Return where the label's colon stands, -1 where there is none: outside brackets, not in a clock time or a URL,
    before any ? ! ; or quotation mark, within ``MAX_LABEL_LENGTH``."""
    depth = resume = 0
    for match in _TOKENS.finditer(text, 0, MAX_LABEL_LENGTH):
        char = match[0]
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif depth or match.start() < resume:
            continue
        elif char in '«“"' and (quoted := _QUOTED.match(text, match.start())):
            resume = quoted.end()
        elif char in ":：":
            at = match.start()
            before, after = text[at - 1 : at], text[at + 1 : at + 2]
            if before.isdigit() and after.isdigit():
                continue
            if text.startswith("//", at + 1):
                return -1
            return at
        elif char in _STOPS:
            return -1
    return -1


def find_candidate(text: str, *, wide: bool = False, emphasis: str = "") -> Candidate | None:
    """Return the candidate at the start of a paragraph (on one line, normalised), or None.

    ``wide``: more than one space stood after the first word in the raw text. ``emphasis``: its bold opening."""
    first = text[:1]
    if first == "Q":
        match = (_Q_WIDE if wide else _Q).match(text)
        if match and ":" not in text[: match.end()]:
            return Candidate("Q", text[match.end() :].lstrip("–— "), (), Form.Q, marked=wide)
    if first == "【":
        match = _CJK_BRACKET.match(text)
        if match:
            return Candidate(match[1].strip(), text[match.end() :], (), Form.BRACKET)
    if first == "（":
        match = _CJK_ROUND.match(text)
        if match and cjk.is_speaker(match[1]):
            return Candidate(match[1], text[match.end() :], (), Form.BRACKET)
    if first in "<〈《［[":
        match = _CJK_ANGLE.match(text)
        if match and cjk.is_speaker(match[1]):
            return Candidate(match[1], text[match.end() :], (), Form.BRACKET)
    if first in "TMDSACG":
        match = _STOP.match(text)
        if match:
            return Candidate(match[1], text[match.end() :], (), Form.STOP)
    if ":" not in text[:MAX_LABEL_LENGTH] and "：" not in text[:MAX_LABEL_LENGTH]:
        return None
    timestamp = number = ""
    marked = False
    if first in "§>":
        match = _MARK.match(text)
        if match:
            number, text = match[1], text[match.end() :]
    elif first in "([0123456789":
        match = notes.LEADING_TIME.match(text)
        if match and not _CLOCK.match(text):
            timestamp, text = match[1], text[match.end() :]
        else:
            match = _NUMBER.match(text)
            if match:
                number, text = match[0].strip(), text[match.end() :]
    elif first == "#":
        match = _HEADING.match(text)
        if match:
            text, marked = text[match.end() :], True
    if text[:1] in "*_":
        match = _MARKDOWN.match(text)
        if match:
            text, marked = _strip_marks(match, text), True
    at = find_colon(text)
    if at < 1:
        return None
    printed, found = notes.extract_notes(text[:at].strip())
    if not printed:
        return None
    stamps = [note.printed for note in found if note.kind == "timestamp"]
    if emphasis:
        marked = marked or _covers_label(emphasis, text[: at + 1])
    timestamp = timestamp or (stamps[0] if stamps else "")
    return Candidate(printed, text[at + 1 :].strip(), found, Form.COLON, timestamp, number, marked)


def _strip_marks(match: re.Match[str], text: str) -> str:
    """ "**Name:** words" and "**Name**: words" without their stars; other bold openings keep their words."""
    return match[2] + text[match.end() :]


def _covers_label(emphasis: str, label: str) -> bool:
    """Whether the bold opening is the label, give or take its colon and a bracket."""
    bold, plain = emphasis.rstrip(" :："), label.rstrip(" :：")
    return bool(bold) and (
        plain == bold or (plain.startswith(bold) and plain[len(bold) :].lstrip()[:1] in ("(", "[", ""))
    )


def find_line_candidate(text: str, emphasis: str = "") -> Candidate | None:
    """Return the candidate where a label may stand alone on its line: in capitals, in bold, with a time beside it,
    or as a few plain words, which only a document that says so again and again makes a label of."""
    if len(text) > 220 or not text:
        return None
    text = _HEADING.sub("", text, count=1) if text[0] == "#" else text
    marked = bool(emphasis) and text.rstrip(" :") == emphasis.rstrip(" :")
    if text[0] in "*_":
        match = _MARKDOWN.fullmatch(text)
        if match:
            text, marked = match[2], True
    timed = _TIMED_LINE.fullmatch(text)
    if timed and not _CLOCK.search(text):
        printed, found = notes.extract_notes(timed[1].rstrip(" :-–—"))
        return Candidate(printed, "", found, Form.LINE, timed[2], marked=marked) if printed else None
    if text[0] in "([0123456789":
        leading = notes.LEADING_TIME.match(text)
        if not leading or _CLOCK.match(text) or not _SHORT_LINE.fullmatch(text[leading.end() :]):
            return None
        return Candidate(text[leading.end() :], "", (), Form.LINE, leading[1], marked=marked)
    printed, found = notes.extract_notes(text)
    if not printed or printed[-1] in ".!?;:,…":
        return None
    letters = [char for char in printed if char.isalpha()]
    capitals = len(letters) >= 3 and all(char.isupper() for char in letters)
    if not capitals and not marked and not _SHORT_LINE.fullmatch(printed):
        return None
    return Candidate(printed, "", found, Form.LINE, marked=marked)
