"""The page of a record's history, and the button that brings an earlier state back."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from statements.editing.history.record_history import CannotRevert, moments, revert
from statements.models import Statement


class HistoryPage:
    """In the place of Django's list of log entries: what each act changed, and the state it left."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        record = self.get_object(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        problem = ""
        if request.method == "POST":
            if not self.may_revert(request, record):
                raise PermissionDenied
            problem = self._revert(request, record)
            if not problem:
                return HttpResponseRedirect(request.path)
            record = self.get_object(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": "History",
            "opts": self.opts,
            "record": record,
            "moments": moments(record),
            "revisions": record.revisions.select_related("author").defer("compressed")
            if isinstance(record, Statement)
            else (),
            "may_revert": self.may_revert(request, record),
            "problem": problem,
            "reason": request.POST.get("reason", ""),
            "back": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk]),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/statements/history.html", context)

    def may_revert(self, request: HttpRequest, record) -> bool:
        """A state of what is public is brought back by publishing it."""
        if not self.has_change_permission(request, record):
            return False
        return (
            not isinstance(record, Statement)
            or not record.is_public
            or request.user.has_perm("statements.publish_statement")
        )

    def _revert(self, request: HttpRequest, record) -> str:
        reason = " ".join(request.POST.get("reason", "").replace("\x00", "").split())[:500]
        at = _moment(request.POST.get("state", ""))
        if at is None:
            return "Choose the state to bring back."
        try:
            changes = revert(record, at, reason, request.user)
        except CannotRevert as refusal:
            return str(refusal)
        self.log_change(request, record, f"Brought an earlier state back: {reason}")
        if not changes:
            self.message_user(request, "That state is the one it has: nothing changed.", messages.INFO)
        else:
            things = f"{len(changes)} thing{'' if len(changes) == 1 else 's'} changed"
            self.message_user(request, f"It is as it was then; {things}.", messages.SUCCESS)
        return ""


def _moment(typed: str) -> datetime | None:
    try:
        at = parse_datetime(typed)
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None
