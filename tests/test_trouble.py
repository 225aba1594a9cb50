"""Errors as SQLite, PostgreSQL and the system really raise them, and what trouble each is."""

from __future__ import annotations

import errno
import os
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler, DataError, IntegrityError

from statements.trouble import TroubleKind, find_trouble


@pytest.fixture(autouse=True)
def _files_of_its_own(django_db_blocker) -> Iterator[None]:  # noqa: ANN001
    """Each test opens a database of its own, which is not the one that pytest-django keeps."""
    with django_db_blocker.unblock():
        yield


@contextmanager
def database(
    name: str, timeout: float = 0.0, engine: str = "django.db.backends.sqlite3"
) -> Iterator[BaseDatabaseWrapper]:
    """A connection of Django's own to the SQLite database of this name."""
    handler = ConnectionHandler({
        "default": {
            "ENGINE": engine, "NAME": name,
            "OPTIONS": {"timeout": timeout, "transaction_mode": "IMMEDIATE"},
        }
    })  # fmt: skip
    connection = handler["default"]
    try:
        yield connection
    finally:
        connection.close()


def trouble_of(work: Callable[[], object]) -> TroubleKind | None:
    with pytest.raises(Exception) as raised:  # noqa: PT011 - which it is depends on the database
        work()
    trouble = find_trouble(raised.value)
    return trouble.kind if trouble else None


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "archive.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("CREATE TABLE talk (title TEXT NOT NULL)")
    return path


def test_a_file_that_another_process_writes(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other, database(str(file)) as connection:
        other.execute("BEGIN IMMEDIATE")
        assert trouble_of(lambda: connection.cursor().execute("INSERT INTO talk VALUES ('x')")) is TroubleKind.LOCKED


def test_a_file_that_can_only_be_read(file: Path) -> None:
    with database(f"file:{file}?mode=ro") as connection:
        work = lambda: connection.cursor().execute("INSERT INTO talk VALUES ('x')")  # noqa: E731
        assert trouble_of(work) is TroubleKind.READ_ONLY


def test_a_file_that_may_not_grow(file: Path) -> None:
    with database(str(file)) as connection:
        cursor = connection.cursor()
        cursor.execute("PRAGMA max_page_count = 3")
        assert trouble_of(lambda: cursor.execute("INSERT INTO talk VALUES (zeroblob(100000))")) is TroubleKind.FULL


def test_a_disk_without_room_for_what_is_kept_beside_the_file(file: Path) -> None:
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    with database(str(file), engine="statements.operating.sqlite") as connection:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, usual[1]))
        try:
            assert trouble_of(connection.connect) is TroubleKind.FULL
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    path.write_bytes(b"Nothing of the kind. " * 1000)
    with database(str(path)) as connection:
        assert trouble_of(lambda: connection.cursor().execute("SELECT * FROM talk")) is TroubleKind.DAMAGED


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with database(str(tmp_path / "gone" / "archive.sqlite3")) as connection:
        assert trouble_of(connection.cursor) is TroubleKind.AWAY


def test_tables_that_are_not_there(file: Path) -> None:
    with database(str(file)) as connection:
        assert trouble_of(lambda: connection.cursor().execute("SELECT * FROM speech")) is TroubleKind.UNPREPARED


def test_a_fault_of_the_program_is_none(file: Path) -> None:
    with database(str(file)) as connection:
        cursor = connection.cursor()
        assert trouble_of(lambda: cursor.execute("SELEKT")) is None
        assert trouble_of(lambda: cursor.execute("INSERT INTO talk VALUES (NULL)")) is None
    assert find_trouble(KeyError("title")) is None
    assert find_trouble(FileNotFoundError(errno.ENOENT, "No such file")) is None
    assert find_trouble(IntegrityError("twice")) is None
    assert find_trouble(DataError("too long")) is None


def test_an_error_raised_from_trouble_is_trouble(file: Path) -> None:
    def work() -> None:
        try:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/srv/chancery/index/segment")
        except OSError as error:
            raise RuntimeError("The index could not be written.") from error

    with pytest.raises(RuntimeError) as raised:
        work()
    trouble = find_trouble(raised.value)
    assert trouble is not None
    assert trouble.kind is TroubleKind.FULL
    assert trouble.sentence == "There is no space left on the disk."
    assert "/srv/chancery" in str(trouble)
    assert "/srv/chancery" not in trouble.sentence
