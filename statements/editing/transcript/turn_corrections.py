"""An editor's corrections applied to the pieces of a text: what begins a turn, is joined, moved, split or left out.

Plain Python. Corrections name pieces by id and never change the reading, so each can be undone by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from statements.editing.transcript.text_pieces import HEADING, STAGE, TEXT, Opening, Piece
from statements.text.folding import fold

# What an editor can choose for a piece, as stored and as sent by the form; "" is “as read”.
BEGIN_TURN, LABEL_BEFORE_COLON, PARAGRAPH, CONTINUE_TURN, JOIN_ABOVE, DROP = (
    "turn", "label", "own", "on", "join", "drop",
)  # fmt: skip
PIECE_CHOICES = (
    BEGIN_TURN, LABEL_BEFORE_COLON, PARAGRAPH, CONTINUE_TURN, JOIN_ABOVE, STAGE, HEADING, DROP,
)  # fmt: skip
_COLON = re.compile(r"\s*[:：]\s*")
_BLANK_LINE = re.compile(r"\n[ \t]*\n+")
MAX_LABEL_LENGTH = 220
BY_EDITOR = "editor"


@dataclass(slots=True)
class CorrectedParagraph:
    """A paragraph to be written. ``ids`` are its pieces; ``is_untouched``: it is one piece, unchanged."""

    ids: list[str]
    text: str
    kind: str = TEXT
    is_untouched: bool = True


@dataclass(slots=True)
class CorrectedTurn:
    """A turn to be written; ``id`` is the piece that opens it."""

    id: str
    opening: Opening
    paragraphs: list[CorrectedParagraph] = field(default_factory=list)

    @property
    def credit_key(self) -> str:
        """Equal for turns that are credited together: the label as printed and the kind."""
        if self.opening.why == BY_EDITOR and not self.opening.label:
            return f"@{self.id}"
        known = self.opening.known
        records = "/".join(str(known.get(key) or "") for key in ("speaker", "party")) if known else ""
        return "|".join((fold(self.opening.label), self.opening.kind, records.strip("/"))).rstrip("|")


@dataclass(slots=True)
class CorrectedText:
    """``outcomes``: what each piece became, by its id (a verdict, or “joined”)."""

    turns: list[CorrectedTurn] = field(default_factory=list)
    outcomes: dict[str, str] = field(default_factory=dict)
    turn_of_piece: dict[str, CorrectedTurn] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)


def apply_corrections(pieces: Sequence[Piece], corrections: Mapping[str, Mapping[str, Any]]) -> CorrectedText:
    """``corrections``: piece id → ``as`` (a choice), ``text``, ``after`` (the id of the piece it is moved behind)."""
    result = CorrectedText(pieces=_reorder(pieces, corrections))
    pending: Opening | None = None  # a turn whose first paragraph was left out begins with its next one
    for piece in result.pieces:
        correction = corrections.get(piece.id, {})
        choice = correction.get("as", "")
        if choice == DROP or (not choice and not piece.is_paragraph):
            result.outcomes[piece.id] = "left out" if choice == DROP else piece.verdict
            pending = (piece.opening or pending) if piece.is_paragraph else pending
            continue
        opening, text, kind = _apply_choice(piece, choice)
        if opening is None and pending is not None and choice not in (PARAGRAPH, CONTINUE_TURN, JOIN_ABOVE):
            opening = pending
        if opening is not None:
            pending = None
        text = correction.get("text", text)
        if choice == JOIN_ABOVE and _join_above(result, piece, text):
            continue
        _append(result, piece, opening, text, kind, is_edited="text" in correction)
    result.turns = [turn for turn in result.turns if turn.paragraphs]
    return result


def _apply_choice(piece: Piece, choice: str) -> tuple[Opening | None, str, str]:
    """The turn that the piece opens, its text and its kind."""
    kind_as_read = piece.verdict if piece.is_paragraph else TEXT
    if not choice:
        return piece.opening, piece.text, kind_as_read
    if choice == LABEL_BEFORE_COLON:
        label, text = split_label(piece.full_text)
        kind = piece.opening.kind if piece.opening and piece.opening.label else "speech"
        if label:
            return Opening(kind, label=label, why=BY_EDITOR, certainty=BY_EDITOR), text, TEXT
    if choice in (BEGIN_TURN, LABEL_BEFORE_COLON):
        if piece.opening:
            return replace(piece.opening, certainty=BY_EDITOR), piece.text, kind_as_read
        return Opening("speech", why=BY_EDITOR, certainty=BY_EDITOR), piece.text, TEXT
    if choice == CONTINUE_TURN:
        return None, piece.text, kind_as_read
    # It is no label after all: its words belong to the text again.
    return None, piece.full_text, choice if choice in (STAGE, HEADING) else TEXT


def split_label(text: str) -> tuple[str, str]:
    """The words before the first colon, and the rest; ("", text) where nothing short precedes one."""
    match = _COLON.search(text, 0, MAX_LABEL_LENGTH)
    if not match or not match.start() or not text[match.end() :].strip():
        return "", text
    return text[: match.start()].strip(), text[match.end() :]


def _join_above(result: CorrectedText, piece: Piece, text: str) -> bool:
    """Add the words to the last paragraph; False where there is none."""
    if not result.turns or not result.turns[-1].paragraphs:
        return False
    last = result.turns[-1].paragraphs[-1]
    last.ids.append(piece.id)
    last.text, last.is_untouched = f"{last.text} {text.strip()}".strip(), False
    result.outcomes[piece.id] = "joined"
    return True


def _append(
    result: CorrectedText, piece: Piece, opening: Opening | None, text: str, kind: str, *, is_edited: bool
) -> None:
    if opening is not None or not result.turns:
        turn = CorrectedTurn(piece.id, opening or Opening("introduction", why=BY_EDITOR, certainty=BY_EDITOR))
        result.turns.append(turn)
        result.turn_of_piece[piece.id] = turn
    parts = [" ".join(part.split()) for part in _BLANK_LINE.split(text)] if is_edited else [text]
    parts = [part for part in parts if part] or [""]
    for part in parts:
        result.turns[-1].paragraphs.append(CorrectedParagraph([piece.id], part, kind, is_untouched=not is_edited))
    result.outcomes[piece.id] = kind


def _reorder(pieces: Sequence[Piece], corrections: Mapping[str, Mapping[str, Any]]) -> list[Piece]:
    """The pieces in an editor's order. One that was moved behind a piece that no longer exists stays where it is."""
    ids = {piece.id for piece in pieces}
    moved = {
        piece.id: target
        for piece in pieces
        if (target := corrections.get(piece.id, {}).get("after")) is not None
        and (target == "" or target in ids)
        and target != piece.id
    }
    order = [piece for piece in pieces if piece.id not in moved]
    for piece in pieces:
        if piece.id not in moved:
            continue
        target = moved[piece.id]
        place = 0 if target == "" else next((n + 1 for n, other in enumerate(order) if other.id == target), len(order))
        order.insert(place, piece)
    return order
