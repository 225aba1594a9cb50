"""Records that the archive writes itself: speeches, paragraphs, raw texts, versions. And permalinks, which an editor
may correct."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from statements.editing.admin_base import ReadOnlyAdmin, RecordAdmin
from statements.models import Paragraph, Permalink, Revision, Source, Speech

MAX_SHOWN_BYTES = 20_000


@admin.register(Speech)
class SpeechAdmin(ReadOnlyAdmin[Speech]):
    list_display = ["label", "kind", "speaker", "party", "statement", "certainty"]
    list_filter = ["kind", "certainty"]
    list_select_related = ["speaker", "party", "statement"]
    search_fields = ["label"]
    show_full_result_count = False
    ordering = ["-pk"]


@admin.register(Paragraph)
class ParagraphAdmin(ReadOnlyAdmin[Paragraph]):
    list_display = ["__str__", "statement", "anchor"]
    list_select_related = ["statement"]
    search_fields = ["anchor", "statement__title"]
    show_full_result_count = False
    ordering = ["-pk"]


@admin.register(Source)
class SourceAdmin(ReadOnlyAdmin[Source]):
    list_display = ["name", "format", "size", "statement"]
    list_select_related = ["statement"]
    search_fields = ["name", "sha256"]
    fields = ["statement", "name", "format", "size", "sha256", "beginning"]
    show_full_result_count = False
    ordering = ["-pk"]

    @admin.display(description="begins")
    def beginning(self, source: Source) -> SafeString:
        return format_html("<pre>{}</pre>", source.raw[:MAX_SHOWN_BYTES].decode("utf-8", "replace"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        # A list of sources must not read all their bytes.
        return super().get_queryset(request).defer("compressed")


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin[Revision]):
    list_display = ["statement", "number", "created_at", "author", "reason"]
    list_select_related = ["statement", "author"]
    search_fields = ["statement__title", "statement__uid"]
    fields = ["statement", "number", "created_at", "author", "reason", "sha256"]
    show_full_result_count = False
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        return super().get_queryset(request).defer("compressed")


@admin.register(Permalink)
class PermalinkAdmin(RecordAdmin[Permalink]):
    list_display = ["address", "kind", "target", "reason", "created_at"]
    list_filter = ["kind"]
    search_fields = ["address", "target"]
