"""Statements and what belongs to them. The words themselves are written by the importer and only looked at here."""

from __future__ import annotations

import re

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from statements.identity import read_uid
from statements.models import (
    Paragraph,
    Permalink,
    Revision,
    Source,
    Speech,
    Statement,
    StatementParty,
    TreatyMention,
)
from statements.models.statement import PartyRole, StatementStatus
from statements.publishing import NotReady, publish, withdraw

from .forms import ReadOnlyAdmin, RowForm, Rows

_PERMALINK = re.compile(r"/s/([^/\s]+)")


class MentionedPartyForm(RowForm):
    def clean(self) -> dict:
        # Who speaks is kept from the speeches; only who is mentioned is an editor's to say.
        self.instance.role = PartyRole.MENTIONED
        return super().clean()


class MentionedPartyRows(Rows):
    model = StatementParty
    form = MentionedPartyForm
    verbose_name = "party mentioned"
    verbose_name_plural = "parties mentioned"
    fields = ["party"]
    autocomplete_fields = ["party"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(role=PartyRole.MENTIONED)


class TreatyMentionForm(RowForm):
    def clean_paragraph(self) -> Paragraph | None:
        paragraph = self.cleaned_data["paragraph"]
        if paragraph and paragraph.statement_id != self.instance.statement_id:
            raise ValidationError("This paragraph is in another statement.")
        return paragraph


class TreatyMentionRows(Rows):
    model = TreatyMention
    form = TreatyMentionForm
    fields = ["treaty", "relation", "paragraph", "surface"]
    autocomplete_fields = ["treaty", "paragraph"]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}), max_length=500, help_text="Public: readers see it."
    )


@admin.register(Statement)
class StatementAdmin(admin.ModelAdmin):
    list_display = ["title", "date", "kind", "publisher", "status", "speech_count", "page"]
    list_filter = ["status", "kind", "text_status", ("publisher", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["publisher"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["title"]
    search_help_text = "Words of the title, a uid, or a whole permalink."
    autocomplete_fields = [
        "place_party", "event", "topics", "publisher", "republisher", "translation_of", "version_of",
    ]  # fmt: skip
    readonly_fields = [
        "uid", "status", "page", "withdrawn_reason", "withdrawn_on", "speech_count", "word_count", "raw_sha256",
        "warnings", "added_at", "changed_at", "published_at",
    ]  # fmt: skip
    fieldsets = [
        (None, {"fields": ["title", "kind", "text_status", "language", "date", "place", "place_party", "event"]}),
        ("What it is about", {"fields": ["topics"]}),
        (
            "Where it comes from",
            {
                "fields": [
                    "publisher",
                    "source_url",
                    "provenance",
                    "retrieved_on",
                    "republisher",
                    "republished_url",
                    "republisher_note",
                    "image_caption",
                    "image_credit",
                    "translation_of",
                    "version_of",
                ]
            },
        ),  # fmt: skip
        ("Notes", {"fields": ["public_note", "private_note"]}),
        (
            "State",
            {
                "fields": [
                    "status",
                    "page",
                    "uid",
                    "slug",
                    "withdrawn_reason",
                    "withdrawn_on",
                    "speech_count",
                    "word_count",
                    "raw_sha256",
                    "warnings",
                    "added_at",
                    "changed_at",
                    "published_at",
                ]
            },
        ),  # fmt: skip
    ]
    inlines = [MentionedPartyRows, TreatyMentionRows]
    actions = ["publish_selected", "withdraw_selected"]

    @admin.display(description="page")
    def page(self, statement: Statement) -> SafeString | str:
        if not statement.is_public:
            return ""
        return format_html('<a href="{}">open</a>', statement.get_absolute_url())

    def has_delete_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        """What was once public is withdrawn, never deleted."""
        return obj is not None and not obj.published_at and super().has_delete_permission(request, obj)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        pasted = _PERMALINK.search(search_term)
        if uid := read_uid(pasted[1] if pasted else search_term):
            same = queryset.filter(uid=uid)
            if pasted or same.exists():
                return same, False
        return super().get_search_results(request, queryset, search_term)

    @admin.action(description="Publish the selected statements …", permissions=["change"])
    def publish_selected(self, request: HttpRequest, statements: QuerySet) -> HttpResponse | None:
        return self._with_reason(request, statements, "publish_selected", "Publish", self._publish)

    @admin.action(description="Withdraw the selected statements …", permissions=["change"])
    def withdraw_selected(self, request: HttpRequest, statements: QuerySet) -> HttpResponse | None:
        return self._with_reason(request, statements, "withdraw_selected", "Withdraw", self._withdraw)

    def _with_reason(self, request: HttpRequest, statements: QuerySet, action: str, verb: str, act):
        """Ask for the public reason first; act on each statement when it is given."""
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        if form.is_valid():
            for statement in statements:
                act(request, statement, form.cleaned_data["reason"])
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb} {statements.count()} statements",
            "verb": verb,
            "action": action,
            "form": form,
            "statements": statements,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/statements/reason.html", context)

    def _publish(self, request: HttpRequest, statement: Statement, reason: str) -> None:
        try:
            revision = publish(statement, reason, request.user)
        except NotReady as refusal:
            self.message_user(request, f"“{statement}” was not published. {refusal}", messages.ERROR)
        else:
            self.message_user(request, f"“{statement}” is published, version {revision.number}.", messages.SUCCESS)

    def _withdraw(self, request: HttpRequest, statement: Statement, reason: str) -> None:
        if statement.status != StatementStatus.PUBLISHED:
            self.message_user(request, f"“{statement}” is not public: nothing to withdraw.", messages.WARNING)
            return
        withdraw(statement, reason)
        self.message_user(request, f"“{statement}” is withdrawn.", messages.SUCCESS)


@admin.register(Speech)
class SpeechAdmin(ReadOnlyAdmin):
    list_display = ["label", "kind", "speaker", "party", "statement", "certainty"]
    list_filter = ["kind", "certainty"]
    list_select_related = ["speaker", "party", "statement"]
    search_fields = ["label"]
    show_full_result_count = False


@admin.register(Paragraph)
class ParagraphAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "statement", "anchor"]
    list_select_related = ["statement"]
    search_fields = ["anchor", "statement__title"]
    show_full_result_count = False


@admin.register(Source)
class SourceAdmin(ReadOnlyAdmin):
    list_display = ["name", "format", "size", "statement"]
    list_select_related = ["statement"]
    search_fields = ["name", "sha256"]
    fields = ["statement", "name", "format", "size", "sha256", "beginning"]
    show_full_result_count = False

    @admin.display(description="begins")
    def beginning(self, source: Source) -> SafeString:
        return format_html("<pre>{}</pre>", source.raw[:20_000].decode("utf-8", "replace"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset = super().get_queryset(request)
        # A list of sources must not read all their bytes.
        return queryset.defer("compressed")


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ["statement", "number", "created_at", "author", "reason"]
    list_select_related = ["statement", "author"]
    search_fields = ["statement__title", "statement__uid"]
    fields = ["statement", "number", "created_at", "author", "reason", "sha256"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("compressed")


@admin.register(Permalink)
class PermalinkAdmin(admin.ModelAdmin):
    list_display = ["address", "kind", "target", "reason", "created_at"]
    list_filter = ["kind"]
    search_fields = ["address", "target"]
