"""The page of turns: what the text was read as, and an editor's corrections of it, round by round."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from statements.editing.edit_locks import Conflict, claim
from statements.editing.steps.navigation import steps
from statements.editing.steps.turn_rows import Row, rows_of
from statements.editing.steps.turns_form import VoiceForm, corrections_from
from statements.editing.transcript import intake
from statements.editing.transcript.speaker_credits import Voice, voices_of
from statements.editing.transcript.working_copy import WorkingCopy
from statements.models import Source, Statement

PIECES_A_PAGE = 800
# Forms of voices that are opened unasked, because something about them is to be settled.
MOST_OPENED = 12


class TurnsPage:
    """The view ``turns_view`` of a ModelAdmin of statements."""

    def turns_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        statement = get_object_or_404(self.get_queryset(request), pk=object_id)
        if not self.has_change_permission(request, statement):
            raise PermissionDenied
        desk = WorkingCopy.of(statement)
        if request.method == "POST":
            return self._turns_sent(request, desk)
        return self._turns_shown(request, desk)

    def _turns_sent(self, request: HttpRequest, desk: WorkingCopy) -> HttpResponse:
        corrections, faulty = corrections_from(desk, request.POST)
        before = desk.corrections
        if faulty:
            desk.correct(corrections)
            return self._turns_shown(request, desk, faulty=faulty)
        try:
            with transaction.atomic():
                claim(desk.statement, _number(request.POST.get("lock_version")))
                if corrections != before or desk.intake.pk is None or not desk.intake.is_written:
                    desk.correct(corrections)
                    desk.save(request.user)
                self.log_change(request, desk.statement, "Corrected the turns.")
        except Conflict as conflict:
            return self._turns_refused(request, WorkingCopy.of(_fresh(desk.statement)), corrections, conflict)
        address = self._after_turns(request, desk)
        if request.htmx and request.POST.get("next"):
            # Another page, not another round: the browser goes there itself.
            return HttpResponseClientRedirect(address)
        return HttpResponseRedirect(address)

    def _after_turns(self, request: HttpRequest, desk: WorkingCopy) -> str:
        pk = desk.statement.pk
        if request.POST.get("next") == "details":
            return reverse("admin:statements_statement_change", args=[pk])
        here = reverse("admin:statements_statement_turns", args=[pk])
        part = request.POST.get("part", "")
        query = f"?part={part}" if part.isdecimal() and part != "1" else "?"
        opened = request.POST.get("open", "")
        if not opened:
            return here if query == "?" else f"{here}{query}"
        kind, _, key = opened.partition(":")
        return (
            f"{here}{query}{'&' if query != '?' else ''}{urlencode({kind: key})}#{'voices' if kind == 'voice' else key}"
        )

    def _turns_shown(
        self, request: HttpRequest, desk: WorkingCopy, *, faulty: list[VoiceForm] | None = None, **more: Any
    ) -> HttpResponse:
        source = Source.objects.filter(statement=desk.statement).first()
        lines = intake.raw_lines(source) if source and desk.reading.format != "records" else []
        rows = rows_of(desk, lines, request.GET.get("piece", ""))
        parts = max(1, -(-len(rows) // PIECES_A_PAGE))
        part_of = {row.piece.id: n // PIECES_A_PAGE + 1 for n, row in enumerate(rows)}
        asked = request.GET.get("part") or request.POST.get("part")
        spot = part_of.get(request.GET.get("piece") or request.GET.get("turn") or "", 1)
        part = min(max(_number(asked, spot), 1), parts)
        shown = rows[(part - 1) * PIECES_A_PAGE : part * PIECES_A_PAGE]
        voices = voices_of(desk.spoken)
        context = {
            **self.admin_site.each_context(request),
            "title": "Turns",
            "subtitle": str(desk.statement),
            "opts": self.opts,
            "statement": desk.statement,
            "steps": steps(desk.statement, "turns"),
            "desk": desk,
            "rows": shown,
            "part": part,
            "parts": range(1, parts + 1) if parts > 1 else [],
            "voices": _voice_rows(desk, voices, request, faulty or [], rows),
            "turn_form": _turn_form(desk, request, faulty or []),
            "to_settle": _to_settle(shown, rows, voices),
            "left_out": sum(not row.paragraphs and row.now_css in ("out", "front") for row in rows),
            "source": source,
            "faulty": bool(faulty),
            "media": self.media + VoiceForm(desk.spoken[0], {}, None, "x").media if desk.spoken else self.media,
            **more,
        }
        return TemplateResponse(request, "admin/statements/statement/turns.html", context)

    def _turns_refused(
        self, request: HttpRequest, theirs: WorkingCopy, mine: dict[str, Any], conflict: Conflict
    ) -> HttpResponse:
        """Somebody was faster: nothing is saved, and what was sent is shown beside what is there now."""
        pieces = theirs.reading.by_id()
        their = theirs.corrections
        differences = []
        for id in [piece.id for piece in theirs.shape.order]:
            ours, others = mine["pieces"].get(id, {}), their["pieces"].get(id, {})
            if ours != others:
                differences.append((pieces[id].whole[:160], _said(ours, pieces[id]), _said(others, pieces[id])))
        for group in ("voices", "turns"):
            for key in sorted({*mine[group], *their[group]}):
                if mine[group].get(key) != their[group].get(key):
                    what = pieces[key].whole[:160] if key in pieces else f"Label “{key.partition('|')[0]}”"
                    differences.append((what, _voice_said(mine[group].get(key)), _voice_said(their[group].get(key))))
        kept = [(name, value) for name in request.POST if name not in ("lock_version", "csrfmiddlewaretoken", "open")
                for value in request.POST.getlist(name)]  # fmt: skip
        context = {
            **self.admin_site.each_context(request),
            "title": "Saved by somebody else meanwhile",
            "subtitle": str(theirs.statement),
            "opts": self.opts,
            "statement": theirs.statement,
            "steps": steps(theirs.statement, "turns"),
            "conflict": conflict,
            "differences": differences,
            "kept": kept,
            "lock_version": theirs.statement.lock_version,
        }
        status = 200 if request.htmx else 409
        return TemplateResponse(request, "admin/statements/statement/turns_conflict.html", context, status=status)


def _voice_rows(
    desk: WorkingCopy, voices: list[Voice], request: HttpRequest, faulty: list[VoiceForm], rows: list[Row]
) -> list[tuple[Voice, VoiceForm | None, int]]:
    """Each voice with its form, where it is to be settled, was asked for, or has a fault; and its first line."""
    number_of = {row.piece.id: row.number for row in rows}
    wanted = request.GET.get("voice")
    wrong = {form.spoken.turn.voice: form for form in faulty if form.prefix.startswith("voices-")}
    out, opened = [], 0
    for number, voice in enumerate(voices):
        form = wrong.get(voice.key)
        unsettled = any(one.is_open or one.asks for one in voice.turns) and opened < MOST_OPENED
        if form is None and (unsettled or voice.key == wanted):
            opened += unsettled
            said = desk.corrections["voices"].get(voice.key, {})
            form = VoiceForm(voice.first, said, None, f"voices-{number}")
        out.append((voice, form, number_of.get(voice.first.turn.id, 0)))
    return out


def _turn_form(desk: WorkingCopy, request: HttpRequest, faulty: list[VoiceForm]) -> VoiceForm | None:
    wrong = next((form for form in faulty if form.prefix.startswith("turns-")), None)
    wanted = request.GET.get("turn")
    spoken = next((one for one in desk.spoken if one.turn.id == wanted), None)
    if wrong is not None or spoken is None:
        return wrong
    return VoiceForm(spoken, desk.corrections["turns"].get(spoken.turn.id, {}), None, "turns-0")


def _to_settle(shown: list[Row], rows: list[Row], voices: list[Voice]) -> list[tuple[str, str]]:
    """(address within the page, sentence) for everything that an editor should still say."""
    out = []
    for number, voice in enumerate(voices):
        if any(one.is_open for one in voice.turns):
            name = f"“{voice.first.label}”" if voice.first.label else "a turn without a label"
            out.append((f"#voice-{number}", f"Say who {name} is."))
    here = {row.piece.id for row in shown}
    for row in rows:
        if row.doubt:
            address = f"#{row.piece.id}"
            out.append((address if row.piece.id in here else f"?piece={row.piece.id}{address}", row.doubt))
    return out


def _said(said: dict[str, Any], piece) -> str:
    if not said:
        return "as read"
    words = []
    if "as" in said:
        words.append(f"as “{said['as']}”")
    if "after" in said:
        words.append("moved")
    if "text" in said:
        words.append(f"text: {said['text']}")
    return "; ".join(words)


def _voice_said(said: dict[str, Any] | None) -> str:
    return ", ".join(f"{name}: {value}" for name, value in (said or {}).items()) or "as matched"


def _number(text: str | None, default: int = -1) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else default


def _fresh(statement: Statement) -> Statement:
    return Statement.objects.get(pk=statement.pk)
