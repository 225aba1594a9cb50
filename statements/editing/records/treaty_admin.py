"""Treaties with their parties, other titles and relations."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from statements.editing.forms.table_rows import Rows
from statements.editing.history.history_page import HistoryPage
from statements.editing.merging.merge_page import MergePage
from statements.models import Treaty, TreatyAlias, TreatyParty, TreatyRelation
from statements.text.folding import fold


class TreatyAliasRows(Rows):
    model = TreatyAlias


class TreatyPartyRows(Rows):
    model = TreatyParty
    autocomplete_fields = ["party"]


class TreatyRelationRows(Rows):
    model = TreatyRelation
    fk_name = "treaty"
    autocomplete_fields = ["other"]


@admin.register(Treaty)
class TreatyAdmin(MergePage, HistoryPage, admin.ModelAdmin):
    list_display = ["__str__", "kind", "status", "signed", "registration"]
    list_filter = ["kind", "status"]
    search_fields = ["short_title", "title", "registration", "uid"]
    search_help_text = "A title, a short title, or a registration such as UNTS 729."
    readonly_fields = ["uid"]
    inlines = [TreatyAliasRows, TreatyPartyRows, TreatyRelationRows]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if key := fold(search_term):
            # Titles as people say them are kept folded, apart from the record.
            found = found | queryset.filter(pk__in=TreatyAlias.objects.filter(key__contains=key).values("treaty"))
        return found, duplicates
