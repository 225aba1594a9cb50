"""What of a document could be a label: every candidate with the grammar's verdict, before the document is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from statements.text.folding import fold
from statements.transcripts.draft import BlockKind
from statements.transcripts.labels import candidates, without_colon
from statements.transcripts.labels.candidates import Candidate, Form
from statements.transcripts.labels.grammar import demoted, judge
from statements.transcripts.labels.verdicts import Verdict, refused
from statements.transcripts.model import Certainty
from statements.transcripts.normalisation import SourceParagraph

_NONE = refused("no candidate")
_LINE_STARTS = re.compile(r"[#*_\[(\d]|[^\W\d_]")
_QUICK = re.compile(r"(?:[A-ZÀ-ÞА-ЯЁ][^:.!?;“”\"]{0,60}?[:：]|Q +[(A-Z“—])")


@dataclass(frozen=True, slots=True)
class Judged:
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


def opens_turn(line: str) -> bool:
    """Whether a line surely starts with a label: asked of wrapped lines, where only the sure ones may cut a block."""
    if not _QUICK.match(line):
        return False
    candidate = candidates.find(line)
    if candidate is None:
        return False
    if candidate.form is Form.Q:
        return True
    verdict = judge(candidate.printed)
    return verdict.times == 1 and (verdict.closed or verdict.office) and not demoted(verdict, candidate.rest)


def collect(pieces: list[SourceParagraph]) -> tuple[list[Judged], int]:
    """Return what could be a label, and how many headings stand before colons ("Energy security: …")."""
    found = []
    topics = 0
    loose: list[Judged] = []  # without a colon: labels only where the document has the habit
    for index, piece in enumerate(pieces):
        if piece.kind in (BlockKind.STAGE, BlockKind.OMISSION):
            continue
        candidate = candidates.find(piece.text, wide=piece.wide, emphasis=piece.emphasis)
        if candidate is None and len(piece.text) <= 220 and _LINE_STARTS.match(piece.text):
            heading = piece.text if piece.kind is BlockKind.HEADING else piece.emphasis
            candidate = candidates.find_line(piece.text, heading)
        if candidate is not None and candidate.form is Form.Q:
            found.append(Judged(index, candidate, judge("Q")))
            continue
        verdict = judge(candidate.printed) if candidate is not None else _NONE
        topics += "heading" in verdict.why and not verdict.times
        if candidate is not None and verdict.times:
            found.append(Judged(index, candidate, verdict, demoted(verdict, candidate.rest)))
        if candidate is None or not verdict.times or candidate.form is Form.LINE:
            candidate = without_colon.find(piece.text, piece.emphasis)
            verdict = judge(candidate.printed) if candidate is not None else verdict
            if candidate is not None and verdict.times:
                loose.append(Judged(index, candidate, verdict))
    if not loose:
        return found, topics
    known = {fold(item.candidate.printed) for item in found if item.verdict.times == 1}
    habits = without_colon.habitual([(item.candidate, item.verdict) for item in loose], known)
    taken = {item.index: item for item, habit in zip(loose, habits, strict=True) if habit}
    found = [item for item in found if item.index not in taken] + list(taken.values())
    return sorted(found, key=lambda item: item.index), topics
