"""A text divided into pieces in the order of the file, each with what it was read as.

Plain Python over JSON. A piece keeps its id while its words are recognisable, also when the text is read again. The
names of the fields are those of the stored JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from statements.publishing.anchors import inherit_anchors
from statements.transcripts.model import FrontMatter, NoteKind, Transcript, Turn

# What a piece was read as. The first four are kinds of paragraphs.
TEXT, HEADING, STAGE, OMISSION = "text", "heading", "stage", "omission"
FRONT, LEFT_OUT = "front", "left out"
PARAGRAPHS = frozenset({TEXT, HEADING, STAGE, OMISSION})

# A text of more pieces is a collection, not a transcript: its page would hardly load.
MAX_PIECES = 20_000
_KEPT_ELSEWHERE = re.compile(r"front matter|\bkept\b|taken as")


@dataclass(slots=True)
class Opening:
    """The beginning of a turn. ``known`` holds keys of records where the turn comes from the archive."""

    kind: str
    label: str = ""
    names: list[str] = field(default_factory=list)
    role: str = ""
    party: str = ""
    speaker: str = ""
    certainty: str = "sure"
    why: str = ""
    interpreted: bool = False
    interpreted_note: str = ""
    inherited: list[str] = field(default_factory=list)
    language: str = ""
    timestamp: str = ""
    known: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Piece:
    """A paragraph, or a line that was left out. ``printed`` is a first paragraph with its label, as in the file."""

    id: str
    text: str
    verdict: str = TEXT
    line: int = 0
    why: str = ""
    printed: str = ""
    opening: Opening | None = None

    @property
    def is_paragraph(self) -> bool:
        return self.verdict in PARAGRAPHS

    @property
    def full_text(self) -> str:
        return self.printed or self.text


@dataclass(slots=True)
class Reading:
    """A text as read. ``doubts`` are warnings of the reading: code, message, line."""

    pieces: list[Piece] = field(default_factory=list)
    front: dict[str, Any] = field(default_factory=dict)
    doubts: list[dict[str, Any]] = field(default_factory=list)
    format: str = ""
    refused: str = ""

    def to_json(self) -> dict[str, Any]:
        pieces = [_to_json(piece) for piece in self.pieces]
        return {"pieces": pieces, "front": self.front, "doubts": self.doubts, "format": self.format,
                "refused": self.refused}  # fmt: skip

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Reading:
        if not data:
            return cls()
        pieces = [
            Piece(**{**piece, "opening": Opening(**piece["opening"]) if piece.get("opening") else None})
            for piece in data["pieces"]
        ]
        return cls(pieces, data["front"], data["doubts"], data["format"], data["refused"])

    def pieces_by_id(self) -> dict[str, Piece]:
        return {piece.id: piece for piece in self.pieces}


def build_reading(transcript: Transcript, before: Sequence[Piece] = ()) -> Reading:
    """Pieces whose words were in ``before`` keep the ids that they had there."""
    pieces = list(_merge_by_line(list(_paragraphs(transcript)), list(_left_out(transcript))))
    ids = _assign_ids([(piece.id, piece.full_text) for piece in before], [piece.full_text for piece in pieces])
    for piece, id in zip(pieces, ids, strict=True):
        piece.id = id
    doubts = [{"code": w.code, "message": w.message, "line": w.line} for w in transcript.warnings]
    return Reading(pieces, _front_to_json(transcript.front), doubts, transcript.format, transcript.refused)


def restore_front_matter(front: dict[str, Any]) -> FrontMatter:
    """The front matter as the transcripts package has it."""
    tuples = {name: tuple(front.get(name, ())) for name in ("categories", "topics", "parties")}
    return FrontMatter(**{**front, **tuples})


def prefix_label(opening: Opening, text: str) -> str:
    """A first paragraph with its label, for files that have no lines of their own."""
    note = f" ({opening.interpreted_note})" if opening.interpreted_note and not opening.inherited else ""
    return f"{opening.label}{note}: {text}" if opening.label else text


def _assign_ids(before: list[tuple[str, str]], texts: list[str]) -> list[str]:
    kept = inherit_anchors(before, texts) if before else [None] * len(texts)
    highest = max((int(id[1:]) for id, _ in before if id[:1] == "l" and id[1:].isdigit()), default=0)
    ids = []
    for old in kept:
        if old is None:
            highest += 1
        ids.append(old or f"l{highest}")
    return ids


def _paragraphs(transcript: Transcript) -> Iterator[Piece]:
    for turn in transcript.turns:
        opening = _build_opening(turn)
        for number, paragraph in enumerate(turn.paragraphs):
            piece = Piece("", paragraph.text, paragraph.kind.value, paragraph.line)
            if number == 0:
                piece.opening = opening
                piece.printed = prefix_label(opening, paragraph.text) if opening.label else ""
            yield piece


def _left_out(transcript: Transcript) -> Iterator[Piece]:
    for item in transcript.dropped:
        if item.text.strip():
            verdict = FRONT if _KEPT_ELSEWHERE.search(item.why) else LEFT_OUT
            yield Piece("", item.text, verdict, item.line, item.why)


def _build_opening(turn: Turn) -> Opening:
    label = turn.label
    opening = Opening(
        turn.kind.value, role=turn.role, party=turn.party, speaker=turn.speaker, certainty=turn.certainty.value,
        interpreted=turn.interpreted, interpreted_note=turn.interpreted_note, inherited=sorted(turn.inherited),
        language=turn.language, timestamp=turn.timestamp,
    )  # fmt: skip
    if label:
        opening.label, opening.names, opening.why = label.printed, list(label.names), label.why
        # Notes that are neither the interpreter's nor a time are part of how the label is printed.
        others = [n.printed for n in label.notes if n.kind not in (NoteKind.INTERPRETED, NoteKind.TIMESTAMP)]
        opening.known = {"notes": others} if others else {}
    return opening


def _merge_by_line(paragraphs: list[Piece], others: list[Piece]) -> Iterator[Piece]:
    """Put lines that were left out between the paragraphs by their numbers; those without a number come last."""
    placed = sorted((piece for piece in others if piece.line), key=lambda piece: piece.line)
    waiting = iter(placed)
    following = next(waiting, None)
    for paragraph in paragraphs:
        while following is not None and paragraph.line and following.line < paragraph.line:
            yield following
            following = next(waiting, None)
        yield paragraph
    if following is not None:
        yield following
        yield from waiting
    yield from (piece for piece in others if not piece.line)


def _front_to_json(front: FrontMatter) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(front).items()}


def _to_json(record: Any) -> dict[str, Any]:
    """The fields that are not empty."""
    out = {}
    for each in fields(record):
        value = getattr(record, each.name)
        if isinstance(value, Opening):
            value = _to_json(value)
        if value or each.name in ("id", "text", "kind"):
            out[each.name] = value
    return out
