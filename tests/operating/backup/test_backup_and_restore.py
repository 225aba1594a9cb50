"""A backup makes the same archive again; nothing is touched before all of it is known to be right."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
import zipfile
from contextlib import closing, suppress
from pathlib import Path

import pytest

from statements.operating.backup.backup_file import BackupReader

from ..archive_folder import CHECKOUT, Archive

pytestmark = pytest.mark.sqlite_only
# What a server does: it has the database open.
OPEN = "import time; from statements.models import Party; Party.objects.count(); print(1, flush=True); time.sleep(600)"
SESSION = "INSERT INTO django_session VALUES ('k3y', 's1gned-1n', '2099-01-01')"
JOB = (
    "INSERT INTO statements_job (id, kind, name, path, size, options, state, stop_asked, done, position, problem,"
    " counts, report, worker, tries, created_at) VALUES (1, 'statements', 'talks.jsonl', 'jobs/1/talks.jsonl', 2, '{}',"
    " 'running', 0, 0, 0, '', '{}', x'', 'dead:1', 1, '2026-11-30')"
)


def ask(database: Path, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(database)) as connection, connection:
        return connection.execute(sql).fetchall()


def count(archive: Archive) -> int:
    return ask(archive.database, "SELECT count(*) FROM statements_statement")[0][0]


@pytest.fixture
def fresh(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "fresh")


def test_the_same_archive_is_there_again(archive: Archive, fresh: Archive, tmp_path: Path) -> None:
    ask(archive.database, SESSION)
    ask(archive.database, JOB)
    upload = archive.data / "uploads/jobs/1/talks.jsonl"
    upload.parent.mkdir(parents=True)
    upload.write_text("{}")
    said = archive.manage("backup", str(tmp_path / "archive.zip"), "--with-index")
    assert "77 statements" in said
    assert "read back and verified" in said
    assert (tmp_path / "archive.zip").stat().st_mode & 0o777 == 0o600
    assert f"Last backup: {time.strftime('%Y-%m-%d', time.gmtime())}" in archive.run("check_archive").stdout

    said = fresh.manage("restore", str(tmp_path / "archive.zip"))
    assert "Restored: 77 statements" in said
    assert " found" not in fresh.manage("check_archive", "--deep")
    assert ask(fresh.database, "SELECT count(*) FROM django_session") == [(0,)]
    assert ask(fresh.database, "SELECT state, worker FROM statements_job") == [("waiting", "")]
    assert (fresh.data / "uploads/jobs/1/talks.jsonl").read_text() == "{}"
    private = [path for path in fresh.data.rglob("*") if "static" not in path.parts]
    open_to_others = [path for path in private if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert [str(path) for path in open_to_others] == []
    sqls = [
        "SELECT uid, title, lock_version FROM statements_statement ORDER BY id",
        "SELECT sha256 FROM statements_revision",
    ]
    for sql in sqls:
        assert ask(fresh.database, sql) == ask(archive.database, sql)


def test_secrets_are_held_only_where_they_are_asked_for(archive: Archive, tmp_path: Path) -> None:
    ask(archive.database, SESSION)
    archive.manage("backup", str(tmp_path / "without.zip"))
    archive.manage("backup", str(tmp_path / "with.zip"), "--with-secret-key")
    with zipfile.ZipFile(tmp_path / "without.zip") as file:
        assert "secret_key" not in file.namelist()
        assert b"s1gned-1n" not in file.read("database.sqlite3")
    with zipfile.ZipFile(tmp_path / "with.zip") as file:
        assert file.read("secret_key").decode() == (archive.data / "secret_key").read_text()
        assert b"s1gned-1n" in file.read("database.sqlite3")


def test_an_archive_that_is_not_empty_is_replaced_only_when_told_and_is_kept(archive: Archive, tmp_path: Path) -> None:
    backup = tmp_path / "archive.zip"
    archive.manage("backup", str(backup))
    ask(archive.database, "UPDATE statements_statement SET title = 'Overwritten' WHERE id = 1")
    said = archive.refusal("restore", str(backup))
    assert "not empty: it holds 77 statements" in said
    assert "--replace" in said
    archive.manage("restore", str(backup), "--replace")
    assert ask(archive.database, "SELECT count(*) FROM statements_statement WHERE title = 'Overwritten'") == [(0,)]
    (kept,) = archive.data.glob("before-restore-*")
    assert ask(kept / "archive.sqlite3", "SELECT id FROM statements_statement WHERE title = 'Overwritten'") == [(1,)]
    archive.manage("check_archive")


def test_a_restore_is_refused_while_the_archive_is_in_use(archive: Archive, tmp_path: Path) -> None:
    backup = tmp_path / "archive.zip"
    archive.manage("backup", str(backup))
    user = archive.start("shell", "-c", OPEN)
    assert "1\n" in iter(user.stdout.readline, "")  # it has the archive open
    assert "is in use (process " in archive.refusal("restore", str(backup))
    user.kill()
    user.wait()
    with closing(sqlite3.connect(archive.database)) as other:  # a program that knows nothing of our locks
        other.execute("SELECT 1 FROM statements_party").fetchall()
        assert "is in use" in archive.refusal("restore", str(backup), "--replace")


def test_what_is_not_whole_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    backup = tmp_path / "archive.zip"
    archive.manage("backup", str(backup))
    content, before = backup.read_bytes(), sorted(path.name for path in archive.data.iterdir())
    damaged = bytearray(content)
    damaged[len(content) // 2] ^= 0xFF
    backup.write_bytes(damaged)
    for command in (["--dry-run"], ["--replace"]):
        assert "database.sqlite3" in archive.refusal("restore", str(backup), *command)
    backup.write_bytes(content[: len(content) // 2])
    assert "cut off on its way" in archive.refusal("restore", str(backup), "--replace")
    assert "cannot be read: No such file" in archive.refusal("restore", str(tmp_path / "nowhere.zip"))
    after = {path.name for path in archive.data.iterdir()}
    assert after - set(before) <= {"restore.lock", "archive.sqlite3.lock"}
    assert count(archive) == 77


def test_a_backup_of_a_newer_release_is_refused(archive: Archive, fresh: Archive, tmp_path: Path) -> None:
    newer = "INSERT INTO django_migrations (app, name, applied) VALUES ('statements', '9999_tomorrow', '2030-01-01')"
    ask(archive.database, newer)
    archive.manage("backup", str(tmp_path / "newer.zip"))
    said = fresh.refusal("restore", str(tmp_path / "newer.zip"))
    assert "newer than this release (statements.9999_tomorrow is not known here)" in said
    assert "made by a newer release" in archive.refusal("prepare_archive")


def test_a_backup_of_the_other_kind_of_database_says_how_to_move(archive: Archive, tmp_path: Path) -> None:
    backup = tmp_path / "archive.zip"
    archive.manage("backup", str(backup))
    elsewhere = Archive(tmp_path / "fresh", "postgres://nobody@127.0.0.1:1/chancery")
    said = elsewhere.refusal("restore", str(backup))
    assert "a database of SQLite, and the archive here is on PostgreSQL" in said
    assert "export_archive" in said


def test_a_folder_gets_a_file_named_by_the_time_and_keeps_the_newest(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in range(1, 5):
        (folder / f"chancery-2026110{day}-021500.zip").touch()
    (folder / "notes.zip").touch()
    said = archive.manage("backup", str(folder), "--keep", "3")
    assert said.count("Deleted") == 2
    assert len(list(folder.glob("chancery-*.zip"))) == 3
    assert (folder / "notes.zip").exists()
    assert "is there already" in archive.refusal("backup", str(folder / "notes.zip"))
    assert "There is no folder" in archive.refusal("backup", str(tmp_path / "nowhere" / "archive.zip"))


def test_a_backup_goes_through_a_pipe(archive: Archive) -> None:
    command = [sys.executable, "manage.py", "backup", "-"]
    run = subprocess.run(command, cwd=CHECKOUT, env=archive.environment, capture_output=True, check=True)
    reader = BackupReader(io.BytesIO(run.stdout), "what came by the pipe")
    reader.verify()
    assert reader.manifest.counts["statements"] == 77


def test_a_backup_taken_while_others_write_is_one_state(
    archive: Archive, fresh: Archive, tmp_path: Path, make_transcripts
) -> None:  # noqa: ANN001
    importing = archive.start("import_statements", str(make_transcripts(150)), "--publish", "--no-duplicates")
    while count(archive) < 80:
        assert importing.poll() is None
        time.sleep(0.02)
    archive.manage("backup", str(tmp_path / "archive.zip"))
    assert importing.poll() is None, "the import was over before the backup"
    importing.kill()
    importing.communicate()
    fresh.manage("restore", str(tmp_path / "archive.zip"))
    assert " found" not in fresh.manage("check_archive", "--deep")
    assert 77 < count(fresh) < 77 + 150


def test_a_killed_restore_leaves_one_archive_or_the_other(archive: Archive, tmp_path: Path) -> None:
    backup, chance = tmp_path / "archive.zip", random.Random(5)
    archive.manage("backup", str(backup))
    ask(archive.database, "DELETE FROM django_session")
    ask(archive.database, "UPDATE statements_statement SET place = 'Overwritten' WHERE id = 1")
    for _ in range(2):
        restoring = archive.start("restore", str(backup), "--replace", start_new_session=True)
        time.sleep(0.5 + 4 * chance.random())
        with suppress(ProcessLookupError):
            os.killpg(restoring.pid, signal.SIGKILL)  # with its children
        restoring.communicate()
        archive.manage("prepare_archive", "--no-static")
        assert not (archive.data / "chancery-restoring").exists()
        assert not (archive.data / "restore.json").exists()
        assert count(archive) == 77
    archive.manage("check_archive")


def test_the_obvious_restore_serves_the_copy(archive: Archive, tmp_path: Path, make_transcripts) -> None:  # noqa: ANN001
    """`cp` of a copy beside the log that a crash has left: what SQLite’s own page suggests."""
    copy = tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(archive.database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    server = archive.start(
        "shell",
        "-c",
        OPEN,
    )
    server.stdout.read(1)
    archive.manage("import_statements", str(make_transcripts(40)), "--publish", "--no-duplicates")
    assert count(archive) == 117
    server.kill()
    server.communicate()
    assert (archive.data / "archive.sqlite3-wal").stat().st_size
    shutil.copyfile(copy, archive.database)
    prepared = archive.run("prepare_archive", "--no-static")
    assert prepared.returncode == 0, prepared.stderr
    assert "was not its own" in prepared.stderr
    assert count(archive) == 77
    archive.manage("check_archive", "--deep")
    assert list(archive.data.glob("archive.sqlite3-wal.set-aside-*"))


def test_the_manifest_says_what_is_in_it(archive: Archive, tmp_path: Path) -> None:
    archive.manage("backup", str(tmp_path / "archive.zip"))
    with zipfile.ZipFile(tmp_path / "archive.zip") as file:
        manifest = json.loads(file.read("manifest.json"))
    assert manifest["engine"] == "sqlite"
    assert manifest["counts"]["statements"] == 77
    assert "statements.0001_initial" in manifest["migrations"]
    assert manifest["chancery"] == archive.manage("version").split()[-1]
