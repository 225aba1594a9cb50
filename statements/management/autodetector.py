"""What counts as a change of a model for migrations: what the database knows of, and no words for people."""

from __future__ import annotations

from typing import Any

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.models import Field

FOR_PEOPLE = ("help_text", "verbose_name")


class SchemaAutodetector(MigrationAutodetector):
    """Finds no change between two fields that differ only in what people read."""

    def deep_deconstruct(self, obj: Any) -> Any:
        deconstructed = super().deep_deconstruct(obj)
        if not isinstance(obj, Field):
            return deconstructed
        path, args, kwargs = deconstructed
        return path, args, {name: value for name, value in kwargs.items() if name not in FOR_PEOPLE}
