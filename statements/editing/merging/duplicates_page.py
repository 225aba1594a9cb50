"""Two statements that look alike, side by side, and an editor's decision how they are related."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from statements.editing.admin_base import RecordAdmin, get_editor, read_posted
from statements.editing.edit_locks import Conflict, claim
from statements.editing.roles.permissions import MERGE, PUBLISH
from statements.models import Likeness, Statement
from statements.models.likeness import Verdict
from statements.models.statement import StatementStatus
from statements.publishing import NotReady, duplicates, publish
from statements.publishing.merging import CannotMerge, merge_statements
from statements.text.differences import AlignedParagraphs, align_paragraphs
from statements.text.folding import fold

MAX_PARAGRAPHS = 400


# Value of the button -> (verdict, which of the two refers to the other, by which field). "" is neither.
ANSWERS = {
    "different": (Verdict.DIFFERENT, "", ""),
    "first-version": (Verdict.VERSION, "first", "version_of"),
    "second-version": (Verdict.VERSION, "second", "version_of"),
    "first-translation": (Verdict.TRANSLATION, "first", "translation_of"),
    "second-translation": (Verdict.TRANSLATION, "second", "translation_of"),
    "first-merged": (Verdict.MERGED, "first", ""),
    "second-merged": (Verdict.MERGED, "second", ""),
}


class CannotRelate(ValueError):
    """The decision cannot be saved; the message says why."""


@admin.register(Likeness)
class DuplicatesAdmin(RecordAdmin[Likeness]):
    list_display = ["first", "second", "kind", "share", "verdict", "decided_by"]
    list_filter = ["verdict", "kind"]
    list_select_related = ["first", "second", "decided_by"]
    search_fields = ["first__title", "second__title", "first__uid", "second__uid"]
    search_help_text = "Words of a title, or a uid."
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Likeness | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.address_view)
        return [path("at-address/", view, name="statements_likeness_at_address"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Likeness]:
        return super().get_queryset(request).select_related("first__publisher", "second__publisher")

    def address_view(self, request: HttpRequest) -> HttpResponse:
        """Statements with an address, while it is typed into the page that adds a transcript."""
        if not request.user.has_perm("statements.view_statement"):
            raise PermissionDenied
        statements = duplicates.find_by_address(request.GET.get("source_url", "").replace("\x00", "").strip()[:1000])
        return render(request, "admin/statements/at_address.html", {"statements": statements})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        pair = self.get_object(request, object_id)
        if pair is None:
            return self.redirect_missing(request, object_id)
        if not self.has_view_or_change_permission(request, pair):
            raise PermissionDenied
        problem = ""
        if request.method == "POST":
            if not self.has_change_permission(request, pair):
                raise PermissionDenied
            problem = self._decide(request, pair)
            if not problem:
                return HttpResponseRedirect(reverse("admin:statements_likeness_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Compare two statements",
            "opts": self.opts,
            "pair": pair,
            "likeness": duplicates.describe_similarity(pair),
            "rows": compare_paragraphs(pair.first, pair.second),
            "may_decide": self.has_change_permission(request, pair),
            "may_merge": request.user.has_perm(MERGE),
            "problem": problem,
            "reason": request.POST.get("reason", ""),
        }
        return TemplateResponse(request, "admin/statements/duplicates.html", context, status=409 if problem else 200)

    def _decide(self, request: HttpRequest, pair: Likeness) -> str:
        """Save the decision; returns a sentence where it was refused."""
        answer = ANSWERS.get(request.POST.get("answer", ""))
        if answer is None:
            return "Say how the two are related."
        verdict, which, field = answer
        reason = read_posted(request, "reason", 500)
        statement, other = (pair.second, pair.first) if which == "second" else (pair.first, pair.second)
        if verdict == Verdict.MERGED and not request.user.has_perm(MERGE):
            raise PermissionDenied
        editor = get_editor(request)
        try:
            with transaction.atomic():
                if verdict == Verdict.MERGED:
                    merge_statements(statement, other, reason, editor)
                elif field:
                    _relate(request, statement, other, field, reason)
                pair.verdict, pair.decided_by, pair.decided_at = verdict, editor, timezone.now()
                pair.save(update_fields=["verdict", "decided_by", "decided_at"])
        except (CannotMerge, Conflict, CannotRelate, NotReady) as refusal:
            pair.refresh_from_db()
            return str(refusal)
        self.log_change(request, pair, str(verdict.label))
        self.message_user(request, f"Saved: {verdict.label.lower()}.", messages.SUCCESS)
        return ""


def _relate(request: HttpRequest, statement: Statement, other: Statement, field: str, reason: str) -> None:
    """Save that ``statement`` is a version or translation of ``other``. Raises CannotRelate and Conflict."""
    if statement.is_public and not request.user.has_perm(PUBLISH):
        raise CannotRelate(f"“{statement}” is public: only an editor may relate it to another.")
    if statement.is_public and not reason:
        raise CannotRelate("Give the reason: it is shown with the new version of the public statement.")
    if statement.status == StatementStatus.WITHDRAWN:
        raise CannotRelate(f"“{statement}” is withdrawn.")
    if getattr(other, f"{field}_id") == statement.pk:
        raise CannotRelate("The other one already refers to this one: choose the reverse.")
    claim(statement, statement.lock_version)
    setattr(statement, field, other)
    statement.save()
    if statement.is_public:
        publish(statement, reason, get_editor(request))


def compare_paragraphs(first: Statement, second: Statement) -> list[AlignedParagraphs]:
    left, right = (
        list(statement.paragraphs.order_by("order").values_list("text", flat=True)[:MAX_PARAGRAPHS])
        for statement in (first, second)
    )
    return align_paragraphs(left, right, key=fold)
