"""The look-up tables of the importer, kept in memory for the desk: read anew when a record was changed."""

from __future__ import annotations

import time
from dataclasses import replace
from threading import Lock

from django.contrib.admin.models import LogEntry
from django.db import connection

from statements.ingest.archive import Archive

# Changes at the desk are seen at once; those of an import in another process after so many seconds.
SECONDS = 60

_lock = Lock()
_kept: dict[str, tuple[float, int, Archive]] = {}


def archive() -> Archive:
    """The tables, to be read and matched against. What matching learns on the way stays with the caller."""
    last = LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    # Tests and several databases have tables of their own.
    key = str(connection.settings_dict["NAME"])
    with _lock:
        read_at, seen, kept = _kept.get(key, (0.0, -1, None))
        if kept is None or seen != last or time.monotonic() - read_at > SECONDS:
            kept = Archive.load()
            _kept[key] = (time.monotonic(), last, kept)
    return replace(kept, speakers=kept.speakers.apart())


def forget() -> None:
    """Read the tables anew when they are next asked for."""
    with _lock:
        _kept.clear()
