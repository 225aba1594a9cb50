"""The admin site of the archive: its first page, its records as they are chosen, and the page of labels."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, cast

from django.contrib import admin, messages
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from statements.editing.admin_base import get_editor
from statements.editing.dashboard import build_panels
from statements.editing.forms.record_descriptions import describe, prefetch_for_description
from statements.editing.labels.labels_page import labels_view
from statements.editing.sign_in.account_pages import account_urls
from statements.editing.sign_in.kept_form import can_be_kept, show_again
from statements.editing.sign_in.second_factors import must_set_up
from statements.editing.sign_in.sessions import note_session
from statements.editing.sign_in.sign_in_pages import SignInView
from statements.editing.sign_in.throttling import Step, TooManyAttempts, begin_attempt, end_attempt
from statements.search.indexing.status import read_status

ViewT = TypeVar("ViewT", bound=Callable[..., Any])


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
            *account_urls(self),
            *super().get_urls(),
        ]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "GET" and super().has_permission(request):
            return redirect("admin:index")
        view = SignInView.as_view(site=self, extra_context=extra_context)
        response = never_cache(csrf_protect(view))(request)
        assert isinstance(response, HttpResponse)
        return response

    def password_change(  # type: ignore[override]  # the stubs know of the page alone, not of where it leads
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The old password is counted as at the sign-in: whoever finds a session open could guess it here."""
        if request.method != "POST":
            return super().password_change(request, extra_context)
        try:
            attempt = begin_attempt(request, request.user.get_username(), Step.PASSWORD)
        except TooManyAttempts as refused:
            messages.error(request, str(refused))
            return redirect("admin:password_change")
        response = super().password_change(request, extra_context)
        shown = response.context_data if isinstance(response, TemplateResponse) else None
        if shown is None or "old_password" not in shown["form"].errors:
            end_attempt(attempt)
        return response

    def has_permission(self, request: HttpRequest) -> bool:
        """Who must have a second factor and has none may do nothing at the desk but set one up."""
        return super().has_permission(request) and not _must_set_up(request)

    def admin_view(self, view: ViewT, cacheable: bool = False) -> ViewT:
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if super(DeskSite, self).has_permission(request):
                note_session(request)
                if request.path == reverse("admin:logout"):
                    return self.logout(request)
                if _must_set_up(request):
                    return redirect("admin:account")
            elif request.user.is_anonymous and can_be_kept(request):
                return show_again(request)
            response: HttpResponse = guarded(request, *args, **kwargs)
            return response

        return cast(ViewT, update_wrapper(inner, guarded))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        context = {"panels": build_panels(get_editor(request)), "index_status": read_status()}
        return super().index(request, {**context, **(extra_context or {})})

    def labels(self, request: HttpRequest) -> HttpResponse:
        return labels_view(request, self)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        response = RecordAutocomplete.as_view(admin_site=self)(request)
        assert isinstance(response, HttpResponse)
        return response


def _must_set_up(request: HttpRequest) -> bool:
    """Asked several times for one page, and of the database once."""
    if "must_set_up" not in request.__dict__:
        request.__dict__["must_set_up"] = must_set_up(request.user)
    answer: bool = request.__dict__["must_set_up"]
    return answer
