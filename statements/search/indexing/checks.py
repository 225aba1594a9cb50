"""System checks: whether the settings name an engine, and whether its index is up to date."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from statements.search.engine import load_engine_class


@register()
def check_engine(**kwargs: Any) -> list[CheckMessage]:
    try:
        load_engine_class(settings.SEARCH_ENGINE)
    except ImproperlyConfigured as error:
        hint = "Name the class of an engine, such as statements.search.engines.whoosh.engine.WhooshEngine."
        return [Error(str(error), hint=hint, id="statements.E010")]
    return []


@register(Tags.database)
def check_index(app_configs: Any = None, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Runs with `manage.py check --database default` and before commands that use the database."""
    if not databases or "default" not in databases or check_engine():
        return []
    # Models can be imported only when the applications are loaded, and checks are registered before that.
    from statements.search.indexing.status import describe_stale

    try:
        problem = describe_stale()
    except DatabaseError:
        return []  # another check reports tables that are not there yet
    hint = "Run manage.py index_status to see more."
    return [Warning(f"{problem[:1].upper()}{problem[1:]}.", hint=hint, id="statements.W010")] if problem else []
