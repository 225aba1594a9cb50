"""Every candidate for a label in a document, with the grammar's verdict."""

from __future__ import annotations

import re
from dataclasses import dataclass

from statements.text.folding import fold
from statements.transcripts.draft import BlockKind
from statements.transcripts.labels import candidates, without_colon
from statements.transcripts.labels.candidates import Candidate, Form
from statements.transcripts.labels.grammar import find_objection, judge
from statements.transcripts.labels.verdicts import Verdict, refuse
from statements.transcripts.model import Certainty
from statements.transcripts.normalisation import SourceParagraph

_NONE = refuse("no candidate")
_LINE_STARTS = re.compile(r"[#*_\[(\d]|[^\W\d_]")
_QUICK = re.compile(r"(?:[A-ZÀ-ÞА-ЯЁ][^:.!?;“”\"]{0,60}?[:：]|Q +[(A-Z“—])")


@dataclass(frozen=True, slots=True)
class JudgedCandidate:
    index: int
    candidate: Candidate
    verdict: Verdict
    objection: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A candidate that the document accepts as a label."""

    candidate: Candidate
    verdict: Verdict
    certainty: Certainty
    why: str


def is_turn_opening(line: str) -> bool:
    """Whether a line surely starts with a label: asked of wrapped lines, where only the sure ones may cut a block."""
    if not _QUICK.match(line):
        return False
    candidate = candidates.find_candidate(line)
    if candidate is None:
        return False
    if candidate.form is Form.Q:
        return True
    verdict = judge(candidate.printed)
    return verdict.times == 1 and (verdict.closed or verdict.office) and not find_objection(verdict, candidate.rest)


def collect_candidates(paragraphs: list[SourceParagraph]) -> tuple[list[JudgedCandidate], int]:
    """Return what could be a label, and how many headings stand before colons ("Energy security: …")."""
    found = []
    topics = 0
    loose: list[JudgedCandidate] = []  # without a colon: labels only where the document has the habit
    for index, paragraph in enumerate(paragraphs):
        if paragraph.kind in (BlockKind.STAGE, BlockKind.OMISSION):
            continue
        candidate = candidates.find_candidate(paragraph.text, wide=paragraph.wide, emphasis=paragraph.emphasis)
        if candidate is None and len(paragraph.text) <= 220 and _LINE_STARTS.match(paragraph.text):
            heading = paragraph.text if paragraph.kind is BlockKind.HEADING else paragraph.emphasis
            candidate = candidates.find_line_candidate(paragraph.text, heading)
        if candidate is not None and candidate.form is Form.Q:
            found.append(JudgedCandidate(index, candidate, judge("Q")))
            continue
        verdict = judge(candidate.printed) if candidate is not None else _NONE
        topics += "heading" in verdict.why and not verdict.times
        if candidate is not None and verdict.times:
            found.append(JudgedCandidate(index, candidate, verdict, find_objection(verdict, candidate.rest)))
        if candidate is None or not verdict.times or candidate.form is Form.LINE:
            candidate = without_colon.find_candidate(paragraph.text, paragraph.emphasis)
            verdict = judge(candidate.printed) if candidate is not None else verdict
            if candidate is not None and verdict.times:
                loose.append(JudgedCandidate(index, candidate, verdict))
    if not loose:
        return found, topics
    known = {fold(item.candidate.printed) for item in found if item.verdict.times == 1}
    habits = without_colon.find_habits([(item.candidate, item.verdict) for item in loose], known)
    taken = {item.index: item for item, habit in zip(loose, habits, strict=True) if habit}
    found = [item for item in found if item.index not in taken] + list(taken.values())
    return sorted(found, key=lambda item: item.index), topics
