"""What readers search for, and which queries find nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from statements.editing.admin_base import RecordAdmin
from statements.models import AskedQuery
from statements.search.query_log import zero_result_queries


class HitsFilter(admin.SimpleListFilter):
    title = "hits"
    parameter_name = "found"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [("nothing", "Nothing found"), ("something", "Something found")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AskedQuery]) -> QuerySet[AskedQuery]:
        if self.value() == "nothing":
            return queryset.filter(hits=0)
        return queryset.filter(hits__gt=0) if self.value() == "something" else queryset


@admin.register(AskedQuery)
class SearchLogAdmin(RecordAdmin[AskedQuery]):
    list_display = ["query", "chosen", "hits", "milliseconds", "asked_at"]
    list_display_links = None
    list_filter = [HitsFilter, "asked_at"]
    search_fields = ["text"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AskedQuery | None = None) -> bool:
        return False

    @admin.display(description="query", ordering="text")
    def query(self, logged: AskedQuery) -> str:
        address = f"{reverse('statements:search')}?{urlencode({'q': logged.text, **logged.filters}, doseq=True)}"
        return format_html('<a href="{}">{}</a>', address, str(logged))

    @admin.display(description="filters")
    def chosen(self, logged: AskedQuery) -> str:
        return "; ".join(f"{name}: {', '.join(codes)}" for name, codes in logged.filters.items())

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"zero_result_queries": zero_result_queries(), **(extra_context or {})})
