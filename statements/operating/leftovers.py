"""What commands that were killed leave beside the archive or a backup: half copies, and notes that were being written.

A half copy may hold words that have been redacted since, and takes as much room as the archive. Whoever makes one holds
a lock on it: one that can be locked belongs to nobody any more.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# How the names of folders for copies begin, and those of files end that are yet to take their places. They are deleted
# in a folder of the operator's, so that nothing else may be called so: neither a `.backup-2025`, nor a package that
# export_archive is writing there.
WORKPLACE = ".chancery-backup-"
UNFINISHED = ".unfinished-backup"
NOTES = ("archive.sqlite3.record.*", "last_backup.json.*")
MAX_SECONDS_TO_NOTE = 5  # a few milliseconds are needed


@contextmanager
def open_workplace(within: Path) -> Iterator[Path]:
    """A folder for copies, which is deleted at the end of the block, or by `delete_leftovers`."""
    with tempfile.TemporaryDirectory(prefix=WORKPLACE, dir=within) as name:
        handle = os.open(name, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield Path(name)
        finally:
            os.close(handle)


def delete_leftovers(folder: Path) -> None:
    """Delete what killed commands left in ``folder``. What is still being written stays."""
    for path in [*folder.glob(f"{WORKPLACE}*"), *folder.glob(f".*{UNFINISHED}")]:
        with suppress(OSError):
            if _is_abandoned(path):
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink()
    for pattern in NOTES:
        for path in folder.glob(pattern):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > MAX_SECONDS_TO_NOTE:
                    path.unlink()


def _is_abandoned(path: Path) -> bool:
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True
