"""Narrows the list of statements to a worklist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from statements.editing.admin_base import get_editor
from statements.models import Statement

from .permissions import PUBLISH
from .worklists import (
    find_drafts_of,
    find_in_review,
    find_possible_duplicates,
    find_undated,
    find_with_warnings,
)


class WorklistFilter(admin.SimpleListFilter):
    """Whoever may not publish sees their own drafts first."""

    title = "worklist"
    parameter_name = "concern"
    ALL = "all"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        self._default = self.ALL if request.user.has_perm(PUBLISH) else "mine"
        return [
            ("mine", "My drafts"),
            ("review", "To review"),
            ("warnings", "With warnings"),
            ("undated", "Undated"),
            ("alike", "Possible duplicates"),
        ]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        for key, name in [(self.ALL, "All"), *self.lookup_choices]:
            yield {
                "selected": self.value() == key,
                "query_string": changelist.get_query_string({self.parameter_name: str(key)}),
                "display": name,
            }

    def value(self) -> str:
        return super().value() or self._default

    def queryset(self, request: HttpRequest, queryset: QuerySet[Statement]) -> QuerySet[Statement]:
        if request.GET.get("q") and self.parameter_name not in request.GET:
            # Whoever searches by title or address wants the record wherever it is.
            return queryset
        worklist = self._find(request)
        return queryset if worklist is None else queryset.filter(pk__in=worklist.order_by().values("pk"))

    def _find(self, request: HttpRequest) -> QuerySet[Statement] | None:
        match self.value():
            case "mine":
                return find_drafts_of(get_editor(request))
            case "review":
                return find_in_review()
            case "warnings":
                return find_with_warnings()
            case "undated":
                return find_undated()
            case "alike":
                return find_possible_duplicates()
        return None
