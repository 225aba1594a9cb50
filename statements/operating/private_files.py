"""Files that only the account of the archive may read: in them lie drafts, private notes, the hashes of passwords."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UMASK = 0o077  # of the archive's processes: new files 600, new folders 700
_OTHERS = 0o077


def make_private(folder: Path, public: Path) -> int:
    """Take from others what they may do in a folder and all in it but `public`; returns in how many places.

    What belongs to another account is left: a container's folder may be another user's, who decides.
    """
    return sum(_close(path) for path in (folder, *_walk(folder, public)))


@contextmanager
def public_files() -> Iterator[None]:
    """What is made within the block may be read by everybody: collected static files, which a proxy may serve."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


def _walk(folder: Path, public: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if Path(parent) / name != public]
        yield from (Path(parent) / name for name in (*folders, *files))


def _close(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode) or not mode & _OTHERS:
            return False
        path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
    except OSError:
        return False  # gone meanwhile, or another's
    return True
