"""A model field for addresses of other sites, which pages and files show as links.

The one rule is `text.web_addresses.is_web_address`: http and https, nothing else. Forms and `full_clean` refuse
anything else with a sentence; whatever bypasses them (bulk inserts, updates) is refused when it would be written. An
address that an older version of this program has stored is never handed out: it reads as "". `check_archive` finds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from statements.text.web_addresses import is_web_address, keep_web_address


def validate_web_address(value: str) -> None:
    if not is_web_address(value):
        raise ValidationError(
            f"“{value[:80]}” is no web address: give the whole of it, with https:// or http://.", code="no_web_address"
        )


class WebAddressField(models.URLField):
    # The form field of URLField checks the spelling of hosts; what publishers give to imports need not be as strict.
    default_validators = [validate_web_address]

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        # To migrations it is Django's own field: the column is the same, and they must see what it really holds.
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs

    def from_db_value(self, value: str | None, expression: object, connection: BaseDatabaseWrapper) -> str | None:
        return keep_web_address(value) if value else value

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if isinstance(value, str) and value:
            validate_web_address(value)
        return super().get_db_prep_save(value, connection)
