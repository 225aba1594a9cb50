"""The third step: Django's own form of a statement, with suggestions to tick."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import transaction
from django.db.models import ForeignKey, ManyToManyField, TextField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from statements.editing.admin_base import get_editor
from statements.editing.edit_locks import Conflict, claim
from statements.editing.forms.record_choices import RecordField, RecordSelect, RecordsField, RecordsSelect
from statements.editing.forms.record_descriptions import prefetch_for_description
from statements.editing.steps.detail_suggestions import Suggestions
from statements.editing.steps.details_form import DetailsForm
from statements.editing.steps.navigation import build_steps
from statements.editing.steps.step_page import StepPage
from statements.editing.steps.suggestion_writing import save_suggestions
from statements.editing.transcript.working_copy import WorkingCopy
from statements.models import Statement
from statements.publishing import NotReady, publish


class DetailsPage(StepPage):
    form = DetailsForm
    change_form_template = "admin/statements/statement/details.html"
    # Notes are a line or two: Django's default makes the form screens long.
    formfield_overrides = {TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.update(widget=RecordSelect(db_field, self.admin_site), form_class=RecordField)
            records = db_field.remote_field.model._default_manager.all()
            kwargs.setdefault("queryset", prefetch_for_description(records))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.update(widget=RecordsSelect(db_field, self.admin_site), form_class=RecordsField)
            records = db_field.remote_field.model._default_manager.all()
            kwargs.setdefault("queryset", prefetch_for_description(records))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        statement = self.get_object(request, object_id)
        if statement is not None:
            extra_context = {
                "title": "Details",
                "steps": build_steps(statement, "details"),
                "suggestions": Suggestions(WorkingCopy.open(statement)),
                "statement": statement,
                **(extra_context or {}),
            }
        try:
            return super().change_view(request, object_id, form_url, extra_context)
        except Conflict:
            # Somebody saved between our reading and our writing. The second time the form itself finds the conflict,
            # says so and keeps what was sent.
            return super().change_view(request, object_id, form_url, extra_context)
        except NotReady as refusal:
            # Of a row below the form: everything is rolled back.
            self.message_user(request, f"Nothing is saved. {refusal}", messages.ERROR)
            return HttpResponseRedirect(request.path)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], add: bool = False, change: bool = False,
        form_url: str = "", obj: Statement | None = None,
    ) -> HttpResponse:  # fmt: skip
        form = context["adminform"].form
        if obj is not None and isinstance(form, DetailsForm) and form.is_bound and form.has_conflict:
            context["differences"] = form.compare_with_stored()
            data = request.POST.copy()
            data["opened_at"] = str(obj.lock_version)
            form.data = data
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request: HttpRequest, obj: Statement, form: forms.ModelForm[Any], change: bool) -> None:
        opened_at = form.cleaned_data.get("opened_at")
        claim(obj, obj.lock_version if opened_at is None else opened_at)
        if "title" in form.changed_data and "slug" not in form.changed_data:
            obj.slug = ""
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: forms.ModelForm[Any], formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        statement = form.instance
        if saved := save_suggestions(statement, request.POST.getlist("suggested")):
            self.message_user(request, f"Added: {', '.join(saved)}.", messages.SUCCESS)
        if statement.is_public and "reason" in form.cleaned_data:
            with transaction.atomic():
                revision = publish(statement, form.cleaned_data["reason"], get_editor(request))
            self.message_user(request, f"Version {revision.number} is public.", messages.SUCCESS)

    def response_change(self, request: HttpRequest, obj: Statement) -> HttpResponse:
        if "_checks" in request.POST:
            self.message_user(request, "The details are saved.", messages.SUCCESS)
            return HttpResponseRedirect(self.record_url(obj, "checks"))
        return super().response_change(request, obj)
