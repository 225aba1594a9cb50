"""What an earlier release made opens in this one: migrated, searched, checked, every address answering."""

from __future__ import annotations

import lzma
import re
from pathlib import Path

import pytest

from ..archive_folder import Archive

HERE = Path(__file__).resolve().parent
RELEASES = sorted(path.name for path in HERE.glob("[0-9]*.[0-9]*.[0-9]*"))


def expect_a_sound_archive(archive: Archive) -> None:
    said = archive.manage("check_archive", "--deep")
    assert said.startswith("77 statements (76 published)")
    assert re.findall(r": (\d+ found|all well)", said) == ["all well"] * said.count(": all well")
    assert "answer as they should" in archive.manage("check_links", "--every", "7")


@pytest.mark.sqlite_only
def test_the_database_of_before_the_first_release_opens(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "data")
    archive.data.mkdir()
    archive.database.write_bytes(lzma.decompress((HERE / "b269acd" / "archive.sqlite3.xz").read_bytes()))
    archive.manage("prepare_archive")
    expect_a_sound_archive(archive)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("release", RELEASES)
def test_a_backup_of_each_release_is_restored(tmp_path: Path, release: str) -> None:
    archive = Archive(tmp_path / "data")
    archive.manage("restore", str(HERE / release / "sqlite.zip"))
    expect_a_sound_archive(archive)
