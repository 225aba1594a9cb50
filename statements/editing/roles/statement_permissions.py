"""Who may change what is public, who publishes, and how a draft goes to review and back."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from statements.editing.admin_base import RecordAdmin
from statements.editing.edit_locks import Conflict, claim
from statements.models import Statement
from statements.models.statement import StatementStatus

from .permissions import PUBLISH, WITHDRAW
from .worklists import UNFINISHED


class StatementPermissions(RecordAdmin[Statement]):
    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PUBLISH)

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(WITHDRAW)

    def has_change_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        """Saving a public statement publishes it, and so does restoring a withdrawn one."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or obj.status in UNFINISHED or request.user.has_perm(PUBLISH)

    @admin.action(description="Send selected drafts to review", permissions=["change"])
    def send_to_review(self, request: HttpRequest, statements: QuerySet[Statement]) -> None:
        count = self._move(request, statements, StatementStatus.DRAFT, StatementStatus.IN_REVIEW)
        self.message_user(request, f"{count} sent to review.", messages.SUCCESS if count else messages.WARNING)

    @admin.action(description="Return selected statements to draft", permissions=["publish"])
    def send_back(self, request: HttpRequest, statements: QuerySet[Statement]) -> None:
        count = self._move(request, statements, StatementStatus.IN_REVIEW, StatementStatus.DRAFT)
        self.message_user(request, f"{count} returned to draft.", messages.SUCCESS if count else messages.WARNING)

    def _move(
        self, request: HttpRequest, statements: QuerySet[Statement], before: StatementStatus, after: StatementStatus
    ) -> int:
        count = 0
        for statement in statements.filter(status=before):
            try:
                claim(statement, statement.lock_version)
            except Conflict as conflict:
                self.message_user(request, f"“{statement}”: {conflict}", messages.ERROR)
                continue
            statement.status = after
            statement.save(update_fields=["status", "changed_at"])
            self.log_change(request, statement, f"{after.label}.")
            count += 1
        return count
