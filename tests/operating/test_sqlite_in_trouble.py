"""What is told while SQLite is locked, its disk full or its file damaged: with a real lock, disk and file."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.operating.answers import Answer, log_of
from tests.operating.archive_folder import write_transcripts
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


class Editor:
    """Signed in, so that what is sent later needs no room for a session."""

    def __init__(self, archive: Served) -> None:
        self.archive = archive
        cookies = sign_in(archive).headers.get_all("Set-Cookie")
        self.cookie = "; ".join(cookie.split(";")[0].strip() for cookie in cookies)

    def get(self, path: str) -> Answer:
        return Answer(self.archive, path, Cookie=self.cookie)

    def post(self, path: str, fields: dict[str, str], name: str = "", words: str = "") -> Answer:
        """A form of the desk; with a file where it has a `name`."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path).text)[1]
        parts = [
            f'Content-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
            for field, value in {"csrfmiddlewaretoken": token, **fields}.items()
        ]
        if name:
            parts.append(f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n{words}\r\n')
        return Answer(
            self.archive, path, method="POST", body="".join(f"--edge\r\n{part}" for part in parts) + "--edge--\r\n",
            Cookie=self.cookie, Content_Type="multipart/form-data; boundary=edge", Accept="text/html",
        )  # fmt: skip


def test_publishing_and_an_upload_on_a_full_disk(archive: Served, tmp_path: Path) -> None:
    """Neither is half done, and both can be done once there is room."""
    archive.manage("import_statements", str(write_transcripts(tmp_path / "draft.jsonl", 1)))
    editor = Editor(archive)
    uid = re.search(r"/admin/statements/statement/(\d+)/", editor.get("/admin/statements/statement/").text)[1]
    checks = f"/admin/statements/statement/{uid}/checks/"
    version = re.search(r'name="lock_version" value="(\d+)"', editor.get(checks).text)[1]
    publication = {"lock_version": version, "reason": "First published.", "action": "publish"}
    uploads = archive.data / "uploads"
    filler = fill(archive.data)
    try:
        published = editor.post(checks, publication)
        uploaded = editor.post("/admin/statements/job/add/", {}, "talk.txt", "PRESIDENT OBAMA: We met. " * 20_000)
        left = [path for path in uploads.rglob("*") if path.is_file()]
    finally:
        filler.unlink()
    for answer in (published, uploaded):
        expect_trouble(archive, answer, "There is no space left on the disk.")
    assert not left
    assert "Talks 0" not in Answer(archive, "/statements/").text
    assert "chancery_jobs{" not in Answer(archive, "/metrics").text
    assert editor.post(checks, publication).status == 302
    assert "Talks 0" in Answer(archive, "/statements/").text
    assert editor.post("/admin/statements/job/add/", {}, "talk.txt", "PRESIDENT OBAMA: We met.").status == 302
    for _ in range(300):  # the next tests would meet what works on it
        if 'chancery_jobs{state="done"} 1' in (jobs := Answer(archive, "/metrics").text):
            break
        time.sleep(0.1)
    assert 'chancery_jobs{state="done"} 1' in jobs


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
