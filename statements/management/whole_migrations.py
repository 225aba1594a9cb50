"""Migrations that are either done or not, whenever they are interrupted."""

from __future__ import annotations

from typing import Any

from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class WholeMigrationExecutor(MigrationExecutor):
    """Writes down in the transaction of a migration that it was applied.

    Django does so afterwards where indexes or foreign keys are made last: killed in between, the tables are there,
    the migration counts as open, and no `migrate` ever gets past it.
    """

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        if fake or fake_initial or not migration.atomic:
            return super().apply_migration(state, migration, fake, fake_initial)
        progress: Any = self.progress_callback or (lambda *told: None)
        progress("apply_start", migration, fake)
        with self.connection.schema_editor(atomic=True) as editor:
            state = migration.apply(state, editor)
            while editor.deferred_sql:  # what leaving the block would do
                editor.execute(editor.deferred_sql.pop(0), None)
            self.record_migration(migration)  # type: ignore[call-arg, arg-type]  # the stubs have an older form
        progress("apply_success", migration, fake)
        return state
