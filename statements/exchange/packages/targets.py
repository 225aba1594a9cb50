"""Write a package to disk as a ZIP file or a folder, completely or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from .zip_stream import Member, stream_zip


class NotWritable(ValueError):
    """The target cannot be written to; the message is a sentence for the user."""


def check_target(target: Path) -> None:
    """Raises ``NotWritable``, before an hour's work, if the target exists already or cannot be created."""
    if is_zip(target):
        if target.exists():
            raise NotWritable(f"{target} is there already; name another file or move it away.")
    elif target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise NotWritable(f"{target} is there already and not an empty folder.")
    if not target.parent.is_dir():
        raise NotWritable(f"There is no folder {target.parent}.")


def is_zip(target: Path) -> bool:
    return target.suffix.lower() == ".zip"


def write_package(members: Iterable[Member], target: Path, when: datetime) -> int:
    """Write under a temporary name and move into place. Return the size in bytes. Raises OSError."""
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        if is_zip(target):
            with unfinished.open("wb") as stream:
                for chunk in stream_zip(members, when):
                    stream.write(chunk)
            size = unfinished.stat().st_size
        else:
            size = _write_folder(members, unfinished)
            if target.exists():
                target.rmdir()
        unfinished.replace(target)
    except BaseException:
        if unfinished.is_dir():
            shutil.rmtree(unfinished, ignore_errors=True)
        else:
            unfinished.unlink(missing_ok=True)
        raise
    return size


def _write_folder(members: Iterable[Member], folder: Path) -> int:
    size, made = 0, set()
    for member in members:
        # The top folder of the package becomes ``folder``.
        path = folder / member.name.partition("/")[2]
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        with path.open("wb") as stream:
            for chunk in [member.content] if isinstance(member.content, bytes) else member.content:
                size += stream.write(chunk)
    return size
