"""Publishers."""

from __future__ import annotations

from django.contrib import admin

from statements.editing.history.history_page import HistoryPage
from statements.models import Publisher


@admin.register(Publisher)
class PublisherAdmin(HistoryPage[Publisher]):
    list_display = ["name", "party", "licence", "shows_full_text"]
    list_filter = ["shows_full_text"]
    list_select_related = ["party"]
    search_fields = ["name", "home_url"]
    autocomplete_fields = ["party"]
    readonly_fields = ["uid"]
