"""Who owns what lies beside the database."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from statements.operating.sqlite.file_record import record_path, write_record
from statements.operating.sqlite.opening import enter, lock_path


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_makes_beside_a_database_belongs_to_its_owner(tmp_path: Path) -> None:
    database = tmp_path / "archive.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE treaty (title)")
    os.chown(database, 1000, 1001)
    enter(database)
    write_record(database)
    for path in (lock_path(database), record_path(database)):
        assert (path.stat().st_uid, path.stat().st_gid) == (1000, 1001)
