"""Folders as they are at one moment, by hard links: what is deleted or replaced a moment later is still there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MAX_TRIES = 20


def link_uploads(source: Path, target: Path) -> None:
    """Add the files of a folder that others add to and delete from. What a job has unpacked is left out: it does that
    again."""
    for folder, names, files in os.walk(source):
        if "unpacked" in names:
            names.remove("unpacked")
        for name in files:
            _link(Path(folder) / name, target / Path(folder).relative_to(source) / name)


def link_index(source: Path, target: Path) -> bool:
    """Link the files of an index that others write, of one moment. False where it changes too fast."""
    for _ in range(MAX_TRIES):
        shutil.rmtree(target, ignore_errors=True)
        before = _list_files(source)
        for name in before:
            _link(source / name, target / name)
        if before == _list_files(source):
            return True
    return False


def _list_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file() and path.suffix != ".lock")


def _link(source: Path, target: Path) -> None:
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except FileNotFoundError:
        pass  # deleted meanwhile
    except OSError:
        shutil.copyfile(source, target)  # a file system without links
