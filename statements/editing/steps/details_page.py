"""The details of a statement: Django's own form of it, with suggestions to tick and a guard against lost updates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ForeignKey, ManyToManyField, TextField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from statements.editing.edit_locks import Conflict, claim, last_change
from statements.editing.forms.record_choices import ChooseOne, ChooseSeveral, OneOf, SomeOf
from statements.editing.forms.record_descriptions import describe, prepared
from statements.editing.steps.detail_suggestions import Suggestions, take
from statements.editing.steps.navigation import steps
from statements.editing.transcript.working_copy import WorkingCopy
from statements.models import Statement
from statements.publishing import publish


class DetailsForm(forms.ModelForm):
    opened_at = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label="What changed and why", max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text="Public. The statement is public: saving publishes a new version of it, and readers see this line.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened_at"] = self.instance.lock_version
        if "reason" in self.fields and not self.instance.is_public:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opened_at = cleaned.get("opened_at")
        if self.instance.pk and opened_at is not None and opened_at != self.instance.lock_version:
            raise ValidationError(
                f"Saved after you had opened it, by {last_change(self.instance)}. Nothing of yours is lost: it is in "
                "the form below, and beside it stands what is there now. Save again to put yours in its place.",
                code="conflict",
            )
        if self.instance.is_public:
            if not cleaned.get("reason", "").strip():
                self.add_error("reason", "Say what you changed and why: readers of the new version see it.")
            for name in ("date", "publisher"):
                if name in self.fields and not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, "A public statement needs it.")
        return cleaned

    @property
    def is_refused(self) -> bool:
        return any(error.code == "conflict" for error in self.non_field_errors().as_data())

    def differences(self) -> list[tuple[str, str, str]]:
        """(field, what was sent, what is there now), where the two differ."""
        now = Statement.objects.get(pk=self.instance.pk)
        stored = forms.model_to_dict(now, fields=list(self.fields))
        out = []
        for name, field in self.fields.items():
            if name in ("opened_at", "reason") or name not in stored:
                continue
            sent = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            if field.has_changed(stored[name], sent):
                out.append((field.label or name, _said(field, sent), _said(field, stored[name])))
        return out


def _said(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ModelMultipleChoiceField):
        keys = [getattr(one, "pk", one) for one in value or []]
        return "; ".join(
            describe(record) for record in field.queryset.filter(pk__in=[k for k in keys if str(k).isdecimal()])
        )
    if isinstance(field, forms.ModelChoiceField) and str(value or "").isdecimal():
        record = field.queryset.filter(pk=value).first()
        return describe(record) if record else ""
    return str(value or "")


class DetailsPage:
    """``change_view`` of a ModelAdmin of statements."""

    form = DetailsForm
    change_form_template = "admin/statements/statement/details.html"
    # Notes are a line or two: the form must not be screens long for them.
    formfield_overrides = {TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.update(widget=ChooseOne(db_field, self.admin_site), form_class=OneOf)
            kwargs.setdefault("queryset", prepared(db_field.remote_field.model._default_manager.all()))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.update(widget=ChooseSeveral(db_field, self.admin_site), form_class=SomeOf)
            kwargs.setdefault("queryset", prepared(db_field.remote_field.model._default_manager.all()))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None):
        statement = self.get_object(request, object_id)
        if statement is not None:
            desk = WorkingCopy.of(statement)
            extra_context = {
                "title": "Details",
                "steps": steps(statement, "details"),
                "suggestions": Suggestions(desk),
                "statement": statement,
                **(extra_context or {}),
            }
        try:
            return super().change_view(request, object_id, form_url, extra_context)
        except Conflict:
            # Somebody saved between our reading and our writing: asked again, the form says so and keeps what was sent.
            return super().change_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        if form.is_bound and getattr(form, "is_refused", False):
            context["differences"] = form.differences()
            form.data = form.data.copy()
            form.data["opened_at"] = obj.lock_version
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request: HttpRequest, obj: Statement, form: forms.ModelForm, change: bool) -> None:
        opened_at = form.cleaned_data.get("opened_at")
        claim(obj, obj.lock_version if opened_at is None else opened_at)
        if "title" in form.changed_data and "slug" not in form.changed_data:
            obj.slug = ""
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: list, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        statement = form.instance
        if taken := take(statement, request.POST.getlist("suggested")):
            self.message_user(request, f"Taken over: {', '.join(taken)}.", messages.SUCCESS)
        if statement.is_public and "reason" in form.cleaned_data:
            with transaction.atomic():
                revision = publish(statement, form.cleaned_data["reason"], request.user)
            self.message_user(request, f"Version {revision.number} is public.", messages.SUCCESS)

    def response_change(self, request: HttpRequest, obj: Statement) -> HttpResponse:
        if "_checks" in request.POST:
            self.message_user(request, "The details are saved.", messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:statements_statement_checks", args=[obj.pk]))
        return super().response_change(request, obj)
