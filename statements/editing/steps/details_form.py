"""The form of a statement's details, which refuses to overwrite what somebody saved meanwhile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from statements.editing.edit_locks import find_last_change
from statements.editing.forms.record_descriptions import describe
from statements.editing.forms.redacted_fields import RefusesRedactedWords
from statements.models import Statement


class DetailsForm(RefusesRedactedWords):
    opened_at = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label="What changed and why", max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text="Public. The statement is public: saving publishes a new version of it, and readers see this line.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened_at"] = self.instance.lock_version
        if "reason" in self.fields and not self.instance.is_public:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        opened_at = data.get("opened_at")
        if self.instance.pk and opened_at is not None and opened_at != self.instance.lock_version:
            raise ValidationError(
                f"Saved after you opened it, by {find_last_change(self.instance)}. Nothing of yours is lost: it is in "
                "the form below, and the table compares it with what is stored now. Save again to keep yours.",
                code="conflict",
            )
        if self.instance.is_public:
            if not data.get("reason", "").strip():
                self.add_error("reason", "Say what you changed and why: readers of the new version see it.")
            for name in ("date", "publisher"):
                if name in self.fields and not data.get(name) and name not in self.errors:
                    self.add_error(name, "A public statement needs it.")
        return data

    @property
    def has_conflict(self) -> bool:
        return any(error.code == "conflict" for error in self.non_field_errors().as_data())

    def compare_with_stored(self) -> list[tuple[str, str, str]]:
        """(field, value sent, value stored now), where the two differ."""
        stored = forms.model_to_dict(Statement.objects.get(pk=self.instance.pk), fields=list(self.fields))
        differences = []
        for name, field in self.fields.items():
            if name in ("opened_at", "reason") or name not in stored:
                continue
            sent = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            if field.has_changed(stored[name], sent):
                label = str(field.label or name)
                differences.append((label, _format_value(field, sent), _format_value(field, stored[name])))
        return differences


def _format_value(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ModelMultipleChoiceField) and field.queryset is not None:
        keys = [getattr(each, "pk", each) for each in value or []]
        records = field.queryset.filter(pk__in=[key for key in keys if str(key).isdecimal()])
        return "; ".join(describe(record) for record in records)
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None and str(value or "").isdecimal():
        record = field.queryset.filter(pk=value).first()
        return describe(record) if record else ""
    return str(value or "")
