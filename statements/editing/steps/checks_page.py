"""The last page of the desk: what is still wrong, and publishing, taking off, withdrawing, restoring with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from statements.editing.edit_locks import Conflict, claim
from statements.editing.steps.navigation import steps
from statements.editing.steps.publication_checks import Finding, findings, standing
from statements.editing.steps.turns_page import _number
from statements.editing.transcript.working_copy import WorkingCopy
from statements.models import Statement
from statements.models.statement import StatementStatus
from statements.publishing import NotReady, publish, unpublish, withdraw
from statements.text.differences import AlignedParagraphs, align_paragraphs

LONGEST_REASON = 500
FIRST_REASON = "First published."
ACTIONS = ("publish", "unpublish", "withdraw")


class ChecksPage:
    """The view ``checks_view`` of a ModelAdmin of statements."""

    def checks_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        statement = get_object_or_404(self.get_queryset(request).select_related("publisher"), pk=object_id)
        if not self.has_change_permission(request, statement):
            raise PermissionDenied
        desk = WorkingCopy.of(statement)
        if request.method == "POST":
            return self._checks_sent(request, desk)
        return self._checks_shown(request, desk)

    def may_publish(self, request: HttpRequest) -> bool:
        return request.user.has_perm("statements.publish_statement")

    def _checks_sent(self, request: HttpRequest, desk: WorkingCopy) -> HttpResponse:
        action = request.POST.get("action", "")
        reason = request.POST.get("reason", "").replace("\x00", "").strip()
        try:
            with transaction.atomic():
                claim(desk.statement, _number(request.POST.get("lock_version")))
                problem = self._overrule(request, desk) or self._act(request, desk, action, reason)
                if problem and action in ACTIONS:
                    transaction.set_rollback(True)
        except Conflict as conflict:
            fresh = WorkingCopy.of(Statement.objects.get(pk=desk.statement.pk))
            return self._checks_shown(request, fresh, problem=str(conflict), status=409)
        except NotReady as refusal:
            problem = str(refusal)
        if problem:
            fresh = WorkingCopy.of(Statement.objects.get(pk=desk.statement.pk))
            return self._checks_shown(request, fresh, problem=problem)
        return HttpResponseRedirect(reverse("admin:statements_statement_checks", args=[desk.statement.pk]))

    def _overrule(self, request: HttpRequest, desk: WorkingCopy) -> str:
        """Keep the words with which warnings were overruled."""
        overruled = dict(desk.intake.overruled)
        for finding in findings(desk):
            word = request.POST.get(f"word-{finding.key}", "").replace("\x00", "").strip()[:300]
            if not finding.blocks and word and word != overruled.get(finding.key, {}).get("word"):
                by, when = request.user.get_username(), timezone.now().isoformat(timespec="seconds")
                overruled[finding.key] = {"word": word, "by": by, "when": when}
            elif not word and f"word-{finding.key}" in request.POST:
                overruled.pop(finding.key, None)
        if overruled != desk.intake.overruled:
            desk.intake.overruled = overruled
            desk.intake.save()
        return ""

    def _act(self, request: HttpRequest, desk: WorkingCopy, action: str, reason: str) -> str:
        """Do what was asked; returns a sentence where it was not done."""
        if action not in ACTIONS:
            self.log_change(request, desk.statement, "Overruled warnings.")
            self.message_user(request, "Your words are kept.", messages.SUCCESS)
            return ""
        may_act = self.may_publish if action == "publish" else self.has_withdraw_permission
        if not may_act(request):
            raise PermissionDenied
        if not reason:
            return "Give the public reason: readers see it."
        if len(reason) > LONGEST_REASON:
            return f"The reason has {len(reason)} characters; at most {LONGEST_REASON} are shown."
        return getattr(self, f"_{action}_statement")(request, desk, reason)

    def _publish_statement(self, request: HttpRequest, desk: WorkingCopy, reason: str) -> str:
        statement = desk.statement
        left = standing(desk, findings(desk))
        if left:
            return "It is not published: see what is still to be done, marked below."
        words = None
        if not desk.intake.is_written:
            words = desk.write()
        elif desk.intake.pk is None:
            desk.intake.save()
        revision = publish(statement, reason, request.user, speeches=words)
        self.log_change(request, statement, f"Published version {revision.number}: {reason}")
        self.message_user(request, f"Version {revision.number} is public, and found by search.", messages.SUCCESS)
        return ""

    def _unpublish_statement(self, request: HttpRequest, desk: WorkingCopy, reason: str) -> str:
        if not desk.statement.is_public:
            return "It is not public: there is nothing to take off."
        unpublish(desk.statement, reason)
        self.log_change(request, desk.statement, f"Took it off: {reason}")
        self.message_user(request, "It is a draft again; its address tells the reason.", messages.SUCCESS)
        return ""

    def _withdraw_statement(self, request: HttpRequest, desk: WorkingCopy, reason: str) -> str:
        if desk.statement.status == StatementStatus.WITHDRAWN:
            return "It is withdrawn already."
        withdraw(desk.statement, reason)
        self.log_change(request, desk.statement, f"Withdrew it: {reason}")
        self.message_user(request, "It is withdrawn; its address tells the reason.", messages.SUCCESS)
        return ""

    def _checks_shown(
        self, request: HttpRequest, desk: WorkingCopy, *, problem: str = "", status: int = 200
    ) -> HttpResponse:
        statement = desk.statement
        found = findings(desk)
        left = standing(desk, found)
        context = {
            **self.admin_site.each_context(request),
            "title": "Checks and publishing",
            "subtitle": str(statement),
            "opts": self.opts,
            "statement": statement,
            "steps": steps(statement, "checks"),
            "blocking": [finding for finding in found if finding.blocks],
            "warnings": [(finding, _word(request, desk, finding)) for finding in found if not finding.blocks],
            "ready": not [finding for finding in left if finding.blocks],
            "changes": changes(desk) if statement.is_public and not desk.intake.is_written else [],
            "pending": statement.is_public and not desk.intake.is_written,
            "reason": request.POST.get("reason") or ("" if statement.published_at else FIRST_REASON),
            "problem": problem,
            "may_publish": self.may_publish(request),
            "revisions": statement.revisions.select_related("author").defer("compressed"),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/statements/statement/checks.html", context, status=status)


def _word(request: HttpRequest, desk: WorkingCopy, finding: Finding) -> str:
    sent = request.POST.get(f"word-{finding.key}")
    return sent if sent is not None else desk.intake.overruled.get(finding.key, {}).get("word", "")


def changes(desk: WorkingCopy) -> list[AlignedParagraphs]:
    """What the next version will change in the words that are public now, paragraph by paragraph."""
    before = list(desk.statement.paragraphs.order_by("order").values_list("text", flat=True))
    after = [p.text for one in desk.spoken for p in one.turn.paragraphs if p.text]
    return [row for row in align_paragraphs(before, after) if not row.same]
