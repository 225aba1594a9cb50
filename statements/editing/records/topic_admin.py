"""The tree of topics."""

from __future__ import annotations

from django.contrib import admin

from statements.editing.history.history_page import HistoryPage
from statements.models import Topic


@admin.register(Topic)
class TopicAdmin(HistoryPage[Topic]):
    list_display = ["path", "name", "unbis", "eurovoc"]
    list_filter = ["depth"]
    search_fields = ["name", "path"]
    autocomplete_fields = ["parent"]
    readonly_fields = ["path", "depth"]
    prepopulated_fields = {"slug": ["name"]}
