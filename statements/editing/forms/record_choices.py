"""Choosing a record: by autocomplete, or without JavaScript by typing its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.html import format_html

from statements.editing.forms.record_descriptions import describe, prepared
from statements.text.folding import fold

MOST_NAMED = 8


class Typed(str):
    """A name typed by hand in the place of a choice."""


class _TypedToo:
    """Beside the choice a line for its name, which only a browser without JavaScript shows and sends."""

    typed_hint = "Type a name, a code or a uid"

    def optgroups(self, name: str, value: Sequence, attrs: dict | None = None) -> list:
        # Sent again after a fault, a value may be anything; what is no key is nothing that could be shown as chosen.
        return super().optgroups(name, [one for one in value if str(one).isdecimal() and len(str(one)) < 16], attrs)

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> str:
        typed = "; ".join(one for one in (value if isinstance(value, list) else [value]) if isinstance(one, Typed))
        choice = super().render(name, value, attrs, renderer)
        id = (attrs or {}).get("id", f"id_{name}")
        return format_html(
            '{}<noscript><span class="typed"><label for="{}-typed">{}</label> '
            '<input type="text" name="{}-typed" id="{}-typed" value="{}"></span></noscript>',
            choice, id, self.typed_hint, name, id, typed,
        )  # fmt: skip


class ChooseOne(_TypedToo, AutocompleteSelect):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = (data.get(f"{name}-typed") or "").strip()
        return Typed(typed) if typed else super().value_from_datadict(data, files, name)


class ChooseSeveral(_TypedToo, AutocompleteSelectMultiple):
    typed_hint = "Type more of them, divided by semicolons"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        chosen = list(super().value_from_datadict(data, files, name) or [])
        typed = [part.strip() for part in (data.get(f"{name}-typed") or "").split(";")]
        return chosen + [Typed(part) for part in typed if part]


class OneOf(forms.ModelChoiceField):
    """A choice of one record; labels say office and country. Takes a typed name that means exactly one record."""

    def label_from_instance(self, record: Model) -> str:
        return describe(record)

    def to_python(self, value: Any) -> Model | None:
        return found(self.queryset, value) if isinstance(value, Typed) else super().to_python(value)


class SomeOf(forms.ModelMultipleChoiceField):
    def label_from_instance(self, record: Model) -> str:
        return describe(record)

    def clean(self, value: Any) -> QuerySet:
        value = [found(self.queryset, one).pk if isinstance(one, Typed) else one for one in value or []]
        return super().clean(value)


def found(records: QuerySet, typed: str) -> Model:
    """The one record that ``typed`` means, found as the admin's own search finds it. Raises ValidationError, which
    names the candidates."""
    model_admin = admin.site._registry[records.model]
    hits, _ = model_admin.get_search_results(None, records, typed)
    rows = list(prepared(hits.distinct())[: MOST_NAMED + 1])
    same = [row for row in rows if fold(typed) in (fold(str(row)), fold(describe(row)))]
    if len(same) == 1 or len(rows) == 1:
        return (same or rows)[0]
    noun = records.model._meta.verbose_name
    if not rows:
        raise ValidationError(f"No {noun} is found by “{typed[:80]}”. Try another spelling, or add the {noun} first.")
    more = " and others" if len(rows) > MOST_NAMED else ""
    names = "; ".join(describe(row) for row in rows[:MOST_NAMED])
    raise ValidationError(f"“{typed[:80]}” may mean several: {names}{more}. Type one of them in full.")


def choice_of(field: Any, *, can_add: bool = True, **kwargs: Any) -> OneOf:
    """A form field for ``field``, a foreign key of a model, with autocomplete and a way to add a record."""
    widget = ChooseOne(field, admin.site)
    wrapped = RelatedFieldWidgetWrapper(widget, field.remote_field, admin.site, can_add_related=can_add)
    return OneOf(prepared(field.remote_field.model._default_manager.all()), widget=wrapped, required=False, **kwargs)
