"""What the desk's lists and tables of rows share."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest

from statements.text.folding import fold


class FoldedSearch:
    """Admin search over folded keys: “Sao Tome” finds São Tomé, “zelenskyy” finds Zelenskyy."""

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return super().get_search_results(request, queryset, fold(search_term))


class ReadOnlyAdmin(admin.ModelAdmin):
    """Records that are written by the archive itself and only looked at here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class AutocompleteOfRow(AutocompleteSelect):
    """An autocomplete that is told which record its row names, instead of asking the database once a row."""

    known: Model | None = None

    def optgroups(self, name: str, value: Sequence, attrs: dict | None = None) -> list:
        if self.known is None or [str(one) for one in value] != [str(self.known.pk)]:
            return super().optgroups(name, value, attrs)
        blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, [*blank, self.create_option(name, self.known.pk, str(self.known), True, 0)], 0)]


class RowForm(forms.ModelForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            # A table names its columns; whoever hears a field alone must be told what it is.
            widget.attrs.setdefault("aria-label", str(field.label or name))
            if isinstance(widget, AutocompleteOfRow) and getattr(self.instance, f"{name}_id", None):
                widget.known = getattr(self.instance, name)


class RowSet(forms.BaseInlineFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Delete this row"


class Rows(admin.TabularInline):
    """A table of rows in another record's form; foreign keys are typed, and read together with the rows."""

    extra = 0
    form = RowForm
    formset = RowSet

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = AutocompleteOfRow(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related(*self.get_autocomplete_fields(request))
