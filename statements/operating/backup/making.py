"""A backup of the archive as it runs: database, uploads, and by choice the index and the secret key."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection

from statements import VERSION
from statements.operating.leftovers import delete_leftovers, open_workplace

from . import postgres_dump, sqlite_copy
from .backup_file import (
    DATABASES,
    INDEX,
    SECRET_KEY,
    UPLOADS,
    BackupReader,
    BackupWriter,
    Manifest,
    Progress,
    say_nothing,
    write_aside,
)
from .contents import Query, count_records, read_migrations
from .file_links import link_index, link_uploads
from .problems import BackupProblem, explain_full_disk

NAME = "chancery-{:%Y%m%d-%H%M%S}.zip"  # of a file in a folder of backups
_PATTERN = "chancery-????????-??????.zip"
LAST = "last_backup.json"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a backup holds beside database and uploads. With `secret_key` also who is signed in."""

    index: bool = False
    secret_key: bool = False


def get_data_folder() -> Path:
    return Path(settings.DATA_DIR)


def get_index_folder() -> Path:
    return Path(str(settings.HAYSTACK_CONNECTIONS["default"]["PATH"]))


def get_database() -> Path:
    """The file of SQLite."""
    return Path(str(settings.DATABASES["default"]["NAME"]))


def write_backup(target: Path, parts: Parts, progress: Progress = say_nothing) -> tuple[Path, Manifest]:
    """Write a file, or into a folder a file named by the time. Returns its path and what it holds.

    It was read back and every hash is right. Raises BackupProblem: then nothing is left of it.
    """
    path = target / NAME.format(datetime.now(UTC)) if target.is_dir() else target
    if path.exists():
        raise BackupProblem(f"{path} is there already; name another file or move it away.")
    if not path.parent.is_dir():
        raise BackupProblem(f"There is no folder {path.parent}.")
    delete_leftovers(path.parent)
    with explain_full_disk(path), write_aside(path) as stream:
        manifest = stream_backup(stream, parts, path.parent, progress)
        stream.seek(0)
        BackupReader(stream, path.name).verify(progress)
    _remember(path, manifest)
    return path, manifest


def stream_backup(
    stream: IO[bytes], parts: Parts, workplace: Path | None = None, progress: Progress = say_nothing
) -> Manifest:
    """Write to a stream that need not be a file. Copies are made in `workplace`, a folder with room for the database.

    Raises BackupProblem.
    """
    workplace = workplace or get_data_folder()
    with contextlib.ExitStack() as stack:
        stack.enter_context(explain_full_disk(workplace))
        linked = stack.enter_context(open_workplace(get_data_folder()))
        writer = stack.enter_context(BackupWriter(stream, progress))
        # Uploads that a job deletes while the database is copied must be there, and those of jobs begun meanwhile too.
        link_uploads(Path(settings.MEDIA_ROOT), linked / UPLOADS)
        manifest = _DATABASE_WRITERS[connection.vendor](writer, parts, workplace, progress)
        link_uploads(Path(settings.MEDIA_ROOT), linked / UPLOADS)
        writer.add_folder(UPLOADS, linked / UPLOADS)
        if parts.index:
            if not link_index(get_index_folder(), linked / INDEX):
                raise BackupProblem("The search index changes too fast to be copied; leave --with-index out.")
            writer.add_folder(INDEX, linked / INDEX)
        key = get_data_folder() / SECRET_KEY
        if parts.secret_key and key.is_file():
            with key.open("rb") as file:
                writer.add(SECRET_KEY, file)
        writer.finish(manifest)
    return manifest


def _write_sqlite(writer: BackupWriter, parts: Parts, workplace: Path, progress: Progress) -> Manifest:
    with contextlib.ExitStack() as stack:
        copy = stack.enter_context(open_workplace(workplace)) / "copy"
        connection.ensure_connection()  # which is where a log that is another file's is set aside
        source = get_database()
        if not source.is_file():
            raise BackupProblem("The archive is in memory and cannot be backed up.")
        sqlite_copy.copy_database(source, copy, progress, with_sessions=parts.secret_key)
        with closing(sqlite3.connect(copy)) as opened:
            manifest = _describe(sqlite_copy.make_query(opened), sqlite3.sqlite_version, parts)
        with copy.open("rb") as file:
            writer.add(DATABASES["sqlite"], file, copy.stat().st_size)
    return manifest


def _write_postgresql(writer: BackupWriter, parts: Parts, workplace: Path, progress: Progress) -> Manifest:
    with postgres_dump.open_dump(settings.DATABASES["default"], with_sessions=parts.secret_key) as (
        dump,
        query,
        version,
    ):
        manifest = _describe(query, version, parts)
        writer.add(DATABASES["postgresql"], dump, compress=False)
    return manifest


_DATABASE_WRITERS: dict[str, Callable[[BackupWriter, Parts, Path, Progress], Manifest]] = {
    "sqlite": _write_sqlite,
    "postgresql": _write_postgresql,
}


def _describe(query: Query, engine_version: str, parts: Parts) -> Manifest:
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(
        VERSION, made, connection.vendor, engine_version, read_migrations(query), count_records(query),
        sessions=parts.secret_key,
    )  # fmt: skip


def delete_older(folder: Path, keep: int) -> Iterator[Path]:
    """Delete all but the newest backups of a folder, known by their names; yields those that were deleted."""
    for path in sorted(folder.glob(_PATTERN), reverse=True)[keep:]:
        path.unlink()
        yield path


@dataclass(frozen=True, slots=True)
class LastBackup:
    made: datetime
    file: str


def _remember(path: Path, manifest: Manifest) -> None:
    """A note for those who watch over the archive; a backup is no worse without it."""
    with contextlib.suppress(OSError):
        note = get_data_folder() / LAST
        fresh = note.with_name(f"{LAST}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps({"made": manifest.made, "file": str(path.resolve())}), encoding="utf-8")
        fresh.replace(note)


def read_last_backup() -> LastBackup | None:
    """When a backup was last written to a file from this folder of data; None where none is known of."""
    try:
        noted = json.loads((get_data_folder() / LAST).read_text(encoding="utf-8"))
        return LastBackup(datetime.fromisoformat(noted["made"]), str(noted["file"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
