"""Countries and organisations with their other names."""

from __future__ import annotations

from django.contrib import admin

from statements.editing.admin_base import FoldedSearchAdmin
from statements.editing.forms.table_rows import TableRows
from statements.editing.history.history_page import HistoryPage
from statements.models import Party, PartyName


class PartyNameRows(TableRows[PartyName, Party]):
    model = PartyName
    fields = ["name", "language", "kind", "start", "end"]


@admin.register(Party)
class PartyAdmin(HistoryPage[Party], FoldedSearchAdmin[Party]):
    list_display = ["name", "code", "kind", "start", "end"]
    list_filter = ["kind"]
    search_fields = ["code", "names__key", "name"]
    search_help_text = "A name, another spelling of it, or a code."
    autocomplete_fields = ["successors"]
    inlines = [PartyNameRows]
