"""The raw text read again: what a better grammar would change is shown first, and corrections stay as they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from statements.editing.edit_locks import Conflict, claim
from statements.editing.steps.navigation import steps
from statements.editing.steps.turn_rows import VERDICTS
from statements.editing.steps.turns_page import _number
from statements.editing.transcript import intake
from statements.editing.transcript.text_pieces import Piece, Reading
from statements.editing.transcript.working_copy import WorkingCopy
from statements.models import Source
from statements.transcripts.model import UnreadableTranscript


@dataclass(frozen=True, slots=True)
class Difference:
    """A piece that reads differently. ``by_hand``: an editor has said of it what it is, and that stays."""

    text: str
    before: str
    after: str
    by_hand: bool


def differences(before: Reading, after: Reading, said: dict) -> list[Difference]:
    """What the second reading makes of the same words that the first did not."""
    old, new = before.by_id(), after.by_id()
    out = []
    for piece in after.pieces:
        was = old.get(piece.id)
        if was is None:
            out.append(Difference(piece.whole, "not there as such", _words(piece), False))
        elif _words(was) != _words(piece) or was.whole != piece.whole:
            out.append(Difference(piece.whole, _words(was), _words(piece), piece.id in said))
    gone = [piece for piece in before.pieces if piece.id not in new]
    return out + [Difference(piece.whole, _words(piece), "not there as such", piece.id in said) for piece in gone]


def _words(piece: Piece) -> str:
    if piece.opening is None:
        return VERDICTS[piece.verdict]
    label = f"“{piece.opening.label}”" if piece.opening.label else "no label"
    return f"a turn begins ({label}, {piece.opening.certainty})"


class RereadPage:
    """The view ``reread_view`` of a ModelAdmin of statements."""

    def reread_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        statement = get_object_or_404(self.get_queryset(request), pk=object_id)
        if not self.has_change_permission(request, statement):
            raise PermissionDenied
        source = Source.objects.filter(statement=statement).first()
        if source is None:
            raise Http404("No raw text is kept of this statement.")
        desk = WorkingCopy.of(statement)
        here = reverse("admin:statements_statement_turns", args=[statement.pk])
        try:
            reading = intake.read(source.raw, source.format, source.name, desk.archive, before=desk.reading)
        except UnreadableTranscript as problem:
            self.message_user(request, f"The raw text cannot be read. {problem}", messages.ERROR)
            return HttpResponseRedirect(here)
        changed = differences(desk.reading, reading, desk.corrections["pieces"])
        if request.method == "POST":
            return self._read_again(request, desk, reading, here)
        context = {
            **self.admin_site.each_context(request),
            "title": "Read the raw text again",
            "opts": self.opts,
            "statement": statement,
            "steps": steps(statement, "turns"),
            "differences": changed,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/statements/statement/reread.html", context)

    def _read_again(self, request: HttpRequest, desk: WorkingCopy, reading: Reading, here: str) -> HttpResponse:
        try:
            with transaction.atomic():
                claim(desk.statement, _number(request.POST.get("lock_version")))
                desk.read_again(reading)
                desk.save(request.user)
                self.log_change(request, desk.statement, "Read the raw text again.")
        except Conflict as conflict:
            self.message_user(request, str(conflict), messages.ERROR)
        else:
            self.message_user(request, "The raw text was read again; your corrections stayed.", messages.SUCCESS)
        return HttpResponseRedirect(here)
