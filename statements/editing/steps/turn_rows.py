"""The turns page as rows: a piece of the raw text on the left, what became of it on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from statements.editing.transcript.speaker_credits import TurnCredit
from statements.editing.transcript.text_pieces import FRONT, HEADING, LEFT_OUT, OMISSION, STAGE, TEXT, Piece
from statements.editing.transcript.turn_corrections import (
    BEGIN_TURN,
    CONTINUE_TURN,
    DROP,
    JOIN_ABOVE,
    LABEL_BEFORE_COLON,
    PARAGRAPH,
)
from statements.editing.transcript.working_copy import WorkingCopy

VERDICTS = {
    TEXT: "paragraph",
    HEADING: "heading",
    STAGE: "stage direction",
    OMISSION: "omission",
    FRONT: "front matter",
    LEFT_OUT: "page furniture",
    "joined": "joined to the paragraph above",
}
_CSS = {TEXT: "text", HEADING: "heading", STAGE: "stage", OMISSION: "stage", FRONT: "front", LEFT_OUT: "out"}
# Of lines that are left out the beginning is enough.
MAX_RAW_LENGTH, MAX_LEFT_OUT_LENGTH = 6_000, 500


@dataclass(slots=True)
class TurnRow:
    """One piece. ``doubt`` is a sentence where an editor should decide something."""

    piece: Piece
    number: int
    verdict: str
    css: str
    label: str = ""
    raw: str = ""
    outcome: str = ""
    outcome_css: str = ""
    credit: TurnCredit | None = None
    is_credited_alone: bool = False
    paragraphs: list[tuple[int, str]] = field(default_factory=list)
    choice: str = ""
    is_edited: bool = False
    is_moved: bool = False
    is_open: bool = False
    text: str = ""
    doubt: str = ""

    @property
    def is_corrected(self) -> bool:
        return bool(self.choice or self.is_edited or self.is_moved)

    @property
    def is_left_out(self) -> bool:
        return not self.paragraphs and self.outcome_css in ("out", "front")

    @property
    def choices(self) -> SafeString:
        return render_choices(self.choice, self.piece.is_paragraph, bool(self.label))


# A page has up to 800 rows, and they share a few dozen different lists of choices.
@lru_cache(maxsize=256)
def render_choices(chosen: str, is_paragraph: bool, has_label: bool) -> SafeString:
    """The options of a row; no two begin with the same letter, so one key finds each."""
    names = {
        "": "As read" if is_paragraph else "As read: left out",
        BEGIN_TURN: "Turn begins here" + (": the label is one" if has_label else ""),
        LABEL_BEFORE_COLON: "Label before the colon: a turn begins",
        PARAGRAPH: "Paragraph of the turn above" if is_paragraph else "Keep: paragraph of the turn above",
        CONTINUE_TURN: "Go on with the turn above, without the label",
        JOIN_ABOVE: "Join to the paragraph above",
        STAGE: "Stage direction",
        HEADING: "Heading",
        DROP: "Drop",
    }
    if not has_label:
        del names[CONTINUE_TURN]
    if not is_paragraph:
        del names[DROP]
    context = {"choices": names.items(), "chosen": chosen}
    return render_to_string("admin/statements/statement/row_choices.html", context)


def build_rows(copy: WorkingCopy, lines: Sequence[str], open_piece: str) -> list[TurnRow]:
    """All rows of the page. ``lines`` are those of the raw file; the text of ``open_piece`` can be edited."""
    corrections = copy.corrections["pieces"]
    credits = {credit.turn.id: credit for credit in copy.turn_credits}
    raw_texts = _find_raw_texts(copy, lines)
    doubts = {doubt["line"]: doubt["message"] for doubt in copy.reading.doubts if doubt["line"]}
    paragraphs = _number_paragraphs(copy)
    rows = []
    for number, piece in enumerate(copy.corrected_text.pieces, start=1):
        correction = corrections.get(piece.id, {})
        outcome = copy.corrected_text.outcomes.get(piece.id, piece.verdict)
        max_length = MAX_RAW_LENGTH if piece.is_paragraph else MAX_LEFT_OUT_LENGTH
        row = TurnRow(
            piece, number, VERDICTS[piece.verdict], _CSS[piece.verdict],
            label=piece.opening.label if piece.opening else "",
            raw=_shorten(raw_texts.get(piece.id, piece.full_text), max_length),
            outcome=VERDICTS.get(outcome, outcome), outcome_css=_CSS.get(outcome, "joined"),
            choice=correction.get("as", ""), is_edited="text" in correction, is_moved="after" in correction,
            is_open=open_piece == piece.id, paragraphs=paragraphs.get(piece.id, []),
        )  # fmt: skip
        if row.label:
            row.verdict, row.css = "label and paragraph", "label"
        if piece.id in copy.corrected_text.turn_of_piece:
            row.credit = credits.get(piece.id)
            row.is_credited_alone = piece.id in copy.corrections["turns"]
        if not row.choice and piece.line in doubts and piece.is_paragraph:
            row.doubt = doubts[piece.line]
        if row.is_open:
            row.text = correction.get("text", piece.full_text if row.choice == PARAGRAPH else piece.text)
        rows.append(row)
    return rows


def _shorten(text: str, max_length: int) -> str:
    return text if len(text) <= max_length else f"{text[:max_length]} …"


def _number_paragraphs(copy: WorkingCopy) -> dict[str, list[tuple[int, str]]]:
    """The paragraphs that begin with each piece, with their numbers in the margin."""
    numbered: dict[str, list[tuple[int, str]]] = {}
    number = 0
    for turn in copy.corrected_text.turns:
        for paragraph in turn.paragraphs:
            number += bool(paragraph.text)
            numbered.setdefault(paragraph.ids[0], []).append((number, paragraph.text))
    return numbered


def _find_raw_texts(copy: WorkingCopy, lines: Sequence[str]) -> dict[str, str]:
    """The lines of the file from the beginning of each piece to that of the next."""
    if not lines:
        return {}
    starts = sorted({piece.line for piece in copy.reading.pieces if piece.line})
    ends = dict(zip(starts, [*starts[1:], len(lines) + 1], strict=True))
    ids_of_line: dict[int, list[str]] = {}
    for piece in copy.reading.pieces:
        ids_of_line.setdefault(piece.line, []).append(piece.id)
    return {
        ids[0]: "\n".join(lines[line - 1 : ends[line] - 1]).strip("\n")
        for line, ids in ids_of_line.items()
        if line and len(ids) == 1
    }
