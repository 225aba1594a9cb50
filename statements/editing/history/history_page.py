"""The history of a record, and the button that brings an earlier state back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_datetime

from statements.editing.admin_base import ModelT, RecordAdmin, get_editor
from statements.editing.history.record_history import list_history
from statements.editing.history.reversion import CannotRevert, revert
from statements.editing.roles.permissions import PUBLISH
from statements.models import Revision, Statement


class HistoryPage(RecordAdmin[ModelT]):
    """Replaces Django's list of log entries."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        record = self.get_object(request, object_id)
        if record is None:
            return self.redirect_missing(request, object_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        problem = ""
        if request.method == "POST":
            if not self.may_revert(request, record):
                raise PermissionDenied
            problem = self._revert(request, record)
            if not problem:
                return HttpResponseRedirect(request.path)
            # The refused reversion left values of that day in the instance.
            record = self.get_queryset(request).get(pk=record.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "History",
            "opts": self.opts,
            "record": record,
            "entries": list_history(record),
            "revisions": _list_revisions(record),
            "may_revert": self.may_revert(request, record),
            "problem": problem,
            "reason": request.POST.get("reason", ""),
            "back": self.record_url(record),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/statements/history.html", context)

    def may_revert(self, request: HttpRequest, record: ModelT) -> bool:
        """Reverting a public statement publishes it."""
        if not self.has_change_permission(request, record):
            return False
        return not isinstance(record, Statement) or not record.is_public or request.user.has_perm(PUBLISH)

    def _revert(self, request: HttpRequest, record: ModelT) -> str:
        """Returns a sentence where it was refused."""
        reason = " ".join(request.POST.get("reason", "").replace("\x00", "").split())[:500]
        at = _parse_moment(request.POST.get("state", ""))
        if at is None:
            return "Choose the state to bring back."
        try:
            changes = revert(record, at, reason, get_editor(request))
        except CannotRevert as refusal:
            return str(refusal)
        self.log_change(request, record, f"Brought an earlier state back: {reason}")
        if not changes:
            self.message_user(request, "That is its current state: nothing changed.", messages.INFO)
        else:
            count = f"{len(changes)} change{'' if len(changes) == 1 else 's'}"
            self.message_user(request, f"The earlier state is back: {count}.", messages.SUCCESS)
        return ""


def _list_revisions(record: Model) -> Iterable[Revision]:
    return record.revisions.select_related("author").defer("compressed") if isinstance(record, Statement) else ()


def _parse_moment(text: str) -> datetime | None:
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None
