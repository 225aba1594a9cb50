"""Why a backup or a restore does not go on."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class BackupProblem(Exception):
    """A sentence for the operator: what was wrong, where, and what to do. Nothing was changed."""


@contextmanager
def explain_full_disk(where: Path) -> Iterator[None]:
    """Turn a full disk, or a folder that cannot be written, into a BackupProblem."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise BackupProblem(
                f"The disk of {where} is full; nothing was left there. Make room, or name another."
            ) from error
        raise BackupProblem(f"{error.filename or where} cannot be used: {error.strerror or error}.") from error
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise BackupProblem(
                f"The disk of {where} is full; nothing was left there. Make room, or name another."
            ) from error
        raise BackupProblem(f"The database cannot be read: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise BackupProblem(f"The database cannot be read: {error}.") from error
