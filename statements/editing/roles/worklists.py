"""What each role may do with a statement, and which statements concern a person.

The groups themselves (contributor, editor, curator) are made by a migration and can be changed in the admin; here only
permissions are asked for, never names of groups.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from statements.editing.edit_locks import Conflict, claim
from statements.models import Statement
from statements.models.likeness import Verdict
from statements.models.statement import StatementStatus

PUBLISH = "statements.publish_statement"
WITHDRAW = "statements.withdraw_statement"
UNFINISHED = (StatementStatus.DRAFT, StatementStatus.IN_REVIEW)


def my_drafts(user: Any) -> QuerySet[Statement]:
    """Unfinished statements whose text this person brought in."""
    return Statement.objects.filter(status__in=UNFINISHED, intake__begun_by=user)


def to_review() -> QuerySet[Statement]:
    """What waits for an editor."""
    return Statement.objects.filter(status=StatementStatus.IN_REVIEW)


def with_warnings() -> QuerySet[Statement]:
    """Unfinished statements of whose text the last reading was unsure."""
    return Statement.objects.filter(status__in=UNFINISHED).exclude(warnings=[])


def undated() -> QuerySet[Statement]:
    return Statement.objects.exclude(status=StatementStatus.WITHDRAWN).filter(date_earliest=None)


def alike() -> QuerySet[Statement]:
    """Statements that look like another, about which nobody has said anything."""
    open_ones = Q(likenesses_after__verdict=Verdict.OPEN) | Q(likenesses_before__verdict=Verdict.OPEN)
    return Statement.objects.filter(open_ones).distinct()


class Concern(admin.SimpleListFilter):
    """Narrows the list of statements to what concerns the person. Who may not publish sees their own drafts first."""

    title = "what concerns me"
    parameter_name = "concern"
    ALL = "all"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        self._begins_with = self.ALL if request.user.has_perm(PUBLISH) else "mine"
        return [
            ("mine", "My drafts"),
            ("review", "To review"),
            ("warnings", "With warnings"),
            ("undated", "Undated"),
            ("alike", "Alike to another"),
        ]

    def choices(self, changelist) -> list[dict]:
        chosen = self.value()
        rows = [(self.ALL, "All"), *self.lookup_choices]
        return [
            {
                "selected": chosen == key,
                "query_string": changelist.get_query_string({self.parameter_name: key}),
                "display": name,
            }
            for key, name in rows
        ]

    def value(self) -> str:
        return super().value() or self._begins_with

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if request.GET.get("q"):
            # Who looks for a record by name or address wants it wherever it is.
            return queryset if self.parameter_name not in request.GET else self._narrowed(request, queryset)
        return self._narrowed(request, queryset)

    def _narrowed(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        concerned = {
            "mine": lambda: my_drafts(request.user),
            "review": to_review,
            "warnings": with_warnings,
            "undated": undated,
            "alike": alike,
        }.get(self.value())
        return queryset if concerned is None else queryset.filter(pk__in=concerned().order_by().values("pk"))


class ByRole:
    """What of a ModelAdmin of statements hangs on the role: who may write on what is public, and who publishes."""

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PUBLISH)

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(WITHDRAW)

    def has_change_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        """Saving what is public publishes it, and so does restoring what was withdrawn."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or obj.status in UNFINISHED or request.user.has_perm(PUBLISH)

    @admin.action(description="Send the selected drafts to review", permissions=["change"])
    def send_to_review(self, request: HttpRequest, statements: QuerySet) -> None:
        sent = self._set_unfinished(request, statements, StatementStatus.DRAFT, StatementStatus.IN_REVIEW)
        self.message_user(request, f"{sent} sent to review.", messages.SUCCESS if sent else messages.WARNING)

    @admin.action(description="Send the selected statements back to drafts", permissions=["publish"])
    def send_back(self, request: HttpRequest, statements: QuerySet) -> None:
        sent = self._set_unfinished(request, statements, StatementStatus.IN_REVIEW, StatementStatus.DRAFT)
        self.message_user(request, f"{sent} sent back.", messages.SUCCESS if sent else messages.WARNING)

    def _set_unfinished(
        self, request: HttpRequest, statements: QuerySet, before: StatementStatus, after: StatementStatus
    ) -> int:
        sent = 0
        for statement in statements.filter(status=before):
            try:
                claim(statement, statement.lock_version)
            except Conflict as conflict:
                self.message_user(request, f"“{statement}”: {conflict}", messages.ERROR)
                continue
            statement.status = after
            statement.save(update_fields=["status", "changed_at"])
            self.log_change(request, statement, f"{after.label}.")
            sent += 1
        return sent
