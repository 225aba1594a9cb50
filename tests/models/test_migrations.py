"""One migration makes a new archive, the thirteen before it are kept for older ones: both lead to the same database."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MIGRATIONS = ROOT / "statements" / "migrations"
SQUASHED = "0001_squashed_0013_index_change_of_names"


def migrate(database: Path, *, landed_in: Path | None = None) -> None:
    """Migrate ``database`` in a process of its own; with ``landed_in`` by the migrations as they landed, one by one."""
    code = "import django\nfrom django.conf import settings\n"
    if landed_in:
        package = landed_in / "landed_migrations"
        package.mkdir()
        (package / "__init__.py").touch()
        for path in MIGRATIONS.glob("0*.py"):
            if path.stem != SQUASHED:
                (package / path.name).symlink_to(path)
        code += "settings.MIGRATION_MODULES = {'statements': 'landed_migrations'}\n"
    code += "django.setup()\nfrom django.core.management import call_command\ncall_command('migrate', verbosity=0)\n"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "DATABASE_URL": f"sqlite:///{database}",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(landed_in or "")]),
    }
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)


def schema(database: Path) -> dict[str, set]:
    """Table -> its columns, indexes and named constraints; and which permissions each role has."""
    connection = sqlite3.connect(database)
    tables: dict[str, set] = {}
    for name, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"):
        columns = connection.execute(f"SELECT name, type, \"notnull\", pk FROM pragma_table_info('{name}')").fetchall()
        tables[name] = {*columns, *re.findall(r'CONSTRAINT "\w+"', sql)}
    for table, sql in connection.execute("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''"):
        # Django derives the last part of an index's name from the order in which it was made.
        tables[table].add(re.sub(r"_[0-9a-f]{8}(_uniq|_like)?(?=\")", "", sql))
    rows = connection.execute(
        "SELECT auth_group.name, codename FROM auth_group_permissions JOIN auth_group ON auth_group.id = group_id"
        " JOIN auth_permission ON auth_permission.id = permission_id"
    )
    tables["roles"] = set(rows)
    connection.close()
    return tables


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("landed")
    migrate(folder / "archive.sqlite3", landed_in=folder)
    return folder / "archive.sqlite3"


def test_one_migration_makes_the_same_database_as_the_thirteen(landed: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.sqlite3"
    migrate(new)
    made, before = schema(new), schema(landed)
    assert made.keys() == before.keys()
    for table in made:
        assert made[table] == before[table], table


def test_an_archive_of_the_thirteen_opens_and_needs_nothing(landed: Path) -> None:
    before = schema(landed)
    migrate(landed)
    assert schema(landed) == before
    connection = sqlite3.connect(landed)
    assert (SQUASHED,) in connection.execute("SELECT name FROM django_migrations WHERE app = 'statements'").fetchall()
    connection.close()
