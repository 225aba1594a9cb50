"""A model field and a form field for EDTF dates. The rules of the dates themselves are in `dates`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django import forms
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models

from statements import dates

HELP = (
    "As exactly as it is known: 19 June 2024, June 2024, 2024, about 1949, 1940s, 1950–1953, until 1991, since 1991; "
    "or as EDTF: 2024-06-19, 2024-06, 1949~, 1949?, 194X, 2024-06-18/2024-06-19, ../1991."
)
_SIBLINGS = ("earliest", "latest", "year", "precision")


def _check(parse: Callable[[str], dates.EDTFDate], text: str) -> str:
    try:
        return parse(text).text
    except dates.InvalidDate as refusal:
        raise ValidationError(str(refusal), code="invalid_date") from refusal


class EDTFFormField(forms.CharField):
    """Takes what `dates.parse_typed` takes and cleans to canonical EDTF; "" (or empty_value) stays empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", HELP)
        # The widget must not cut "from 30 December 2023 to 2 January 2024" to the length of the stored form.
        kwargs["max_length"] = dates.MAX_LENGTH
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return text if text is None or text in self.empty_values else _check(dates.parse_typed, text)


class EDTFField(models.CharField):
    """Stores canonical EDTF text, and fills sibling fields with what the text means whenever the record is saved.

    `earliest`, `latest` (DateField, null), `year` (integer, null) and `precision` (CharField, blank) each name a field
    of the same model, declared after this one. They are filled by `save` (also with `update_fields`) and
    `bulk_create`. `bulk_update` and `QuerySet.update` bypass fields: call `fill` first and name the siblings too.
    Text that is no EDTF date raises `dates.InvalidDate` on save and ValidationError on `full_clean`.
    """

    description = "EDTF date (levels 0 and 1)"

    def __init__(
        self,
        *args: Any,
        earliest: str | None = None,
        latest: str | None = None,
        year: str | None = None,
        precision: str | None = None,
        **kwargs: Any,
    ) -> None:
        self.siblings = {
            part: name
            for part, name in zip(_SIBLINGS, (earliest, latest, year, precision), strict=True)
            if name is not None
        }
        kwargs.setdefault("max_length", 32)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, **self.siblings}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if self.siblings and not cls._meta.abstract:
            setattr(cls, "save", _save_siblings(cls.save, self))  # noqa: B010 - a method cannot be assigned to

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_siblings()]

    def _check_siblings(self) -> list[checks.CheckMessage]:
        declared = [field.name for field in self.model._meta.fields]
        later = declared[declared.index(self.name) + 1 :]
        return [
            checks.Error(
                f"'{part}' names '{name}', which is not a field declared after this one.",
                hint="Its pre_save would run too early, or not at all.",
                obj=self,
                id="statements.E001",
            )
            for part, name in self.siblings.items()
            if name not in later
        ]

    def to_python(self, value: Any) -> Any:
        return value.text if isinstance(value, dates.EDTFDate) else super().to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(super().get_prep_value(value))

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        text = self.to_python(value)
        return super().clean(text if text in self.empty_values else _check(dates.parse, text), model_instance)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        self.fill(model_instance)
        return getattr(model_instance, self.attname)

    def fill(self, instance: models.Model) -> None:
        """Bring the instance's text into canonical form and fill its siblings. Raises dates.InvalidDate."""
        value = getattr(instance, self.attname)
        if not value:
            for part, name in self.siblings.items():
                setattr(instance, name, "" if part == "precision" else None)
            return
        when = value if isinstance(value, dates.EDTFDate) else dates.parse(value)
        setattr(instance, self.attname, when.text)
        for part, name in self.siblings.items():
            setattr(instance, name, when.precision.value if part == "precision" else getattr(when, part))

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        help_text = f"{self.help_text} {HELP}" if self.help_text else HELP
        return super().formfield(**{"form_class": EDTFFormField, **kwargs, "help_text": help_text})


def _save_siblings(save: Callable[..., None], field: EDTFField) -> Callable[..., None]:
    @wraps(save)
    def save_with_siblings(self: models.Model, *args: Any, **kwargs: Any) -> None:
        named = kwargs.get("update_fields")
        if named is not None and field.name in named:
            kwargs["update_fields"] = {*named, *field.siblings.values()}
        return save(self, *args, **kwargs)

    return save_with_siblings


def fill_edtf_field(instance: models.Model, name: str) -> None:
    """Fill the siblings of the EDTF field called ``name`` now, without saving. Raises dates.InvalidDate."""
    field = instance._meta.get_field(name)
    if not isinstance(field, EDTFField):
        raise TypeError(f"{name} is no EDTF field.")
    field.fill(instance)
