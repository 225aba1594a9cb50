"""Whether the archive works: database, folder of data, index. Each answer is "" or a sentence without hosts or paths.

Asked by machines every few seconds, so no answer may take long, whatever is wrong: the database is asked on a thread of
its own, which a server that does not answer can hold up without holding up the answer.
"""

from __future__ import annotations

import errno
import os
import tempfile
import threading
from collections.abc import Mapping

from django.conf import settings
from django.db import Error, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from statements.search.indexing.status import describe_stale, describe_unreadable
from statements.trouble import TroubleKind, find_trouble

SECONDS = 4.0  # after which a database that has not answered does not answer
LOCK_SECONDS = 2  # for which a writer may hold SQLite's lock before that is trouble
_PROBE = b"\0" * 256 * 1024  # as much as the next change of the database may take


class _Check:
    """One look at the database. `problem` is "" where it works, `index_delay` where the index has all of it."""

    def __init__(self) -> None:
        self.problem = self.index_delay = ""
        self.done = threading.Event()

    def run(self) -> None:
        """Never raises; closes the connection of a thread of its own."""
        try:
            self.look()
        finally:
            self.done.set()
            connections.close_all()

    def look(self) -> None:
        try:
            _try_database(connection)
            self.index_delay = describe_stale()
        except (Error, OSError) as error:
            trouble = find_trouble(error)
            self.problem = _as_part(trouble.sentence if trouble else "The database does not do what it is asked.")


_running: dict[str, _Check] = {}
_starting = threading.Lock()


def describe_health() -> dict[str, str]:
    """Part -> "" where it is well, else what is wrong; `index delay` is no fault: the archive can be used meanwhile."""
    check = _look_at_database()
    health = {"database": check.problem if check else _not_answering()}
    health["disk"] = describe_disk_problem()
    health["index"] = describe_unreadable()
    health["index delay"] = check.index_delay if check else ""
    return health


def _not_answering() -> str:
    return f"the database has not answered for {SECONDS:g} seconds"


def _look_at_database() -> _Check | None:
    """None where it did not answer in time. One thread looks at a time: a dead server holds up one and not hundreds."""
    if connection.vendor == "sqlite":
        check = _Check()
        check.look()
        return check
    with _starting:
        running = _running.get("check")
        if running is None or running.done.is_set():
            running = _running["check"] = _Check()
            threading.Thread(target=running.run, name="health", daemon=True).start()
    return running if running.done.wait(SECONDS) else None


def _try_database(database: BaseDatabaseWrapper) -> None:
    """Raises what keeps the database from being read, or from being written."""
    if database.vendor != "sqlite":
        with database.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
        return
    with database.cursor() as cursor:
        cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
        cursor.fetchall()
        if database.in_atomic_block:
            return  # it is being written at this moment, by this very thread
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {LOCK_SECONDS * 1000}")
        try:
            with transaction.atomic():  # begins by taking the lock of the writer
                pass
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def describe_disk_problem() -> str:
    """Why nothing can be written to the folder of data, found by writing to it."""
    try:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR, buffering=0) as probe:
            if os.write(probe.fileno(), _PROBE) < len(_PROBE):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as error:
        trouble = find_trouble(error)
        if trouble and trouble.kind is not TroubleKind.READ_ONLY:
            return _as_part(trouble.sentence)
        return "the folder of data cannot be written"
    return ""


def _as_part(sentence: str) -> str:
    """A sentence as it stands after the name of a part."""
    return sentence[:1].lower() + sentence[1:].removesuffix(".")


def answer_health() -> tuple[int, Mapping[str, str]]:
    """Status and body of `/healthz`."""
    health = describe_health()
    delay = health.pop("index delay")
    failing = any(health.values())
    parts = {name: problem or "ok" for name, problem in health.items() if problem or name != "disk"}
    if not failing and delay:
        parts["index"] = delay
    return (503 if failing else 200), {"status": "failing" if failing else "ok", **parts}
