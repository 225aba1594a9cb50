"""Django's backend for SQLite; `ENGINE` names this package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from .file_record import CommitWatch
from .opening import CannotOpen, enter


class DatabaseWrapper(base.DatabaseWrapper):
    _watch: CommitWatch | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not self.is_in_memory_db():
            database = Path(self.settings_dict["NAME"])
            try:
                enter(database)
            except CannotOpen as error:
                raise OperationalError(str(error)) from error
            except OSError as error:
                raise OperationalError(f"{error.filename} cannot be used: {error.strerror}") from error
            self._watch = CommitWatch(database)
        return super().get_new_connection(conn_params)

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        if self._watch is not None:
            self._watch.note_commit()
