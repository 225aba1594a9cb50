"""The admin site of the archive: its first page, its records as they are chosen, and the page of labels."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path

from statements.editing.admin_base import get_editor
from statements.editing.dashboard import build_panels
from statements.editing.forms.record_descriptions import describe, prefetch_for_description
from statements.editing.labels.labels_page import labels_view
from statements.search.indexing.status import read_status


class RecordAutocomplete(AutocompleteJsonView):
    """Offers records with their office, country, code or date, since several share a name."""

    def get_queryset(self) -> QuerySet[Any]:
        return prefetch_for_description(super().get_queryset())

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, Any]:
        return {**super().serialize_result(obj, to_field_name), "text": describe(obj)}


class DeskSite(admin.AdminSite):
    site_header = "Chancery: the editors’ desk"
    site_title = "Chancery"
    index_title = "Records"

    index_template = "admin/statements/dashboard.html"

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("statements/labels/", self.admin_view(self.labels), name="statements_labels"),
            *super().get_urls(),
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        context = {"panels": build_panels(get_editor(request)), "index_status": read_status()}
        return super().index(request, {**context, **(extra_context or {})})

    def labels(self, request: HttpRequest) -> HttpResponse:
        return labels_view(request, self)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        response = RecordAutocomplete.as_view(admin_site=self)(request)
        assert isinstance(response, HttpResponse)
        return response
