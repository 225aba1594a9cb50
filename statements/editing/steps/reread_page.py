"""The raw text read again: what the reader of today would change is shown first, and corrections stay."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from statements.editing.admin_base import get_editor
from statements.editing.edit_locks import Conflict, claim
from statements.editing.steps.step_page import StepPage, read_lock_version
from statements.editing.steps.turn_rows import VERDICTS
from statements.editing.transcript import intake
from statements.editing.transcript.text_pieces import Piece, Reading
from statements.editing.transcript.working_copy import WorkingCopy
from statements.models import Source
from statements.transcripts.model import UnreadableTranscript

_NOT_A_PIECE = "not there as such"


@dataclass(frozen=True, slots=True)
class ReadingChange:
    """A piece that reads differently. ``by_hand``: an editor corrected it, and that stays."""

    text: str
    before: str
    after: str
    by_hand: bool


def compare_readings(before: Reading, after: Reading, corrected: Container[str]) -> list[ReadingChange]:
    """What the second reading makes of the words that the first did not. ``corrected``: ids of pieces."""
    old, new = before.pieces_by_id(), after.pieces_by_id()
    changes = []
    for piece in after.pieces:
        previous = old.get(piece.id)
        if previous is None:
            changes.append(ReadingChange(piece.full_text, _NOT_A_PIECE, _describe(piece), False))
        elif _describe(previous) != _describe(piece) or previous.full_text != piece.full_text:
            change = ReadingChange(piece.full_text, _describe(previous), _describe(piece), piece.id in corrected)
            changes.append(change)
    removed = [piece for piece in before.pieces if piece.id not in new]
    return changes + [
        ReadingChange(piece.full_text, _describe(piece), _NOT_A_PIECE, piece.id in corrected) for piece in removed
    ]


def _describe(piece: Piece) -> str:
    if piece.opening is None:
        return VERDICTS[piece.verdict]
    label = f"“{piece.opening.label}”" if piece.opening.label else "no label"
    return f"a turn begins ({label}, {piece.opening.certainty})"


class RereadPage(StepPage):
    def reread_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        statement = self.get_editable(request, object_id)
        source = Source.objects.filter(statement=statement).first()
        if source is None:
            raise Http404("This statement has no raw text.")
        copy = WorkingCopy.open(statement)
        turns_url = self.record_url(statement, "turns")
        try:
            reading = intake.read_text(source.raw, source.format, source.name, copy.tables, before=copy.reading)
        except UnreadableTranscript as problem:
            self.message_user(request, f"The raw text cannot be read. {problem}", messages.ERROR)
            return HttpResponseRedirect(turns_url)
        if request.method == "POST":
            self._replace_reading(request, copy, reading)
            return HttpResponseRedirect(turns_url)
        context = {
            **self.build_step_context(request, "turns", "Read the raw text again", statement),
            "differences": compare_readings(copy.reading, reading, copy.corrections["pieces"]),
        }
        return TemplateResponse(request, "admin/statements/statement/reread.html", context)

    def _replace_reading(self, request: HttpRequest, copy: WorkingCopy, reading: Reading) -> None:
        try:
            with transaction.atomic():
                claim(copy.statement, read_lock_version(request))
                copy.replace_reading(reading)
                copy.save(get_editor(request))
                self.log_change(request, copy.statement, "Read the raw text again.")
        except Conflict as conflict:
            self.message_user(request, str(conflict), messages.ERROR)
        else:
            self.message_user(request, "The raw text was read again. Your corrections are unchanged.", messages.SUCCESS)
