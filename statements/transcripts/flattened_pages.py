"""Pages flattened to one line: labels stand in the middle of a paragraph that is far too long, and are cut apart there.

Only what is surely a label and begins a sentence is taken, and only where labels take turns: inside running text a
wrong cut is worse than none. An editor is told to compare.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from statements.text.folding import fold
from statements.transcripts.draft import BlockKind
from statements.transcripts.labels import notes
from statements.transcripts.labels.grammar import find_objection, judge
from statements.transcripts.model import Warning
from statements.transcripts.normalisation import SourceParagraph
from statements.transcripts.person_names import is_initials_and_surname

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
