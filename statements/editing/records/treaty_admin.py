"""Treaties with their parties, other titles and relations."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from statements.editing.forms.table_rows import TableRows
from statements.editing.history.history_page import HistoryPage
from statements.editing.merging.merge_page import MergePage
from statements.models import Treaty, TreatyAlias, TreatyParty, TreatyRelation
from statements.text.folding import fold


class TreatyAliasRows(TableRows[TreatyAlias, Treaty]):
    model = TreatyAlias


class TreatyPartyRows(TableRows[TreatyParty, Treaty]):
    model = TreatyParty
    autocomplete_fields = ["party"]


class TreatyRelationRows(TableRows[TreatyRelation, Treaty]):
    model = TreatyRelation
    fk_name = "treaty"
    autocomplete_fields = ["other"]


@admin.register(Treaty)
class TreatyAdmin(MergePage[Treaty], HistoryPage[Treaty]):
    list_display = ["__str__", "kind", "status", "signed", "registration"]
    list_filter = ["kind", "status"]
    search_fields = ["short_title", "title", "registration", "uid"]
    search_help_text = "A title, a short title, or a registration such as UNTS 729."
    readonly_fields = ["uid"]
    inlines = [TreatyAliasRows, TreatyPartyRows, TreatyRelationRows]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Treaty], search_term: str
    ) -> tuple[QuerySet[Treaty], bool]:
        treaties, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        if key := fold(search_term):
            # Popular titles are stored folded, apart from the record.
            treaties |= queryset.filter(pk__in=TreatyAlias.objects.filter(key__contains=key).values("treaty"))
        return treaties, may_have_duplicates
