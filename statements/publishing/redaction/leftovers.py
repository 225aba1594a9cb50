"""What rewritten records leave behind: segments of the index, free pages of the database, its write-ahead log, uploads.

None of it needs the words: whatever is not reached by a record any more is written anew or overwritten.
"""

from __future__ import annotations

import shutil
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.db.models import Model

from statements.models import Job
from statements.search.contract.errors import IndexNotWritten
from statements.search.contract.fields import INDEXES
from statements.search.engine import get_engine
from statements.search.indexing.queue import process_queue
from statements.text.redacted_words import RedactedWords

from .raw_texts import read_texts

_TRIES, _PAUSE = 20, 0.25  # to empty the write-ahead log while others read


@contextmanager
def overwrite_deleted() -> Iterator[None]:
    """Within the block SQLite overwrites with zeros what it deletes."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA secure_delete").fetchone()[0]
        cursor.execute("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA secure_delete = {int(usual)}")


def rewrite_index() -> str:
    """Bring the index up to date and write all of it anew. Returns what kept it from that, or ""."""
    engine = get_engine()
    if not process_queue():
        return "Another process is writing the search index."
    try:
        for index in INDEXES:
            if engine.exists(index):
                engine.optimize(index)
        engine.sweep()  # what a merge left that was killed
    except IndexNotWritten as error:
        return f"The search index could not be written anew: {error}"
    return ""


def rewrite_database() -> str:
    """Give the free space of the database back, with what was in it. Returns what kept it from that, or ""."""
    if connection.in_atomic_block:
        return "The database cannot be written anew within a transaction."
    try:
        return _rewrite_sqlite() if connection.vendor == "sqlite" else _rewrite_postgresql()
    except DatabaseError as error:
        return f"The free space of the database could not be given back: {str(error).splitlines()[0]}"


def _rewrite_sqlite() -> str:
    with connection.cursor() as cursor:
        # The copy is made in a file: in memory it would need as much as the database has.
        cursor.execute("PRAGMA temp_store = FILE")
        try:
            cursor.execute("VACUUM")
        finally:
            cursor.execute("PRAGMA temp_store = MEMORY")
        for attempt in range(_TRIES):
            busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return ""
            time.sleep(_PAUSE if attempt < _TRIES - 1 else 0)
    return "Somebody reads the database all the time: its write-ahead log could not be emptied."


def _rewrite_postgresql() -> str:
    own = apps.get_app_config("statements").get_models(include_auto_created=True)
    every: list[type[Model]] = [*own, LogEntry, Session]
    tables = [model._meta.db_table for model in every]
    with connection.cursor() as cursor:
        for table in tables:
            # The statistics of the planner quote values too.
            cursor.execute(f"VACUUM (FULL, ANALYZE) {connection.ops.quote_name(table)}")
    return ""


def delete_uploads(words: RedactedWords, *, write: bool) -> list[Path]:
    """Uploads below the data folder that hold the words: a job that still waits for one says that it is gone."""
    folder = Path(settings.MEDIA_ROOT)
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and holds_words(path, words)]
    if write:
        for path in found:
            path.unlink(missing_ok=True)
            if path.parent.name == "unpacked":
                shutil.rmtree(path.parent, ignore_errors=True)
        Job.objects.filter(path__in=[str(path.relative_to(folder)) for path in found]).update(path="deleted")
    return found


def holds_words(path: Path, words: RedactedWords) -> bool:
    """Whether the name or the content of a file holds the words, also packed in a zip archive or compressed."""
    if words.find(path.name):
        return True
    return any(words.find(text) for name, raw in _read_parts(path) for text in (name, *read_texts(raw, _format(name))))


def _read_parts(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        raw = path.read_bytes()
        if path.suffix.lower() != ".zip":
            yield path.name, raw
            return
        with zipfile.ZipFile(path) as package:
            for entry in package.infolist():
                if not entry.is_dir():
                    yield entry.filename, package.read(entry)
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
        return


def _format(name: str) -> str:
    ending = name.lower().rpartition(".")[2]
    return {"docx": "docx", "pdf": "pdf", "html": "html", "htm": "html", "xml": "tei", "json": "json"}.get(
        ending, "jsonl" if ending in ("jsonl", "ndjson") else "txt"
    )
