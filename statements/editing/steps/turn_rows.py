"""The page of turns as rows: a piece of the raw text on the left, what became of it on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from statements.editing.transcript import turn_corrections
from statements.editing.transcript.speaker_credits import Spoken
from statements.editing.transcript.text_pieces import FRONT, HEADING, LEFT_OUT, OMISSION, STAGE, TEXT, Piece
from statements.editing.transcript.working_copy import WorkingCopy

VERDICTS = {
    TEXT: "paragraph",
    HEADING: "heading",
    STAGE: "stage direction",
    OMISSION: "omission",
    FRONT: "front matter",
    LEFT_OUT: "furniture",
    "joined": "joined to the paragraph above",
}
_CSS = {TEXT: "text", HEADING: "heading", STAGE: "stage", OMISSION: "stage", FRONT: "front", LEFT_OUT: "out"}
# Of lines that are left out a beginning says enough.
LONGEST_RAW, LONGEST_LEFT_OUT = 6_000, 500


@dataclass(slots=True)
class Row:
    """One piece. ``asks``: an editor should say something here; ``why`` tells what and why in words."""

    piece: Piece
    number: int
    verdict: str
    css: str
    label: str = ""
    raw: str = ""
    now: str = ""
    now_css: str = ""
    spoken: Spoken | None = None
    own_voice: bool = False
    paragraphs: list[tuple[int, str]] = field(default_factory=list)
    choice: str = ""
    edited: bool = False
    moved: bool = False
    opened: bool = False
    text: str = ""
    doubt: str = ""

    @property
    def is_corrected(self) -> bool:
        return bool(self.choice or self.edited or self.moved)

    @property
    def choices(self) -> SafeString:
        return options(self.choice, self.piece.is_paragraph, bool(self.label))


@lru_cache(maxsize=256)
def options(chosen: str, is_paragraph: bool, has_label: bool) -> SafeString:
    """The options of a row's choice; first letters differ, so that one key finds each."""
    names = {
        "": "As read" if is_paragraph else "As read: left out",
        turn_corrections.TURN: "Turn begins here" + (": the label is one" if has_label else ""),
        turn_corrections.LABEL: "Label before the colon: a turn begins",
        turn_corrections.OWN: "Paragraph of the turn above" if is_paragraph else "Keep: paragraph of the turn above",
        turn_corrections.ON: "Go on with the turn above, without the label",
        turn_corrections.JOIN: "Join to the paragraph above",
        turn_corrections.STAGE: "Stage direction",
        turn_corrections.HEADING: "Heading",
        turn_corrections.DROP: "Drop",
    }
    if not has_label:
        del names[turn_corrections.ON]
    if not is_paragraph:
        del names[turn_corrections.DROP]
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, mark_safe(" selected") if value == chosen else "", name) for value, name in names.items()),
    )


def rows_of(desk: WorkingCopy, lines: Sequence[str], opened: str) -> list[Row]:
    """All rows of the page; ``lines`` are those of the raw file, ``opened`` the piece whose text is being edited."""
    said = desk.corrections["pieces"]
    spoken = {one.turn.id: one for one in desk.spoken}
    raws = _raws(desk, lines)
    maybe = {doubt["line"]: doubt["message"] for doubt in desk.reading.doubts if doubt["line"]}
    paragraphs = _numbered(desk)
    rows = []
    for number, piece in enumerate(desk.shape.order, start=1):
        one = said.get(piece.id, {})
        now = desk.shape.as_now.get(piece.id, piece.verdict)
        row = Row(
            piece, number, VERDICTS[piece.verdict], _CSS[piece.verdict],
            label=piece.opening.label if piece.opening else "",
            raw=_beginning(raws.get(piece.id, piece.whole), LONGEST_RAW if piece.is_paragraph else LONGEST_LEFT_OUT),
            now=VERDICTS.get(now, now), now_css=_CSS.get(now, "joined"),
            choice=one.get("as", ""), edited="text" in one, moved="after" in one, opened=opened == piece.id,
            paragraphs=paragraphs.get(piece.id, []),
        )  # fmt: skip
        if row.label:
            row.verdict, row.css = "label and paragraph", "label"
        if piece.id in desk.shape.opens:
            row.spoken = spoken.get(piece.id)
            row.own_voice = piece.id in desk.corrections["turns"]
        if not row.choice and piece.line in maybe and piece.is_paragraph:
            row.doubt = maybe[piece.line]
        if row.opened:
            row.text = one.get("text", piece.whole if row.choice == turn_corrections.OWN else piece.text)
        rows.append(row)
    return rows


def _beginning(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]} …"


def _numbered(desk: WorkingCopy) -> dict[str, list[tuple[int, str]]]:
    """The paragraphs that begin with each piece, with their numbers in the margin."""
    out: dict[str, list[tuple[int, str]]] = {}
    number = 0
    for turn in desk.shape.turns:
        for paragraph in turn.paragraphs:
            number += bool(paragraph.text)
            out.setdefault(paragraph.ids[0], []).append((number, paragraph.text))
    return out


def _raws(desk: WorkingCopy, lines: Sequence[str]) -> dict[str, str]:
    """The lines of the file from the beginning of each piece to that of the next."""
    if not lines:
        return {}
    starts = sorted({piece.line for piece in desk.reading.pieces if piece.line})
    after = dict(zip(starts, [*starts[1:], len(lines) + 1], strict=True))
    shared = {}
    for piece in desk.reading.pieces:
        shared.setdefault(piece.line, []).append(piece.id)
    out = {}
    for line, ids in shared.items():
        if line and len(ids) == 1:
            out[ids[0]] = "\n".join(lines[line - 1 : after[line] - 1]).strip("\n")
    return out
