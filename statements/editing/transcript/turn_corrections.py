"""Pieces and an editor's corrections to turns: what starts a turn, what is joined, moved, split, left out or kept.

Plain Python. Corrections name pieces by id and never change the reading, so that each can be taken back by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from statements.editing.transcript.text_pieces import HEADING, STAGE, TEXT, Opening, Piece
from statements.text.folding import fold

# What an editor can say of a piece; "" is “as read”.
TURN, LABEL, OWN, ON, JOIN, DROP = "turn", "label", "own", "on", "join", "drop"
CHOICES = (TURN, LABEL, OWN, ON, JOIN, STAGE, HEADING, DROP)
_COLON = re.compile(r"\s*[:：]\s*")
_BLANK_LINE = re.compile(r"\n[ \t]*\n+")
LONGEST_LABEL = 220
BY_EDITOR = "editor"


@dataclass(slots=True)
class ShapedParagraph:
    """A paragraph to be written. ``ids`` are its pieces; ``whole``: it is one piece's, unchanged."""

    ids: list[str]
    text: str
    kind: str = TEXT
    whole: bool = True


@dataclass(slots=True)
class ShapedTurn:
    """A turn to be written; ``id`` is the piece that opens it."""

    id: str
    opening: Opening
    paragraphs: list[ShapedParagraph] = field(default_factory=list)

    @property
    def voice(self) -> str:
        """By what turns of one voice belong together: the label as printed and the kind."""
        if self.opening.why == BY_EDITOR and not self.opening.label:
            return f"@{self.id}"
        known = self.opening.known
        records = "/".join(str(known.get(key) or "") for key in ("speaker", "party")) if known else ""
        return "|".join((fold(self.opening.label), self.opening.kind, records.strip("/"))).rstrip("|")


@dataclass(slots=True)
class Shape:
    """The outcome. ``as_now`` says of each piece as what it now stands (a verdict, or “joined”)."""

    turns: list[ShapedTurn] = field(default_factory=list)
    as_now: dict[str, str] = field(default_factory=dict)
    opens: dict[str, ShapedTurn] = field(default_factory=dict)
    order: list[Piece] = field(default_factory=list)


def shape(pieces: Sequence[Piece], corrections: Mapping[str, Mapping[str, Any]]) -> Shape:
    """Apply ``corrections`` (of pieces: ``as``, ``text``, ``after``) to ``pieces``."""
    out = Shape(order=_moved(pieces, corrections))
    pending: Opening | None = None  # a turn whose first paragraph was left out begins with its next one
    for piece in out.order:
        said = corrections.get(piece.id, {})
        choice = said.get("as", "")
        if choice == DROP or (not choice and not piece.is_paragraph):
            out.as_now[piece.id] = "left out" if choice == DROP else piece.verdict
            pending = (piece.opening or pending) if piece.is_paragraph else pending
            continue
        opening, text, kind = _read(piece, choice)
        if opening is None and pending is not None and choice not in (OWN, ON, JOIN):
            opening = pending
        if opening is not None:
            pending = None
        if "text" in said:
            text = said["text"]
        _add(out, piece, opening, text, kind, edited="text" in said, join=choice == JOIN)
    out.turns = [turn for turn in out.turns if turn.paragraphs]
    return out


def _read(piece: Piece, choice: str) -> tuple[Opening | None, str, str]:
    """What opens with the piece, its text and its kind, as the editor says or else as read."""
    as_read = piece.verdict if piece.is_paragraph else TEXT
    if not choice:
        return piece.opening, piece.text, as_read
    if choice == LABEL:
        label, text = split_label(piece.whole)
        kind = piece.opening.kind if piece.opening and piece.opening.label else "speech"
        if label:
            return Opening(kind, label=label, why=BY_EDITOR, certainty=BY_EDITOR), text, TEXT
    if choice in (TURN, LABEL):
        if piece.opening:
            return replace(piece.opening, certainty=BY_EDITOR), piece.text, as_read
        return Opening("speech", why=BY_EDITOR, certainty=BY_EDITOR), piece.text, TEXT
    if choice == ON:
        return None, piece.text, as_read
    kind = choice if choice in (STAGE, HEADING) else TEXT
    # Taken for no label after all: its words belong to the text again.
    return None, piece.whole, kind


def split_label(text: str) -> tuple[str, str]:
    """The words before the first colon, and the rest; ("", text) where nothing short stands before one."""
    match = _COLON.search(text, 0, LONGEST_LABEL)
    if not match or not match.start() or not text[match.end() :].strip():
        return "", text
    return text[: match.start()].strip(), text[match.end() :]


def _add(out: Shape, piece: Piece, opening: Opening | None, text: str, kind: str, *, edited: bool, join: bool) -> None:
    if join and out.turns and out.turns[-1].paragraphs:
        last = out.turns[-1].paragraphs[-1]
        last.ids.append(piece.id)
        last.text, last.whole = f"{last.text} {text.strip()}".strip(), False
        out.as_now[piece.id] = "joined"
        return
    if opening is not None or not out.turns:
        turn = ShapedTurn(piece.id, opening or Opening("introduction", why=BY_EDITOR, certainty=BY_EDITOR))
        out.turns.append(turn)
        out.opens[piece.id] = turn
    parts = [" ".join(part.split()) for part in _BLANK_LINE.split(text)] if edited else [text]
    parts = [part for part in parts if part] or [""]
    for part in parts:
        out.turns[-1].paragraphs.append(ShapedParagraph([piece.id], part, kind, whole=not edited))
    out.as_now[piece.id] = kind


def _moved(pieces: Sequence[Piece], corrections: Mapping[str, Mapping[str, Any]]) -> list[Piece]:
    """The pieces in an editor's order. One that was moved behind a piece that is no longer there stays."""
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
