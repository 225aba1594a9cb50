"""A backup put in the place of an archive, or into an empty one, all of it or nothing.

Everything is verified, and made ready beside what is there, before anything is touched: see `replacement`.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from statements.operating.leftovers import open_workplace
from statements.operating.replacement import (
    KEPT,
    PLAN,
    STAGING,
    Move,
    Plan,
    carry_out,
    finish_interrupted,
    forget,
    write_plan,
)
from statements.operating.sqlite.file_record import record_path
from statements.operating.sqlite.log_file import index_path, log_path
from statements.operating.sqlite.opening import CannotOpen, claim, replaced_path, settle_log

from . import postgres_dump, sqlite_copy
from .backup_file import INDEX, SECRET_KEY, UPLOADS, BackupReader, Progress, say_nothing
from .contents import Query, count_records, describe_contents, list_unknown_migrations
from .making import Parts, get_data_folder, get_database, get_index_folder, write_backup
from .problems import BackupProblem, explain_full_disk

# A job that was running is begun anew; it knows again what it has done.
_RELEASE_JOBS = "UPDATE statements_job SET state = 'waiting', worker = '', seen_at = NULL WHERE state = 'running'"
_DATABASE = "archive.sqlite3"
LOCK = "restore.lock"


@dataclass(frozen=True, slots=True)
class Restored:
    """`kept` is where what was there before was left; None where nothing was."""

    counts: dict[str, int]
    kept: Path | None


def check_backup(reader: BackupReader, progress: Progress = say_nothing) -> bool:
    """Read all of a backup, and open its database where it is of the kind that is used here; returns whether it was.

    Raises BackupProblem.
    """
    reader.verify(progress)
    if reader.manifest.engine != connection.vendor:
        return False
    with explain_full_disk(get_data_folder()), _stage(get_data_folder()) as folder:
        reader.extract(reader.manifest.database, folder / _DATABASE)
        _expect_database(reader, folder / _DATABASE)
    return True


def restore(
    reader: BackupReader, *, replace: bool, say: Callable[[str], None], progress: Progress = say_nothing
) -> Restored:
    """Raises BackupProblem: then nothing was changed."""
    _expect_same_kind(reader)
    connection.close()
    with _alone():
        if finished := finish_interrupted(get_plan_folder(), is_decided):
            say(finished)
        counts = count_present()
        if counts is None or any(counts.values()):
            there = "what cannot be read" if counts is None else describe_contents(counts)
            if not replace:
                raise BackupProblem(
                    f"The archive is not empty: it holds {there}. Say --replace to put the backup in its place; what "
                    "is there is kept beside it."
                )
            say(f"Replacing an archive that holds {there}.")
        present = counts is None or any(counts.values())
        with explain_full_disk(get_data_folder()):
            return _RESTORERS[connection.vendor](reader, present, say, progress)


def _expect_same_kind(reader: BackupReader) -> None:
    """Raises BackupProblem."""
    manifest = reader.manifest
    if unknown := list_unknown_migrations(manifest.migrations):
        raise BackupProblem(
            f"{reader.name} was made by Chancery {manifest.chancery}, which is newer than this release ({unknown[-1]} "
            "is not known here); install that one to restore it."
        )
    if manifest.engine != connection.vendor:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise BackupProblem(
            f"{reader.name} holds a database of {names[manifest.engine]}, and the archive here is on "
            f"{names.get(connection.vendor, connection.vendor)}. Restore it where DATABASE_URL names "
            f"{names[manifest.engine]}; from there “manage.py export_archive” and “manage.py import_statements” carry "
            "everything public from one to the other."
        )


# What is there


@contextmanager
def _alone() -> Iterator[None]:
    """No other restore, and with SQLite nobody at all. Raises BackupProblem."""
    data = get_data_folder()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        if connection.vendor == "sqlite":
            database = get_database()
            database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _set_up_lock(data), _restore_lock(data), claim(database):
                yield
        else:
            with _set_up_lock(data), _restore_lock(data):
                yield
    except CannotOpen as error:
        raise BackupProblem(str(error)) from error


@contextmanager
def _set_up_lock(data: Path) -> Iterator[None]:
    """The lock that script/serve holds while it sets an archive up: the folder itself."""
    with _lock(os.open(data, os.O_RDONLY), data):
        yield


@contextmanager
def _restore_lock(data: Path) -> Iterator[None]:
    """The lock of who restores, or finishes what another had begun."""
    with _lock(os.open(data / LOCK, os.O_RDWR | os.O_CREAT, 0o600), data):
        yield


@contextmanager
def _lock(handle: int, data: Path) -> Iterator[None]:
    """Raises BackupProblem. Closes the handle at the end."""
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupProblem(
                f"{data} is being set up or restored by another process; wait until it has ended."
            ) from error
        yield
    finally:
        os.close(handle)


def get_plan_folder() -> Path:
    return get_database().parent if connection.vendor == "sqlite" else get_data_folder()


def is_decided(mark: str) -> bool:
    """Whether the new archive is what counts."""
    return not mark or postgres_dump.read_mark(settings.DATABASES["default"]) == mark


def finish_left() -> str:
    """Finish a restore that was killed; returns a sentence, or "". Raises BackupProblem while one is under way.

    With SQLite whoever opens the database first does it.
    """
    folder = get_data_folder()
    if connection.vendor == "sqlite" or not ((folder / PLAN).exists() or (folder / STAGING).exists()):
        return ""
    with _restore_lock(folder):
        return finish_interrupted(folder, is_decided)


def list_replaced_marks() -> list[Path]:
    """What says that the database is another than the one that the search index was written for."""
    return [mark for mark in {replaced_path(get_data_folder()), replaced_path(get_plan_folder())} if mark.exists()]


def count_present() -> dict[str, int] | None:
    """What the archive holds; nothing where there are no tables, None where it cannot be read."""
    if connection.vendor == "postgresql":
        with postgres_dump.connect(settings.DATABASES["default"]) as opened:
            query = postgres_dump.make_query(opened)
            if query("SELECT to_regclass('django_migrations')")[0][0] is None:
                return {}
            try:
                return count_records(query)
            except Exception:  # noqa: BLE001 - tables of an unknown state
                return None
    database = get_database()
    if not database.exists():
        return None if log_path(database).exists() else {}
    try:
        settle_log(database)
        with closing(sqlite3.connect(database)) as opened:
            if not opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'django_migrations'").fetchone():
                return {}
            return count_records(sqlite_copy.make_query(opened))
    except (sqlite3.Error, CannotOpen):
        return None


# Making ready and putting in place


@contextmanager
def _stage(parent: Path) -> Iterator[Path]:
    parent.mkdir(parents=True, exist_ok=True)
    with open_workplace(parent) as folder:
        yield folder


def _plan(reader: BackupReader) -> Plan:
    moves = [Move(Path(settings.MEDIA_ROOT)), Move(get_index_folder())]
    if reader.manifest.holds(SECRET_KEY):
        moves.append(Move(get_data_folder() / SECRET_KEY))
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    if connection.vendor == "sqlite":
        database = get_database()
        beside = tuple(path(database).name for path in (log_path, index_path, record_path))
        return Plan(stamp, [*moves, Move(database, beside)])
    if not reader.manifest.holds(INDEX) or get_index_folder().exists():
        # A server that runs would take another index in its place for the one that it has open: it is built anew there.
        del moves[1]
    return Plan(stamp, moves, secrets.token_hex(8))


def _extract(reader: BackupReader, plan: Plan, database: Path, progress: Progress) -> None:
    """Everything to where it will be moved from. Raises BackupProblem."""
    for move in plan.moves:
        shutil.rmtree(move.staged.parent, ignore_errors=True)
    for move in plan.moves:
        move.staged.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    uploads, done = plan.moves[0].staged, 0
    uploads.mkdir(mode=0o700)
    index = Move(get_index_folder()).staged
    places = {UPLOADS: uploads, INDEX: index, SECRET_KEY: Move(get_data_folder() / SECRET_KEY).staged}
    for member, described in reader.manifest.members.items():
        top, _, rest = member.partition("/")
        reader.extract(member, database if member == reader.manifest.database else places[top] / rest)
        done += described.size
        progress("Verifying", done, reader.manifest.size)
    _expect_database(reader, database)


def _expect_database(reader: BackupReader, database: Path) -> None:
    """Whether it opens and holds what the manifest says. Raises BackupProblem."""
    if reader.manifest.engine == "postgresql":
        postgres_dump.check_dump(settings.DATABASES["default"], database)
        return
    sentence = f"{reader.name}: its database is damaged"
    with closing(sqlite3.connect(database)) as opened:
        sqlite_copy.expect_sound(opened.execute, sentence)
        _expect_counts(reader, sqlite_copy.make_query(opened))


def _expect_counts(reader: BackupReader, query: Query) -> None:
    try:
        there = count_records(query)
    except sqlite3.Error as error:
        raise BackupProblem(f"{reader.name}: its database is of another kind ({error}).") from error
    if any(there[name] != count for name, count in reader.manifest.counts.items() if name in there):
        raise BackupProblem(
            f"{reader.name}: its database holds {describe_contents(there)}, and its manifest says otherwise."
        )


def _restore_sqlite(reader: BackupReader, present: bool, say: Callable[[str], None], progress: Progress) -> Restored:
    plan, data = _plan(reader), get_plan_folder()
    staged = plan.moves[-1].staged
    try:
        _extract(reader, plan, staged, progress)
        with closing(sqlite3.connect(staged, isolation_level=None)) as opened:
            opened.execute(_RELEASE_JOBS)
        say("Bringing it up to date: tables, search index …")
        _prepare(plan, with_index=reader.manifest.holds(INDEX))
        with closing(sqlite3.connect(staged, isolation_level=None)) as opened:
            sqlite_copy.settle_copy(opened, with_sessions=reader.manifest.sessions)
            counts = count_records(sqlite_copy.make_query(opened))
        for beside in plan.moves[-1].companions:
            staged.with_name(beside).unlink(missing_ok=True)
    except BaseException:
        forget(data, plan.moves)
        raise
    write_plan(data, plan)
    carry_out(data, plan)
    return Restored(counts, plan.kept(get_database()).parent if present else None)


def _prepare(plan: Plan, *, with_index: bool) -> None:
    """Migrate what was made ready, and give it an index that agrees with it, in processes of their own.

    Raises BackupProblem.
    """
    database, index = plan.moves[-1].staged, plan.moves[1].staged
    environment = {
        **os.environ,
        "CHANCERY_DATA": str(index.parent),
        "DATABASE_URL": f"sqlite:///{database}",
        "SECRET_KEY": settings.SECRET_KEY,
        "LOAD_SAMPLE": "0",
        "LOG_LEVEL": "ERROR",
    }
    commands = [["prepare_archive", "--no-static"]]
    if with_index:
        commands.append(["index_status", "--repair"])  # name by name: one that was built just now agrees
    for command in commands:
        run = subprocess.run(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *command], env=environment, cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if run.returncode:
            said = (run.stderr or run.stdout).strip().splitlines()
            raise BackupProblem(f"It could not be brought up to date: {said[-1] if said else run.returncode}")


def _restore_postgresql(
    reader: BackupReader, present: bool, say: Callable[[str], None], progress: Progress
) -> Restored:
    data, database, plan = get_data_folder(), settings.DATABASES["default"], _plan(reader)
    dump, kept = data / STAGING / "dump", None
    try:
        _extract(reader, plan, dump, progress)
        if present:
            kept = data / f"{KEPT}{plan.stamp}"
            kept.mkdir(mode=0o700)
            say(f"Keeping what is there in {kept} …")
            write_backup(kept / "backup.zip", Parts(secret_key=True), progress)
        replaced_path(data).touch(mode=0o600)
        write_plan(data, plan)
        say("Replacing the tables …")
        postgres_dump.replace_tables(database, dump, list_tables(), plan.mark, lambda query: query(_RELEASE_JOBS))
    except BaseException:
        if not is_decided(plan.mark):
            forget(data, plan.moves)
        raise
    carry_out(data, plan)
    with postgres_dump.connect(database) as opened:
        counts = count_records(postgres_dump.make_query(opened))
    say("Bringing it up to date: tables, search index …")
    call_command("prepare_archive", "--no-static", verbosity=0)
    return Restored(counts, kept)


_RESTORERS = {"sqlite": _restore_sqlite, "postgresql": _restore_postgresql}


def list_tables() -> list[str]:
    """The archive's own tables, in a database that may hold others."""
    return [*connection.introspection.django_table_names(include_views=False), "django_migrations"]
