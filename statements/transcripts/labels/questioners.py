"""Unknown people who ask: "Siddhant: Sir, …" between two turns of the spokesman."""

from __future__ import annotations

from bisect import bisect
from collections import Counter

from statements.text.folding import fold
from statements.transcripts.labels.candidates import Form
from statements.transcripts.labels.collection import Decision, JudgedCandidate
from statements.transcripts.model import Certainty, TurnKind
from statements.transcripts.normalisation import SourceParagraph


def find_questioners(
    paragraphs: list[SourceParagraph], judged: list[JudgedCandidate], accepted: dict[int, Decision]
) -> dict[int, Decision]:
    """Return the doubtful labels of those who ask: somebody speaks between two turns of one speaker, or before his
    first, and what he says holds a question. An editor must confirm."""
    if len(accepted) < 2:
        return {}
    order = sorted(accepted)
    keys = {index: " ".join(fold(it.candidate.printed).split()[-2:]) for index, it in accepted.items()}
    times = Counter(keys.values())
    between: dict[int, tuple[JudgedCandidate, bool]] = {}  # by the turn before which it stands: who, whether he asks
    for item in judged:
        candidate, verdict = item.candidate, item.verdict
        if item.index in accepted or item.objection or candidate.form is not Form.COLON or not candidate.rest:
            continue
        at = bisect(order, item.index)
        if at == len(order) or at in between:
            continue
        before, after = keys[order[at - 1]] if at else "", keys[order[at]]
        if times[after] < 2 or (before and before != after) or accepted[order[at]].verdict.kind is TurnKind.QUESTION:
            continue
        if not before and not verdict.closed:
            continue
        asks = any("?" in paragraph.text or "？" in paragraph.text for paragraph in paragraphs[item.index : order[at]])
        between[at] = item, asks or verdict.closed
    if not any(asks for _, asks in between.values()):
        return {}
    return {
        item.index: Decision(
            item.candidate,
            item.verdict,
            Certainty.ASK,
            f"stands between turns of “{accepted[order[at]].candidate.printed}”",
        )
        for at, (item, asks) in between.items()
        if asks or at
    }
