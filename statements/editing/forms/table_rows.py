"""Tables of rows in another record's form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest

from statements.editing.forms.redacted_fields import RefusesRedactedWords

RowT = TypeVar("RowT", bound=Model)
WholeT = TypeVar("WholeT", bound=Model)

if TYPE_CHECKING:
    _TabularInline = admin.TabularInline
else:

    class _TabularInline(admin.TabularInline):
        # Generic in the stubs only.
        def __class_getitem__(cls, models: object) -> type:
            return cls


class RowAutocomplete(AutocompleteSelect):
    """An autocomplete that is given the record that its row names, instead of asking the database once a row."""

    record: Model | None = None

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        if self.record is None or [str(key) for key in value] != [str(self.record.pk)]:
            return super().optgroups(name, value, attrs)
        blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, [*blank, self.create_option(name, self.record.pk, str(self.record), True, 0)], 0)]


class RowForm(RefusesRedactedWords):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = field.widget.widget if isinstance(field.widget, RelatedFieldWidgetWrapper) else field.widget
            # A table names its columns; a screen reader that reads one field alone needs its name too.
            widget.attrs.setdefault("aria-label", str(field.label or name))
            if isinstance(widget, RowAutocomplete) and getattr(self.instance, f"{name}_id", None):
                widget.record = getattr(self.instance, name)


class RowFormSet(forms.BaseInlineFormSet):
    def add_fields(self, form: forms.ModelForm[Any], index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Delete this row"


class TableRows(_TabularInline[RowT, WholeT]):
    """Foreign keys are chosen by autocomplete, and read together with the rows."""

    extra = 0
    form = RowForm
    formset = RowFormSet

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = RowAutocomplete(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RowT]:
        return super().get_queryset(request).select_related(*self.get_autocomplete_fields(request))
