"""Two statements that look alike, side by side, and what an editor says they are to each other."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from statements.editing.edit_locks import Conflict, claim
from statements.models import Likeness, Statement
from statements.models.likeness import Verdict
from statements.models.statement import StatementStatus
from statements.publishing import duplicates, publish
from statements.publishing.merging import CannotMerge, merge_statements
from statements.text.differences import AlignedParagraphs, align_paragraphs
from statements.text.folding import fold

MOST_PARAGRAPHS = 400


# Value of the button -> (verdict, which of the two points at the other, by which field). "" points at neither.
ANSWERS = {
    "different": (Verdict.DIFFERENT, "", ""),
    "first-version": (Verdict.VERSION, "first", "version_of"),
    "second-version": (Verdict.VERSION, "second", "version_of"),
    "first-translation": (Verdict.TRANSLATION, "first", "translation_of"),
    "second-translation": (Verdict.TRANSLATION, "second", "translation_of"),
    "first-merged": (Verdict.MERGED, "first", ""),
    "second-merged": (Verdict.MERGED, "second", ""),
}


@admin.register(Likeness)
class LikenessAdmin(admin.ModelAdmin):
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

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.alike_view)
        return [path("at-address/", view, name="statements_likeness_at_address"), *super().get_urls()]

    def alike_view(self, request: HttpRequest) -> HttpResponse:
        """Asked by the page on which a transcript is pasted, while its address is typed."""
        if not request.user.has_perm("statements.view_statement"):
            raise PermissionDenied
        found = duplicates.at_address(request.GET.get("source_url", "").replace("\x00", "").strip()[:1000])
        return render(request, "admin/statements/at_address.html", {"found": found})

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context=None) -> HttpResponse:
        pair = self.get_object(request, object_id)
        if pair is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
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
            "how": duplicates.sentence(pair),
            "rows": _beside(pair.first, pair.second),
            "may_decide": self.has_change_permission(request, pair),
            "may_merge": request.user.has_perm("statements.merge_statement"),
            "problem": problem,
            "reason": request.POST.get("reason", ""),
        }
        return TemplateResponse(request, "admin/statements/likeness.html", context, status=409 if problem else 200)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("first__publisher", "second__publisher")

    def _decide(self, request: HttpRequest, pair: Likeness) -> str:
        """Keep what was said; returns a sentence where it was not kept."""
        answer = ANSWERS.get(request.POST.get("answer", ""))
        if answer is None:
            return "Say what the two are to each other."
        verdict, which, field = answer
        reason = request.POST.get("reason", "").replace("\x00", "").strip()[:500]
        one, other = (pair.second, pair.first) if which == "second" else (pair.first, pair.second)
        if verdict == Verdict.MERGED and not request.user.has_perm("statements.merge_statement"):
            raise PermissionDenied
        try:
            with transaction.atomic():
                if verdict == Verdict.MERGED:
                    merge_statements(one, other, reason, request.user)
                elif field:
                    self._point(request, one, other, field, reason)
                pair.verdict, pair.decided_by, pair.decided_at = verdict, request.user, timezone.now()
                pair.save(update_fields=["verdict", "decided_by", "decided_at"])
        except (CannotMerge, Conflict, _Refused) as refusal:
            pair.refresh_from_db()
            return str(refusal)
        self.log_change(request, pair, verdict.label)
        self.message_user(request, f"Kept: {verdict.label.lower()}.", messages.SUCCESS)
        return ""

    def _point(self, request: HttpRequest, one: Statement, other: Statement, field: str, reason: str) -> None:
        if one.is_public and not request.user.has_perm("statements.publish_statement"):
            raise _Refused(f"“{one}” is public: an editor may say of what it is a version or translation.")
        if one.is_public and not reason:
            raise _Refused("Give the reason: a new version of the public statement says it.")
        if one.status == StatementStatus.WITHDRAWN:
            raise _Refused(f"“{one}” is withdrawn.")
        if getattr(other, f"{field}_id") == one.pk:
            raise _Refused("The other one points at this one already: choose the other way round.")
        claim(one, one.lock_version)
        setattr(one, field, other)
        one.save()
        if one.is_public:
            publish(one, reason, request.user)


class _Refused(ValueError):
    """The answer cannot be kept; the message says why."""


def _beside(first: Statement, second: Statement) -> list[AlignedParagraphs]:
    """The words of both, in rows that bring together what is the same."""
    left, right = (list(one.paragraphs.order_by("order").values_list("text", flat=True)[:MOST_PARAGRAPHS]) for one in
                   (first, second))  # fmt: skip
    return align_paragraphs(left, right, key=fold)
