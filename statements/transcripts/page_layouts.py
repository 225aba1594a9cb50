"""Pages whose layout hides the turns: flattened to one line, or each turn printed in two languages.

On a flattened page labels stand in the middle of a paragraph that is far too long, and are cut apart there. Only what
is surely a label and begins a sentence is taken, and only where labels take turns: inside running text a wrong cut is
worse than none. An editor is told to compare. On a bilingual page one person stands under two names.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace

from statements.text.folding import fold
from statements.transcripts import language_detection
from statements.transcripts.draft import BlockKind
from statements.transcripts.labels import notes
from statements.transcripts.labels.grammar import find_objection, judge
from statements.transcripts.model import Turn, Warning
from statements.transcripts.normalisation import SourceParagraph
from statements.transcripts.person_names import is_initials_and_surname

MIN_TURNS = 4  # with a label: two of each language


def join_names(turns: list[Turn]) -> None:
    """Where labels in two scripts take turns and each name of one always stands before the same name of the other, give
    both turns the name in Latin letters, marked as inherited, and each turn the language of its words."""
    labelled = [turn for turn in turns if turn.label is not None]
    scripts = [_script_of_label(turn) for turn in labelled]
    if len(labelled) < MIN_TURNS or len(labelled) % 2 or len(set(scripts)) != 2:
        return
    if any(left == right for left, right in zip(scripts, scripts[1:], strict=False)):
        return
    pairs = list(zip(labelled[::2], labelled[1::2], strict=True))
    second_of: dict[str, str] = {}
    first_of: dict[str, str] = {}
    for first, second in pairs:
        if bool(first.speaker) != bool(second.speaker) or first.kind != second.kind:
            return
        if second_of.setdefault(first.speaker, second.speaker) != second.speaker:
            return
        if first_of.setdefault(second.speaker, first.speaker) != first.speaker:
            return
    for pair in pairs:
        latin = next((turn for turn in pair if _script_of_label(turn) == "LATIN"), pair[0])
        for turn in pair:
            if turn.speaker and turn.speaker != latin.speaker:
                turn.speaker, turn.inherited = latin.speaker, turn.inherited | {"speaker"}
            turn.language = turn.language or language_detection.guess_language(
                "\n".join(p.text for p in turn.paragraphs)
            )


def _script_of_label(turn: Turn) -> str:
    """The script of a label's first letter, as the first word of the letter's name in Unicode: "LATIN", "CJK"; "" for
    a label without a letter ("№ 5")."""
    printed = turn.label.printed if turn.label else ""
    letter = next((char for char in printed if char.isalpha()), None)
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""


MIN_FLATTENED_LENGTH = 1200  # characters: a paragraph longer than this with labels in its middle was flattened
_COLON = re.compile(r" ?[:：] ")
_Q = re.compile(r"(?<=[.!?…”\")\]]) (Q) (?=[A-ZÀ-Þ“\"(])")
_AFTER_SENTENCE = re.compile(r"(?<=[.!?…»”\")\]*>]) (?=[^\W\d_a-z])")
_MAX_LABEL_LENGTH = 110  # characters before a colon in which its label begins
_MIN_LABELS = 3  # labels in one paragraph


def split_flattened(paragraphs: list[SourceParagraph]) -> tuple[list[SourceParagraph], list[Warning]]:
    """Return the paragraphs, the overlong ones with labels inside cut apart, and a warning for each that was."""
    out: list[SourceParagraph] = []
    warnings: list[Warning] = []
    for paragraph in paragraphs:
        starts = (
            _find_label_starts(paragraph.text)
            if len(paragraph.text) > MIN_FLATTENED_LENGTH and paragraph.kind is BlockKind.TEXT
            else []
        )
        if not starts:
            out.append(paragraph)
            continue
        ends = [*starts, len(paragraph.text)]
        out.append(replace(paragraph, text=paragraph.text[: starts[0]].strip()))
        out += [
            SourceParagraph(paragraph.text[start:end].strip(), paragraph.line)
            for start, end in zip(starts, ends[1:], strict=True)
        ]
        warnings.append(
            Warning(
                "flattened",
                f"A page was flattened to one line: {len(starts)} turns were cut apart at the labels in its middle. "
                "Compare them with the page itself.",
                paragraph.line,
            )
        )
    return [paragraph for paragraph in out if paragraph.text], warnings


def _find_label_starts(text: str) -> list[int]:
    """Return where labels begin inside the text, [] where they are too few or do not take turns."""
    found: dict[int, str] = {match.start(1): "q" for match in _Q.finditer(text)}
    closed: set[str] = {"q"}
    for colon in _COLON.finditer(text):
        low = max(0, colon.start() - _MAX_LABEL_LENGTH)
        for start in (match.end() for match in _AFTER_SENTENCE.finditer(text, low, colon.start())):
            printed, _ = notes.extract_notes(text[start : colon.start()])
            verdict = judge(printed) if printed else None
            following = text[colon.end() : colon.end() + 40]
            if verdict is not None and verdict.times == 1 and not find_objection(verdict, following):
                key = fold(printed)
                found[start] = key
                if verdict.closed or verdict.office or is_initials_and_surname(printed):
                    closed.add(key)
                break
    counts = Counter(found.values())
    surnames = Counter(key.rpartition(" ")[2] for key in counts.elements())
    kept = [start for start, key in sorted(found.items()) if key in closed or surnames[key.rpartition(" ")[2]] > 1]
    distinct = {found[start].rpartition(" ")[2] for start in kept}
    opening = judge(notes.extract_notes(text[: text.find(":")])[0] or "-") if ":" in text[:_MAX_LABEL_LENGTH] else None
    if opening is not None and opening.times == 1:
        distinct.add(fold(text[: text.find(":")]).rpartition(" ")[2])
    return kept if len(kept) >= _MIN_LABELS and len(distinct) > 1 else []
