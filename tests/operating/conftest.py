"""Sample archives on the disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from .archive_folder import Archive, write_transcripts


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sample archive on SQLite; not to be changed."""
    archive = Archive(tmp_path_factory.mktemp("prepared") / "data")
    archive.manage("prepare_archive", "--no-static")
    return archive.data


@pytest.fixture
def archive(prepared: Path, tmp_path: Path) -> Archive:
    """A sample archive on SQLite of the test's own."""
    shutil.copytree(prepared, tmp_path / "data")
    return Archive(tmp_path / "data")


@pytest.fixture
def make_transcripts(tmp_path: Path) -> Callable[[int], Path]:
    """A file of so many records that can be published."""

    return lambda number: write_transcripts(tmp_path / f"{number}.jsonl", number)
