"""The last step: what is still wrong, and publishing, unpublishing, withdrawing or restoring with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from statements.editing.admin_base import get_editor
from statements.editing.edit_locks import Conflict, claim
from statements.editing.roles.statement_permissions import StatementPermissions
from statements.editing.steps.publication_checks import Finding, list_unresolved, run_checks
from statements.editing.steps.step_page import StepPage, read_lock_version
from statements.editing.transcript.working_copy import WorkingCopy
from statements.models import Statement
from statements.models.statement import StatementStatus
from statements.publishing import NotReady, publish, unpublish, withdraw
from statements.text.differences import AlignedParagraphs, align_paragraphs

MAX_REASON_LENGTH = 500
FIRST_REASON = "First published."
ACTIONS = ("publish", "unpublish", "withdraw")


class ChecksPage(StatementPermissions, StepPage):
    def checks_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        copy = WorkingCopy.open(self.get_editable(request, object_id))
        if request.method == "POST":
            return self._save_checks(request, copy)
        return self._show_checks(request, copy)

    def _save_checks(self, request: HttpRequest, copy: WorkingCopy) -> HttpResponse:
        action = request.POST.get("action", "")
        reason = request.POST.get("reason", "").replace("\x00", "").strip()
        problem, status = "", 200
        try:
            with transaction.atomic():
                claim(copy.statement, read_lock_version(request))
                self._save_notes(request, copy)
                problem = self._act(request, copy, action, reason)
                if problem and action in ACTIONS:
                    transaction.set_rollback(True)
        except Conflict as conflict:
            problem, status = str(conflict), 409
        except NotReady as refusal:
            problem = str(refusal)
        if problem:
            stored = WorkingCopy.open(Statement.objects.get(pk=copy.statement.pk))
            return self._show_checks(request, stored, problem=problem, status=status)
        return HttpResponseRedirect(self.record_url(copy.statement, "checks"))

    def _save_notes(self, request: HttpRequest, copy: WorkingCopy) -> None:
        """Keep the notes with which warnings were overruled."""
        overruled = dict(copy.intake.overruled)
        for finding in run_checks(copy):
            field = f"word-{finding.key}"
            note = request.POST.get(field, "").replace("\x00", "").strip()[:300]
            if not finding.blocks and note and note != overruled.get(finding.key, {}).get("word"):
                by, when = get_editor(request).get_username(), timezone.now().isoformat(timespec="seconds")
                overruled[finding.key] = {"word": note, "by": by, "when": when}
            elif not note and field in request.POST:
                overruled.pop(finding.key, None)
        if overruled != copy.intake.overruled:
            copy.intake.overruled = overruled
            copy.intake.save()

    def _act(self, request: HttpRequest, copy: WorkingCopy, action: str, reason: str) -> str:
        """Returns a sentence where the action was refused."""
        if action not in ACTIONS:
            self.log_change(request, copy.statement, "Overruled warnings.")
            self.message_user(request, "Your notes are saved.", messages.SUCCESS)
            return ""
        may_act = self.has_publish_permission if action == "publish" else self.has_withdraw_permission
        if not may_act(request):
            raise PermissionDenied
        if not reason:
            return "Give the public reason: readers see it."
        if len(reason) > MAX_REASON_LENGTH:
            return f"The reason has {len(reason)} characters; at most {MAX_REASON_LENGTH} are shown."
        if action == "publish":
            return self._publish(request, copy, reason)
        if action == "unpublish":
            return self._unpublish(request, copy.statement, reason)
        return self._withdraw(request, copy.statement, reason)

    def _publish(self, request: HttpRequest, copy: WorkingCopy, reason: str) -> str:
        if list_unresolved(copy, run_checks(copy)):
            return "It is not published: see what is still open below."
        speeches = None
        if not copy.intake.is_written:
            speeches = copy.write_speeches()
        elif copy.intake.pk is None:
            copy.intake.save()
        revision = publish(copy.statement, reason, get_editor(request), speeches=speeches)
        self.log_change(request, copy.statement, f"Published version {revision.number}: {reason}")
        self.message_user(request, f"Version {revision.number} is public and can be searched.", messages.SUCCESS)
        return ""

    def _unpublish(self, request: HttpRequest, statement: Statement, reason: str) -> str:
        if not statement.is_public:
            return "It is not public: there is nothing to unpublish."
        unpublish(statement, reason)
        self.log_change(request, statement, f"Unpublished it: {reason}")
        self.message_user(request, "It is a draft again; its address gives the reason.", messages.SUCCESS)
        return ""

    def _withdraw(self, request: HttpRequest, statement: Statement, reason: str) -> str:
        if statement.status == StatementStatus.WITHDRAWN:
            return "It is already withdrawn."
        withdraw(statement, reason)
        self.log_change(request, statement, f"Withdrew it: {reason}")
        self.message_user(request, "It is withdrawn; its address gives the reason.", messages.SUCCESS)
        return ""

    def _show_checks(
        self, request: HttpRequest, copy: WorkingCopy, *, problem: str = "", status: int = 200
    ) -> HttpResponse:
        statement = copy.statement
        findings = run_checks(copy)
        has_pending = statement.is_public and not copy.intake.is_written
        context = {
            **self.build_step_context(request, "checks", "Checks and publishing", statement),
            "subtitle": str(statement),
            "blocking": [finding for finding in findings if finding.blocks],
            "warnings": [(finding, _find_note(request, copy, finding)) for finding in findings if not finding.blocks],
            "changes": list_pending_changes(copy) if has_pending else [],
            "has_pending": has_pending,
            "reason": request.POST.get("reason") or ("" if statement.published_at else FIRST_REASON),
            "problem": problem,
            "may_publish": self.has_publish_permission(request),
            "revisions": statement.revisions.select_related("author").defer("compressed"),
        }
        return TemplateResponse(request, "admin/statements/statement/checks.html", context, status=status)


def _find_note(request: HttpRequest, copy: WorkingCopy, finding: Finding) -> str:
    sent = request.POST.get(f"word-{finding.key}")
    return sent if sent is not None else copy.intake.overruled.get(finding.key, {}).get("word", "")


def list_pending_changes(copy: WorkingCopy) -> list[AlignedParagraphs]:
    """What the next version changes in the words that are public now."""
    public = list(copy.statement.paragraphs.order_by("order").values_list("text", flat=True))
    pending = [p.text for credit in copy.turn_credits for p in credit.turn.paragraphs if p.text]
    return [row for row in align_paragraphs(public, pending) if not row.same]
