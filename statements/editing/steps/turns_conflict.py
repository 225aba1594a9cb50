"""What two editors decided about the same turns, in words."""

from __future__ import annotations

from typing import Any

from statements.editing.transcript.working_copy import WorkingCopy

MAX_QUOTE_LENGTH = 160


def compare_corrections(theirs: WorkingCopy, mine: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(where, mine, theirs) for everything that differs."""
    pieces = theirs.reading.pieces_by_id()
    saved = theirs.corrections
    differences = []
    for piece in theirs.corrected_text.pieces:
        my_correction, their_correction = mine["pieces"].get(piece.id, {}), saved["pieces"].get(piece.id, {})
        if my_correction != their_correction:
            quote = pieces[piece.id].full_text[:MAX_QUOTE_LENGTH]
            differences.append((quote, _describe_correction(my_correction), _describe_correction(their_correction)))
    for group in ("voices", "turns"):
        for key in sorted({*mine[group], *saved[group]}):
            if mine[group].get(key) != saved[group].get(key):
                where = f"Label “{key.partition('|')[0]}”"
                if key in pieces:
                    where = pieces[key].full_text[:MAX_QUOTE_LENGTH]
                decisions = _describe_decision(mine[group].get(key)), _describe_decision(saved[group].get(key))
                differences.append((where, *decisions))
    return differences


def _describe_correction(correction: dict[str, Any]) -> str:
    if not correction:
        return "as read"
    parts = []
    if "as" in correction:
        parts.append(f"as “{correction['as']}”")
    if "after" in correction:
        parts.append("moved")
    if "text" in correction:
        parts.append(f"text: {correction['text']}")
    return "; ".join(parts)


def _describe_decision(decision: dict[str, Any] | None) -> str:
    return ", ".join(f"{name}: {value}" for name, value in (decision or {}).items()) or "as matched"
