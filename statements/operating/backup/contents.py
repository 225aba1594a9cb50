"""What a database holds, said in a few numbers; the same for SQLite and PostgreSQL, and without Django's connection."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from statements.models import Paragraph, Revision, Speaker, Speech, Statement, Treaty

# Runs a statement of SQL and returns its rows.
Query = Callable[[str], Sequence[Sequence[Any]]]
# What of it nobody needs again that can be had from the code: parties and topics are loaded into every archive.
_COUNTED: dict[str, type[Model]] = {
    "statements": Statement,
    "speeches": Speech,
    "paragraphs": Paragraph,
    "versions": Revision,
    "speakers": Speaker,
    "treaties": Treaty,
    "accounts": get_user_model(),
}


def count_records(query: Query) -> dict[str, int]:
    return {
        name: int(query(f'SELECT count(*) FROM "{model._meta.db_table}"')[0][0]) for name, model in _COUNTED.items()
    }


def describe_contents(counts: Mapping[str, int]) -> str:
    """“41 statements, 120 speeches, 2 accounts”; “nothing” for an empty archive."""
    return ", ".join(f"{counts[name]:,} {name}" for name in _COUNTED if counts.get(name)) or "nothing"


def read_migrations(query: Query) -> list[str]:
    """Every migration that was applied, as `app.name`."""
    return sorted(f"{app}.{name}" for app, name in query("SELECT app, name FROM django_migrations"))


def list_unknown_migrations(applied: Sequence[str]) -> list[str]:
    """Those that this release does not have: they are a newer one's."""
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    replaced = {f"{app}.{name}" for migration in loader.disk_migrations.values() for app, name in migration.replaces}
    own = {app for app, _ in loader.disk_migrations}
    return sorted(name for name in applied if name not in (known | replaced) and name.partition(".")[0] in own)
