"""Events that several statements share."""

from __future__ import annotations

from django.contrib import admin

from statements.editing.history.history_page import HistoryPage
from statements.models import Event


@admin.register(Event)
class EventAdmin(HistoryPage[Event]):
    list_display = ["name", "kind", "date", "place"]
    list_filter = ["kind"]
    search_fields = ["name", "place"]
    autocomplete_fields = ["host", "participants"]
    readonly_fields = ["uid"]
