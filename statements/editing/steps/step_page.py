"""What the pages of the steps share."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from statements.editing.admin_base import RecordAdmin
from statements.editing.steps.navigation import build_steps
from statements.models import Statement


class StepPage(RecordAdmin[Statement]):
    def get_editable(self, request: HttpRequest, object_id: int) -> Statement:
        """The statement of the page. Raises Http404 and PermissionDenied."""
        statements = self.get_queryset(request).select_related("publisher")
        statement: Statement = get_object_or_404(statements, pk=object_id)
        if not self.has_change_permission(request, statement):
            raise PermissionDenied
        return statement

    def build_step_context(
        self, request: HttpRequest, step: str, title: str, statement: Statement | None
    ) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "statement": statement,
            "steps": build_steps(statement, step),
            "media": self.media,
        }


def parse_number(text: str | None, default: int = -1) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else default


def read_lock_version(request: HttpRequest) -> int:
    """The version of the statement at which its page was opened; -1 where the form does not say it."""
    return parse_number(request.POST.get("lock_version"))
