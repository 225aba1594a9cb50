"""A PostgreSQL database dumped by `pg_dump`, and put back in one transaction."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg2
import psycopg2.extensions
from django.db import connection

from .contents import Query
from .postgres_tools import expect_success, find_program, start_program
from .problems import BackupProblem
from .sqlite_copy import SESSIONS

SECONDS_FOR_LOCKS = 60
# Of the script that pg_restore writes: settings that older servers do not know, and commands to psql.
_LEFT_OUT = ("SET transaction_timeout", "\\restrict", "\\unrestrict", "\\connect")
_MARKED = "django_migrations"


@contextmanager
def connect(database: Mapping[str, Any]) -> Iterator[psycopg2.extensions.connection]:
    """A connection beside Django's. Raises BackupProblem."""
    parameters = {key: value for key, value in connection.get_connection_params().items() if key not in _DJANGO_ONLY}
    try:
        opened = psycopg2.connect(**parameters)
    except psycopg2.OperationalError as error:
        raise BackupProblem(f"The database cannot be reached: {str(error).strip()}") from error
    with closing(opened):
        yield opened


_DJANGO_ONLY = {"cursor_factory", "context", "prepare_threshold"}


def make_query(opened: psycopg2.extensions.connection) -> Query:
    def query(sql: str) -> list[tuple[Any, ...]]:
        with opened.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    return query


@contextmanager
def open_dump(database: Mapping[str, Any], *, with_sessions: bool) -> Iterator[tuple[IO[bytes], Query, str]]:
    """The bytes of a dump, the very state that is dumped to ask, and the server's version.

    Raises BackupProblem, also at the end where pg_dump failed.
    """
    with connect(database) as opened:
        program = find_program("pg_dump", opened.server_version)
        opened.set_session(isolation_level="REPEATABLE READ", readonly=True)
        query = make_query(opened)
        snapshot = query("SELECT pg_export_snapshot()")[0][0]
        command = [program, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        if not with_sessions:
            command.append(f"--exclude-table-data={SESSIONS}")
        process = start_program(command, database, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        assert process.stdout
        try:
            yield process.stdout, query, str(opened.server_version // 10_000)
            expect_success(process, "pg_dump")
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def check_dump(database: Mapping[str, Any], dump: Path) -> None:
    """Whether pg_restore can read it. Raises BackupProblem."""
    with connect(database) as opened:
        program = find_program("pg_restore", opened.server_version)
    with dump.open("rb") as source:
        process = start_program([program, "--list"], database, stdin=source, stdout=subprocess.DEVNULL)
        expect_success(process, "pg_restore")


def replace_tables(
    database: Mapping[str, Any], dump: Path, tables: list[str], mark: str, settle: Callable[[Query], object]
) -> None:
    """Put what was dumped in the place of `tables`, in one transaction: a kill leaves the old ones or the new ones.

    `mark` is left in the database with them, so that a later start knows. Raises BackupProblem.
    """
    with connect(database) as opened:
        program = find_program("pg_restore", opened.server_version)
        with dump.open("rb") as source:
            process = start_program(
                [program, "--file=-", "--no-owner", "--no-privileges"], database, stdin=source, stdout=subprocess.PIPE
            )
            assert process.stdout
            try:
                with opened, opened.cursor() as cursor:
                    cursor.execute("SELECT current_schema()")
                    schema = cursor.fetchone()[0]
                    cursor.execute(f"SET LOCAL lock_timeout = '{SECONDS_FOR_LOCKS}s'")
                    for table in tables:
                        cursor.execute(f'DROP TABLE IF EXISTS "{table}" CASCADE')
                    run_script(cursor, process.stdout)
                    cursor.execute(f'SET LOCAL search_path = "{schema}"')
                    settle(make_query_of(cursor))
                    cursor.execute(f"COMMENT ON TABLE {_MARKED} IS %s", [f"restored {mark}"])
                    expect_success(process, "pg_restore")
            except psycopg2.errors.LockNotAvailable as error:
                raise BackupProblem(
                    f"The tables are in use: nothing was changed. Stop what uses them and try again ({error})."
                ) from error
            except psycopg2.Error as error:
                raise BackupProblem(f"PostgreSQL refused it, and nothing was changed: {str(error).strip()}") from error
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()


def make_query_of(cursor: psycopg2.extensions.cursor) -> Query:
    def query(sql: str) -> list[tuple[Any, ...]]:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []

    return query


def read_mark(database: Mapping[str, Any]) -> str:
    """The mark of the restore that the tables are of; "" where there is none."""
    with connect(database) as opened:
        found = make_query(opened)(f"SELECT obj_description(to_regclass('{_MARKED}'), 'pg_class')")[0][0]
    return str(found).removeprefix("restored ") if found else ""


def run_script(cursor: psycopg2.extensions.cursor, script: IO[bytes]) -> None:
    """Run a script of SQL as pg_restore writes it: statements, and after each COPY its rows up to a line of `\\.`."""
    waiting: list[bytes] = []
    for line in script:
        if line.startswith(tuple(start.encode() for start in _LEFT_OUT)) or line.startswith(b"--"):
            continue
        if line.startswith(b"COPY ") and line.rstrip().endswith(b" FROM stdin;"):
            _run(cursor, waiting)
            cursor.copy_expert(line.decode(), _Rows(script))
        else:
            waiting.append(line)
    _run(cursor, waiting)


def _run(cursor: psycopg2.extensions.cursor, waiting: list[bytes]) -> None:
    if b"".join(waiting).strip():
        cursor.execute(b"".join(waiting))
    waiting.clear()


class _Rows(io.RawIOBase):
    """The rows that follow a COPY, up to the line that ends them."""

    def __init__(self, script: IO[bytes]) -> None:
        self._script, self._rest, self._over = script, b"", False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        parts, length = [self._rest], len(self._rest)
        self._rest = b""
        while not self._over and (size < 0 or length < size):
            line = self._script.readline()
            if line.rstrip(b"\r\n") == b"\\." or not line:
                self._over = True
                break
            parts.append(line)
            length += len(line)
        whole = b"".join(parts)
        if 0 <= size < len(whole):
            whole, self._rest = whole[:size], whole[size:]
        return whole
