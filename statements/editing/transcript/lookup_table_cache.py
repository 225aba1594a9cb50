"""The importer's lookup tables, kept in memory for the desk and read again when a record changes."""

from __future__ import annotations

import time
from dataclasses import replace
from threading import Lock
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import Max

from statements.ingest.matching.lookup_tables import LookupTables
from statements.models import Party, Publisher, Speaker, SpeakerAlias, Term, Topic, Treaty, TreatyAlias

# New records and changes made at the desk are seen at once; what a command changes in old records, after this time.
MAX_AGE_SECONDS = 600
_LOOKED_UP = (Speaker, SpeakerAlias, Term, Party, Publisher, Topic, Treaty, TreatyAlias)

_lock = Lock()
_cache: dict[str, tuple[float, tuple[Any, ...], LookupTables]] = {}


def load_lookup_tables() -> LookupTables:
    """The tables, to be matched against. What the matcher learns while it works stays with the caller."""
    fingerprint = _read_fingerprint()
    # Tests and several databases have tables of their own.
    key = str(connection.settings_dict["NAME"])
    with _lock:
        cached = _cache.get(key)
        if cached is None or cached[1] != fingerprint or time.monotonic() - cached[0] > MAX_AGE_SECONDS:
            cached = (time.monotonic(), fingerprint, LookupTables.load())
            _cache[key] = cached
    archive = cached[2]
    return replace(archive, speakers=archive.speakers.copy_for_document())


def clear() -> None:
    with _lock:
        _cache.clear()


def _read_fingerprint() -> tuple[Any, ...]:
    """Changes with every new record and every change at the desk. Changes of statements do not matter: each round of
    corrections is one."""
    last = LogEntry.objects.exclude(content_type__model="statement").aggregate(last=Max("pk"))["last"]
    return last, *(model._default_manager.aggregate(last=Max("pk"))["last"] for model in _LOOKED_UP)
