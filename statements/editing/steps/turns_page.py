"""The second step: what the text was read as, and an editor's corrections of it, round by round."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from statements.editing.admin_base import get_editor
from statements.editing.edit_locks import Conflict, claim
from statements.editing.steps.step_page import StepPage, parse_number, read_lock_version
from statements.editing.steps.turn_rows import TurnRow, build_rows
from statements.editing.steps.turns_conflict import compare_corrections
from statements.editing.steps.turns_form import CreditForm, read_corrections
from statements.editing.transcript import intake
from statements.editing.transcript.speaker_credits import SpeakerCredit, group_credits
from statements.editing.transcript.working_copy import WorkingCopy
from statements.models import Source, Statement

PIECES_PER_PAGE = 800
# Credit forms that are open at first, because something in them is undecided.
MAX_OPEN_FORMS = 12
# Fields that are not sent again after a conflict: it has its own, or they only open something.
_NOT_RESENT = ("lock_version", "csrfmiddlewaretoken", "open")


class TurnsPage(StepPage):
    def turns_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        copy = WorkingCopy.open(self.get_editable(request, object_id))
        if request.method == "POST":
            return self._save_turns(request, copy)
        return self._show_turns(request, copy)

    def _save_turns(self, request: HttpRequest, copy: WorkingCopy) -> HttpResponse:
        corrections, invalid = read_corrections(copy, request.POST)
        before = copy.corrections
        if invalid:
            copy.replace_corrections(corrections)
            return self._show_turns(request, copy, invalid)
        try:
            with transaction.atomic():
                claim(copy.statement, read_lock_version(request))
                if corrections != before or copy.intake.pk is None or not copy.intake.is_written:
                    copy.replace_corrections(corrections)
                    copy.save(get_editor(request))
                self.log_change(request, copy.statement, "Corrected the turns.")
        except Conflict as conflict:
            theirs = WorkingCopy.open(Statement.objects.get(pk=copy.statement.pk))
            return self._show_conflict(request, theirs, corrections, conflict)
        address = self._find_next_address(request, copy)
        if HtmxDetails(request) and request.POST.get("next"):
            # Another page, not another round: the browser goes there itself.
            return HttpResponseClientRedirect(address)
        return HttpResponseRedirect(address)

    def _find_next_address(self, request: HttpRequest, copy: WorkingCopy) -> str:
        if request.POST.get("next") == "details":
            return self.record_url(copy.statement, "change")
        here = self.record_url(copy.statement, "turns")
        part = request.POST.get("part", "")
        query = {"part": part} if part.isdecimal() and part != "1" else {}
        kind, _, key = request.POST.get("open", "").partition(":")
        if not kind:
            return f"{here}?{urlencode(query)}" if query else here
        return f"{here}?{urlencode({**query, kind: key})}#{'voices' if kind == 'voice' else key}"

    def _show_turns(
        self, request: HttpRequest, copy: WorkingCopy, invalid: list[CreditForm] | None = None
    ) -> HttpResponse:
        source = Source.objects.filter(statement=copy.statement).first()
        lines = intake.split_raw_lines(source) if source and copy.reading.format != "records" else []
        rows = build_rows(copy, lines, request.GET.get("piece", ""))
        part, parts = _find_part(request, rows)
        page_rows = rows[(part - 1) * PIECES_PER_PAGE : part * PIECES_PER_PAGE]
        speaker_credits = group_credits(copy.turn_credits)
        media = self.media
        if copy.turn_credits:
            media += CreditForm(copy.turn_credits[0], {}, None, "x").media
        context = {
            **self.build_step_context(request, "turns", "Turns", copy.statement),
            "subtitle": str(copy.statement),
            "copy": copy,
            "rows": page_rows,
            "part": part,
            "parts": range(1, parts + 1) if parts > 1 else [],
            "speaker_credits": _pair_with_forms(copy, speaker_credits, request.GET.get("voice"), invalid or [], rows),
            "turn_form": _find_turn_form(copy, request.GET.get("turn"), invalid or []),
            "undecided": _list_undecided(page_rows, rows, speaker_credits),
            "left_out": sum(row.is_left_out for row in rows),
            "source": source,
            "has_errors": bool(invalid),
            "media": media,
        }
        return TemplateResponse(request, "admin/statements/statement/turns.html", context)

    def _show_conflict(
        self, request: HttpRequest, theirs: WorkingCopy, mine: dict[str, Any], conflict: Conflict
    ) -> HttpResponse:
        """Somebody saved first: nothing is saved, and what was sent is shown beside what is stored now."""
        context = {
            **self.build_step_context(request, "turns", "Somebody else saved first", theirs.statement),
            "subtitle": str(theirs.statement),
            "conflict": conflict,
            "differences": compare_corrections(theirs, mine),
            "kept": [
                (name, value)
                for name in request.POST
                if name not in _NOT_RESENT
                for value in request.POST.getlist(name)
            ],
            "lock_version": theirs.statement.lock_version,
        }
        status = 200 if HtmxDetails(request) else 409
        return TemplateResponse(request, "admin/statements/statement/turns_conflict.html", context, status=status)


def _find_part(request: HttpRequest, rows: list[TurnRow]) -> tuple[int, int]:
    """The part of the text to show, and how many there are."""
    parts = max(1, -(-len(rows) // PIECES_PER_PAGE))
    part_of_piece = {row.piece.id: n // PIECES_PER_PAGE + 1 for n, row in enumerate(rows)}
    wanted = request.GET.get("piece") or request.GET.get("turn") or ""
    part = parse_number(request.GET.get("part") or request.POST.get("part"), part_of_piece.get(wanted, 1))
    return min(max(part, 1), parts), parts


def _pair_with_forms(
    copy: WorkingCopy,
    speaker_credits: list[SpeakerCredit],
    wanted: str | None,
    invalid: list[CreditForm],
    rows: list[TurnRow],
) -> list[tuple[SpeakerCredit, CreditForm | None, int]]:
    """Each credit with its form, where it is undecided, wanted or invalid; and its first line."""
    number_of_piece = {row.piece.id: row.number for row in rows}
    invalid_forms = {form.credit.turn.credit_key: form for form in invalid if not form.is_of_one_turn}
    pairs, opened = [], 0
    for number, speaker_credit in enumerate(speaker_credits):
        form = invalid_forms.get(speaker_credit.key)
        is_undecided = any(credit.is_unresolved or credit.has_doubtful_label for credit in speaker_credit.turns)
        opens = is_undecided and opened < MAX_OPEN_FORMS
        if form is None and (opens or speaker_credit.key == wanted):
            opened += opens
            decision = copy.corrections["voices"].get(speaker_credit.key, {})
            form = CreditForm(speaker_credit.first, decision, None, f"voices-{number}")
        pairs.append((speaker_credit, form, number_of_piece.get(speaker_credit.first.turn.id, 0)))
    return pairs


def _find_turn_form(copy: WorkingCopy, wanted: str | None, invalid: list[CreditForm]) -> CreditForm | None:
    invalid_form = next((form for form in invalid if form.is_of_one_turn), None)
    credit = next((credit for credit in copy.turn_credits if credit.turn.id == wanted), None)
    if invalid_form is not None or credit is None:
        return invalid_form
    return CreditForm(credit, copy.corrections["turns"].get(credit.turn.id, {}), None, "turns-0")


def _list_undecided(
    page_rows: list[TurnRow], rows: list[TurnRow], speaker_credits: list[SpeakerCredit]
) -> list[tuple[str, str]]:
    """(address within the page, sentence) for everything that an editor should still decide."""
    undecided = []
    for number, speaker_credit in enumerate(speaker_credits):
        if any(credit.is_unresolved for credit in speaker_credit.turns):
            label = speaker_credit.first.label
            name = f"“{label}”" if label else "a turn without a label"
            undecided.append((f"#voice-{number}", f"Say who {name} is."))
    on_page = {row.piece.id for row in page_rows}
    for row in rows:
        if row.doubt:
            fragment = f"#{row.piece.id}"
            address = fragment if row.piece.id in on_page else f"?piece={row.piece.id}{fragment}"
            undecided.append((address, row.doubt))
    return undecided
