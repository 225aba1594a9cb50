"""Choosing a record: by autocomplete, or without JavaScript by typing its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from statements.editing.forms.record_descriptions import describe, prefetch_for_description
from statements.text.folding import fold

MAX_CANDIDATES = 8

if TYPE_CHECKING:

    class _Select(AutocompleteMixin, forms.Select): ...
else:
    _Select = object  # mixed into two of Django's widgets


class TypedName(str):
    """A name typed by hand in the place of a choice."""


class _TypedNameMixin(_Select):
    """Beside the choice a line for the record's name, which only a browser without JavaScript shows and sends."""

    typed_hint = "Type a name, a code or a uid"

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        # After an error the value sent may be anything; what is no key cannot be shown as chosen.
        keys = [key for key in value if str(key).isdecimal() and len(str(key)) < 16]
        return super().optgroups(name, keys, attrs)

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        values = value if isinstance(value, list) else [value]
        return render_to_string(
            "admin/statements/record_select.html",
            {
                "select": super().render(name, value, attrs, renderer),
                "id": (attrs or {}).get("id", f"id_{name}"),
                "name": name,
                "hint": self.typed_hint,
                "typed": "; ".join(each for each in values if isinstance(each, TypedName)),
            },
        )


class RecordSelect(_TypedNameMixin, AutocompleteSelect):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = (data.get(f"{name}-typed") or "").strip()
        return TypedName(typed) if typed else super().value_from_datadict(data, files, name)


class RecordsSelect(_TypedNameMixin, AutocompleteSelectMultiple):
    typed_hint = "Type more, separated by semicolons"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        chosen = list(super().value_from_datadict(data, files, name) or [])
        typed = [part.strip() for part in (data.get(f"{name}-typed") or "").split(";")]
        return chosen + [TypedName(part) for part in typed if part]


class RecordField(forms.ModelChoiceField):
    """A choice of one record, shown with office and country. Takes a typed name that means exactly one record."""

    def label_from_instance(self, obj: Model) -> str:
        return describe(obj)

    def to_python(self, value: Any) -> Model | None:
        return resolve(self.queryset, value) if isinstance(value, TypedName) else super().to_python(value)


class RecordsField(forms.ModelMultipleChoiceField):
    """A choice of several records, shown and typed as in `RecordField`."""

    def label_from_instance(self, obj: Model) -> str:
        return describe(obj)

    def clean(self, value: Sequence[Any] | None) -> QuerySet[Any]:
        keys = [resolve(self.queryset, each).pk if isinstance(each, TypedName) else each for each in value or []]
        return super().clean(keys)


def resolve(records: QuerySet[Any] | None, name: str) -> Model:
    """The one record that a typed ``name`` means, found by the admin's own search. Raises ValidationError, which names
    the candidates."""
    if records is None:
        raise ValidationError("There is nothing to choose from.")
    model_admin = admin.site._registry[records.model]
    hits, _ = model_admin.get_search_results(HttpRequest(), records, name)
    rows = list(prefetch_for_description(hits.distinct())[: MAX_CANDIDATES + 1])
    same = [row for row in rows if fold(name) in (fold(str(row)), fold(describe(row)))]
    if len(same) == 1 or len(rows) == 1:
        return (same or rows)[0]
    noun = records.model._meta.verbose_name
    if not rows:
        raise ValidationError(f"No {noun} matches “{name[:80]}”. Try another spelling, or add the {noun} first.")
    more = " and others" if len(rows) > MAX_CANDIDATES else ""
    names = "; ".join(describe(row) for row in rows[:MAX_CANDIDATES])
    raise ValidationError(f"“{name[:80]}” matches several: {names}{more}. Type one of them in full.")


def build_record_field(model_field: Any, *, can_add: bool = True, **kwargs: Any) -> RecordField:
    """A form field for a foreign key of a model, with autocomplete and a link that adds a record."""
    relation = model_field.remote_field
    widget = RelatedFieldWidgetWrapper(
        RecordSelect(model_field, admin.site), relation, admin.site, can_add_related=can_add
    )
    records = prefetch_for_description(relation.model._default_manager.all())
    return RecordField(records, widget=widget, required=False, **kwargs)
