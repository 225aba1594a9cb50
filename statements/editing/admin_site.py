"""The admin site of the archive."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path

from statements.editing.forms.record_descriptions import describe, prepared
from statements.search.indexing.status import read_status


class Autocomplete(AutocompleteJsonView):
    """Offers records with their office, country, code or date: names alone are borne by several."""

    def get_queryset(self) -> QuerySet:
        return prepared(super().get_queryset())

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, Any]:
        return {**super().serialize_result(obj, to_field_name), "text": describe(obj)}


class DeskSite(admin.AdminSite):
    site_header = "Chancery: the editors’ desk"
    site_title = "Chancery"
    index_title = "Records"

    index_template = "admin/statements/dashboard.html"

    def get_urls(self) -> list:
        return [
            path("statements/labels/", self.admin_view(self.labels), name="statements_labels"),
            *super().get_urls(),
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        from statements.editing import dashboard

        mine = {"panels": dashboard.panels(request.user), "index_status": read_status()}
        return super().index(request, {**mine, **(extra_context or {})})

    def labels(self, request: HttpRequest) -> HttpResponse:
        from statements.editing.labels.labels_page import labels_view

        return labels_view(request, self)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return Autocomplete.as_view(admin_site=self)(request)
