"""What is told while SQLite is locked, its disk full or its file damaged: with a real lock, disk and file."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.operating.answers import Answer, log_of
from tests.served import Served, served_archive
from tests.services import small_disk

pytestmark = pytest.mark.sqlite_only
SIZE = 80_000_000  # bytes; the archive without a sample takes about half


@pytest.fixture(scope="module")
def archive() -> Iterator[Served]:
    with (
        small_disk(SIZE) as disk,
        served_archive(within=disk, WEB_CONCURRENCY="1", LOAD_SAMPLE="0", QUERY_LOG="0") as served,
    ):
        served.manage("createsuperuser", "--noinput", **ACCOUNT)
        yield served


ACCOUNT = {
    "DJANGO_SUPERUSER_USERNAME": "sergei",
    "DJANGO_SUPERUSER_PASSWORD": "a long enough password",
    "DJANGO_SUPERUSER_EMAIL": "sergei@example.org",
}


def fill(folder: Path) -> Path:
    """A file that takes all the space that is left."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as stream:
        for size in (1_000_000, 4096):
            try:
                while stream.write(b"\0" * size):
                    pass
            except OSError:
                continue
    return filler


def sign_in(archive: Served) -> Answer:
    """Signing in writes a session."""
    form = Answer(archive, "/admin/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)[1]
    cookie = form.headers["Set-Cookie"].split(";")[0]
    body = f"csrfmiddlewaretoken={token}&username=sergei&password=a+long+enough+password&next=/admin/"
    headers = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Accept": "text/html"}
    return Answer(archive, "/admin/login/", method="POST", body=body, **headers)


def expect_trouble(archive: Served, answer: Answer, sentence: str) -> None:
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert sentence in answer.text
    assert "Nothing of what you sent has been kept" in answer.text
    assert str(archive.data) not in answer.text
    assert "Traceback" not in log_of(archive)


def test_a_full_disk(archive: Served) -> None:
    filler = fill(archive.data)
    try:
        health, page, answer = Answer(archive, "/healthz"), Answer(archive, "/speakers/"), sign_in(archive)
    finally:
        filler.unlink()
    assert health.status == 503
    assert json.loads(health.text)["disk"] == "there is no space left on the disk"
    assert page.status == 200
    expect_trouble(archive, answer, "There is no space left on the disk.")
    assert sign_in(archive).status == 302
    assert json.loads(Answer(archive, "/healthz").text)["status"] == "ok"


def test_a_database_locked_by_another_process(archive: Served) -> None:
    with closing(sqlite3.connect(archive.data / "archive.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        health, page, answer = Answer(archive, "/healthz"), Answer(archive, "/speakers/"), sign_in(archive)
    assert health.status == 503
    assert "locked by another process" in json.loads(health.text)["database"]
    assert page.status == 200
    expect_trouble(archive, answer, "The database is locked by another process")
    assert sign_in(archive).status == 302


def test_a_damaged_database(archive: Served) -> None:
    path = archive.data / "archive.sqlite3"
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    with path.open("r+b") as file:
        for place in range(4096, len(whole), 4096):
            file.seek(place)
            file.write(os.urandom(4096))
    health, page = Answer(archive, "/healthz"), Answer(archive, "/speakers/", Accept="text/html")
    path.write_bytes(whole)
    assert health.status == 503
    assert json.loads(health.text)["database"] == "the database is damaged"
    assert page.status == 503
    assert "The database is damaged." in page.text
    assert "Traceback" not in log_of(archive)
    assert "GET /speakers/: answered 503. The database is damaged." in log_of(archive)
