"""Statements: their list, and the pages of their steps."""

from __future__ import annotations

import copy
import re
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from statements.editing.forms.table_rows import RowForm, TableRows
from statements.editing.history.history_page import HistoryPage
from statements.editing.merging.merge_page import MergePage
from statements.editing.records.bulk_actions import BulkActions
from statements.editing.roles.worklist_filter import WorklistFilter
from statements.editing.steps.checks_page import ChecksPage
from statements.editing.steps.details_page import DetailsPage
from statements.editing.steps.paste_page import PastePage
from statements.editing.steps.reread_page import RereadPage
from statements.editing.steps.turns_page import TurnsPage
from statements.models import Paragraph, Statement, StatementParty, TreatyMention
from statements.models.statement import PartyRole
from statements.text.identity import read_uid

_LONG_FIELDS = (
    "provenance", "republisher_note", "image_caption", "public_note", "private_note", "warnings", "withdrawn_reason",
)  # fmt: skip
_PERMALINK = re.compile(r"/s/([^/\s]+)")


class MentionedPartyForm(RowForm):
    def clean(self) -> dict[str, Any]:
        super().clean()
        # Parties that speak are kept from the speeches; an editor adds only those that are mentioned.
        self.instance.role = PartyRole.MENTIONED
        return self.cleaned_data


class MentionedPartyRows(TableRows[StatementParty, Statement]):
    model = StatementParty
    form = MentionedPartyForm
    verbose_name = "party mentioned"
    verbose_name_plural = "parties mentioned"
    fields = ["party"]
    autocomplete_fields = ["party"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatementParty]:
        return super().get_queryset(request).filter(role=PartyRole.MENTIONED)


class TreatyMentionForm(RowForm):
    def clean_paragraph(self) -> Paragraph | None:
        paragraph: Paragraph | None = self.cleaned_data["paragraph"]
        if paragraph and paragraph.statement_id != self.instance.statement_id:
            raise ValidationError("This paragraph is in another statement.")
        return paragraph


class TreatyMentionRows(TableRows[TreatyMention, Statement]):
    model = TreatyMention
    form = TreatyMentionForm
    fields = ["treaty", "relation", "paragraph", "surface"]
    autocomplete_fields = ["treaty", "paragraph"]


@admin.register(Statement)
class StatementAdmin(
    BulkActions, PastePage, TurnsPage, RereadPage, DetailsPage, ChecksPage, MergePage[Statement],
    HistoryPage[Statement],
):  # fmt: skip
    list_display = ["title", "date", "kind", "publisher", "status", "speech_count", "page"]
    list_filter = [WorklistFilter, "status", "kind", "text_status", ("publisher", admin.RelatedOnlyFieldListFilter)]
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
        (
            None,
            {
                "fields": [
                    "opened_at", "reason", "title", "kind", "date", "place", "place_party", "event", "topics",
                    "publisher", "source_url",
                ]
            },
        ),
        (
            "The text",
            {
                "fields": [
                    "text_status", "language", "provenance", "retrieved_on", "republisher", "republished_url",
                    "republisher_note", "image_caption", "image_credit", "translation_of", "version_of",
                ]
            },
        ),
        ("Notes", {"fields": ["public_note", "private_note"]}),
        (
            "State",
            {
                "fields": [
                    "status", "page", "uid", "slug", "withdrawn_reason", "withdrawn_on", "speech_count", "word_count",
                    "raw_sha256", "warnings", "added_at", "changed_at", "published_at",
                ]
            },
        ),
    ]  # fmt: skip
    inlines = [MentionedPartyRows, TreatyMentionRows]
    actions = ["publish_selected", "set_details", "send_to_review", "send_back", "withdraw_selected"]

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:object_id>/turns/", wrap(self.turns_view), name="statements_statement_turns"),
            path("<int:object_id>/reread/", wrap(self.reread_view), name="statements_statement_reread"),
            path("<int:object_id>/checks/", wrap(self.checks_view), name="statements_statement_checks"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        """A list reads no long texts: a late page skips thousands of rows."""
        statements = super().get_queryset(request)
        match = request.resolver_match
        is_list = match is not None and match.url_name == "statements_statement_changelist"
        return statements.defer(*_LONG_FIELDS) if is_list and request.method == "GET" else statements

    def get_view_on_site_url(self, obj: Statement | None = None) -> str | None:
        """Only what is public has a page."""
        return obj.get_absolute_url() if obj is not None and obj.is_public else None

    def get_fieldsets(self, request: HttpRequest, obj: Statement | None = None) -> list[Any]:
        """Only a new version of a public statement needs the reason."""
        fieldsets: list[Any] = copy.deepcopy(list(super().get_fieldsets(request, obj)))
        if obj is None or not obj.is_public:
            fieldsets[0][1]["fields"].remove("reason")
        return fieldsets

    def record_tools(self, request: HttpRequest, record: Statement) -> list[tuple[str, str]]:
        tools = super().record_tools(request, record)
        if request.user.has_perm("statements.add_redaction"):
            tools = [*tools, ("Redact words", f"{reverse('admin:statements_redaction_add')}?statement={record.pk}")]
        return tools

    @admin.display(description="page")
    def page(self, statement: Statement) -> SafeString | str:
        if not statement.is_public:
            return ""
        return format_html('<a href="{}">open</a>', statement.get_absolute_url())

    def has_delete_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        """What was once public is withdrawn, never deleted."""
        return obj is not None and not obj.published_at and super().has_delete_permission(request, obj)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Statement], search_term: str
    ) -> tuple[QuerySet[Statement], bool]:
        receive_paste = _PERMALINK.search(search_term)
        if uid := read_uid(receive_paste[1] if receive_paste else search_term):
            same = queryset.filter(uid=uid)
            if receive_paste or same.exists():
                return same, False
        return super().get_search_results(request, queryset, search_term)
