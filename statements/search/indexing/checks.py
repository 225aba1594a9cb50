"""A system check that tells a stale index from a fresh one."""

from __future__ import annotations

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError


@register(Tags.database)
def check_index(app_configs: object = None, databases: list[str] | None = None, **kwargs: object) -> list[CheckMessage]:
    """Runs with `manage.py check --database default` and before commands that use the database."""
    if not databases or "default" not in databases:
        return []
    from .status import quick_problem

    try:
        problem = quick_problem()
    except DatabaseError:
        return []  # tables that are not there yet are another check's matter
    hint = "Run manage.py index_status to see more."
    return [Warning(f"{problem[:1].upper()}{problem[1:]}.", hint=hint, id="statements.W010")] if problem else []
