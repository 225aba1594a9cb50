"""What a command says on the terminal when it meets trouble: one sentence, and what has become of its work."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection

from statements.trouble import Trouble, TroubleKind

KEPT = "What was stored before stays; give the same command again then."
_MIN_FREE_BYTES = 1_000_000


def describe_for_terminal(trouble: Trouble) -> str:
    """The trouble, where it is, what to do about it, and that the command may be repeated."""
    return f"{trouble.sentence} ({trouble.detail}{_describe_place(trouble)}) {trouble.advice} {KEPT}"


def _describe_place(trouble: Trouble) -> str:
    if trouble.kind is TroubleKind.FULL:
        return "".join(f"; {folder} has {free:,} bytes left" for folder, free in _find_full_folders())
    if connection.vendor == "sqlite":
        return f"; SQLite in {settings.DATA_DIR}"
    return ""


def _find_full_folders() -> list[tuple[Path, int]]:
    """The folders that the archive writes to whose disk is full, with the bytes that are left."""
    folders = {Path(settings.DATA_DIR), Path(settings.STATIC_ROOT), Path(tempfile.gettempdir()), Path.cwd()}
    free = {}
    for folder in sorted(folders):
        try:
            free[folder] = shutil.disk_usage(folder).free
        except OSError:
            continue  # it is not there
    full = [(folder, left) for folder, left in free.items() if left < _MIN_FREE_BYTES]
    # A folder within another that is named already is on the same disk.
    return [(folder, left) for folder, left in full if not any(other in folder.parents for other, _ in full)]
