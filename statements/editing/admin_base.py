"""What the admin classes of the desk share: their base, read-only records, folded search, the editor of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from statements.editing.forms.redacted_fields import RefusesRedactedWords
from statements.text.folding import fold

ModelT = TypeVar("ModelT", bound=Model)

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin
else:

    class _ModelAdmin(admin.ModelAdmin):
        # Django's admin classes are generic in their stubs only.
        def __class_getitem__(cls, model: object) -> type:
            return cls


class RecordAdmin(_ModelAdmin[ModelT]):
    """The list and form of one kind of record, with links at the top of the form to what else can be done with it."""

    form = RefusesRedactedWords

    def record_tools(self, request: HttpRequest, record: ModelT) -> list[tuple[str, str]]:
        """(name, address) of each link."""
        return []

    def record_url(self, record: Model, view: str = "change") -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{view}", args=[record.pk])

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No regular expressions: typed into an address they are an error of the database, or never end."""
        return not lookup.endswith("regex") and super().lookup_allowed(lookup, value, request)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], add: bool = False, change: bool = False,
        form_url: str = "", obj: ModelT | None = None,
    ) -> HttpResponse:  # fmt: skip
        if obj is not None:
            context["record_tools"] = self.record_tools(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def redirect_missing(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What Django's own views answer where the record does not exist."""
        redirect: HttpResponse = self._get_obj_does_not_exist_redirect(  # type: ignore[attr-defined]  # not in the stubs
            request, self.opts, object_id
        )
        return redirect


class ReadOnlyAdmin(RecordAdmin[ModelT]):
    """Records that the archive writes itself and editors only look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ModelT | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ModelT | None = None) -> bool:
        return False

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:  # fmt: skip
        # Whoever may add one elsewhere could otherwise send an empty copy of it (“save as new”).
        if request.method == "POST":
            raise PermissionDenied
        return super().changeform_view(request, object_id, form_url, extra_context)


class FoldedSearchAdmin(RecordAdmin[ModelT]):
    """Searches folded keys: “Sao Tome” finds São Tomé, “zelenskyy” finds Zelenskyy."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ModelT], search_term: str
    ) -> tuple[QuerySet[ModelT], bool]:
        return super().get_search_results(request, queryset, fold(search_term))


def get_editor(request: HttpRequest) -> User:
    """The account that is signed in; the admin lets nobody else through."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def read_posted(request: HttpRequest, name: str, max_length: int) -> str:
    """A line of a form that is no Django form: without null characters, which PostgreSQL refuses, and not too long."""
    return request.POST.get(name, "").replace("\x00", "").strip()[:max_length]
