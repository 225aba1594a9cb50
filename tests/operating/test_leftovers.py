"""Half copies that a killed backup leaves are deleted; those of one that runs are not."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from statements.exchange.packages.targets import write_package
from statements.exchange.packages.zip_stream import Member
from statements.operating.backup.backup_file import write_aside
from statements.operating.leftovers import UNFINISHED, WORKPLACE, delete_leftovers, open_workplace


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def leave(folder: Path) -> None:
    """What a backup leaves that is killed while it copies the database."""
    with open_workplace(folder) as workplace, write_aside(folder / "archive.zip") as stream:
        (workplace / "copy").write_bytes(b"half a database")
        stream.write(b"half a backup")
        copied = folder / f"{WORKPLACE}left"
        shutil.copytree(workplace, copied)
        (folder / f".archive.zip.1{UNFINISHED}").write_bytes(b"half a backup")


def test_what_a_killed_backup_left_is_deleted(tmp_path: Path) -> None:
    leave(tmp_path)
    assert {f"{WORKPLACE}left", f".archive.zip.1{UNFINISHED}"} <= names(tmp_path)
    delete_leftovers(tmp_path)
    assert names(tmp_path) == {"archive.zip"}


def test_what_others_keep_or_write_in_a_folder_of_backups_stays(tmp_path: Path) -> None:
    (tmp_path / ".backup-2025" / "letters").mkdir(parents=True)
    exported = tmp_path / "package.zip"
    written: set[str] = set()

    def members() -> Iterator[Member]:
        """A package of export_archive, while a backup is begun in the same folder."""
        yield Member("package/README.md", b"half a package")
        delete_leftovers(tmp_path)
        written.update(names(tmp_path))

    write_package(members(), exported, datetime(2026, 11, 30, tzinfo=UTC))
    assert exported.exists() and ".package.zip.unfinished" in written
    assert (tmp_path / ".backup-2025" / "letters").is_dir()


def test_a_backup_that_is_being_made_is_left_alone(tmp_path: Path) -> None:
    with open_workplace(tmp_path) as workplace, write_aside(tmp_path / "archive.zip") as stream:
        (workplace / "copy").write_bytes(b"half a database")
        stream.write(b"half a backup")
        before = names(tmp_path)
        delete_leftovers(tmp_path)
        assert names(tmp_path) == before
        assert (workplace / "copy").exists()
    assert names(tmp_path) == {"archive.zip"}


def test_notes_that_were_never_finished_are_deleted_after_a_while(tmp_path: Path) -> None:
    old, fresh = tmp_path / "archive.sqlite3.record.7.7", tmp_path / "last_backup.json.8"
    for note in (old, fresh):
        note.touch()
    os.utime(old, (time.time() - 60,) * 2)
    delete_leftovers(tmp_path)
    assert names(tmp_path) == {fresh.name}
