"""The archive that works are tried on: kept as a template, and put in place anew for each round."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import connections


class Archive:
    """The data folder and the database that the settings name. Nothing may be connected to it between works."""

    def __init__(self, templates: Path) -> None:
        self.data = Path(settings.DATA_DIR)
        self._templates = templates
        self._database = settings.DATABASES["default"]
        self.vendor = connections["default"].vendor

    def clear(self) -> None:
        """Put an empty one in place."""
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True)
        if self.vendor == "postgresql":
            self._make_database(self._database["NAME"])

    def keep(self, name: str) -> None:
        """Keep the archive as it stands as a template."""
        shutil.copytree(self.data, self._templates / name)
        if self.vendor == "postgresql":
            self._make_database(f"template_{name}", of=self._database["NAME"])

    def restore(self, name: str) -> None:
        """Put a template in place."""
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.copytree(self._templates / name, self.data)
        if self.vendor == "postgresql":
            self._make_database(self._database["NAME"], of=f"template_{name}")

    def _make_database(self, name: str, of: str = "template0") -> None:
        place = {"host": self._database["HOST"], "port": self._database["PORT"] or None, "user": self._database["USER"]}
        with closing(psycopg2.connect(**place, dbname="postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                # What a process that was killed was still doing ends with its connection.
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [of]
                )  # fmt: skip
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{of}"')
