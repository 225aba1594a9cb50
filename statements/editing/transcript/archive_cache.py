"""The look-up tables of the importer, kept in memory for the desk: read anew when a record was changed."""

from __future__ import annotations

import time
from dataclasses import replace
from threading import Lock

from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import Max

from statements.ingest.matching.lookup_tables import LookupTables
from statements.models import Party, Publisher, Speaker, SpeakerAlias, Term, Topic, Treaty, TreatyAlias

# New records, and changes made at the desk, are seen at once; what a command changes in old ones after so many seconds.
SECONDS = 600
_LOOKED_UP = (Speaker, SpeakerAlias, Term, Party, Publisher, Topic, Treaty, TreatyAlias)

_lock = Lock()
_kept: dict[str, tuple[float, tuple, LookupTables]] = {}


def archive() -> LookupTables:
    """The tables, to be read and matched against. What matching learns on the way stays with the caller."""
    state = _state()
    # Tests and several databases have tables of their own.
    key = str(connection.settings_dict["NAME"])
    with _lock:
        read_at, seen, kept = _kept.get(key, (0.0, (), None))
        if kept is None or seen != state or time.monotonic() - read_at > SECONDS:
            kept = LookupTables.load()
            _kept[key] = (time.monotonic(), state, kept)
    return replace(kept, speakers=kept.speakers.copy_for_document())


def forget() -> None:
    """Read the tables anew when they are next asked for."""
    with _lock:
        _kept.clear()


def _state() -> tuple:
    """What is different after any change at the desk and after any new record. Statements do not matter: each round of
    corrections is one of their changes."""
    last = LogEntry.objects.exclude(content_type__model="statement").aggregate(last=Max("pk"))["last"]
    return last, *(model._default_manager.aggregate(last=Max("pk"))["last"] for model in _LOOKED_UP)
