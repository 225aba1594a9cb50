"""Every address outside the public pages, from the table of addresses: a new page of the desk is tried by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class DeskAddress:
    """``record`` is the one that the page is about, None for a list and the like."""

    name: str
    path: str
    record: Model | None = None

    def __str__(self) -> str:
        return f"{self.name} of {self.record}" if self.record else self.name


def list_patterns() -> Iterator[URLPattern]:
    """The patterns of the desk and of signing in, whatever they are called."""

    def walk(patterns: list[Any], inside: bool) -> Iterator[URLPattern]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, inside or pattern.namespace == "admin")
            elif inside:
                yield pattern

    return walk(get_resolver().url_patterns, inside=False)


def list_addresses(records: dict[type[Model], list[Model]]) -> Iterator[DeskAddress]:
    """Each address with each of the records that it may be about. Raises LookupError for one that cannot be filled in:
    then this module is to learn what its parameter means."""
    for pattern in list_patterns():
        if pattern.name is None:
            continue
        name = f"admin:{pattern.name}"
        parameters = set(pattern.pattern.converters) | set(pattern.pattern.regex.groupindex)
        if not parameters:
            yield DeskAddress(name, reverse(name))
        elif parameters == {"app_label"}:
            for label in sorted({model._meta.app_label for model in admin.site._registry}):
                yield DeskAddress(name, reverse(name, args=[label]))
        elif parameters == {"content_type_id", "object_id"}:
            yield from _list_views_on_site(name, records)
        elif parameters == {"number"}:
            yield DeskAddress(name, reverse(name, args=[1]))
        elif len(parameters) == 1:
            model = _find_model(pattern.name)
            for record in records.get(model, []):
                yield DeskAddress(name, reverse(name, args=[record.pk]), record)
        else:
            raise LookupError(f"{name} has the parameters {sorted(parameters)}.")


def _list_views_on_site(name: str, records: dict[type[Model], list[Model]]) -> Iterator[DeskAddress]:
    from django.contrib.contenttypes.models import ContentType

    for model, found in records.items():
        for record in found:
            yield DeskAddress(
                name, reverse(name, args=[ContentType.objects.get_for_model(model).pk, record.pk]), record
            )


def _find_model(pattern_name: str) -> type[Model]:
    label, model_name, *_ = pattern_name.split("_")
    return apps.get_model(label, model_name)
