"""What visitors, programs, editors and health checks are told while PostgreSQL is stopped, frozen or crowded."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from tests.operating.answers import Answer, log_of
from tests.postgres import Server
from tests.served import Served, served_archive
from tests.services import postgresql

PAGES = [
    "/", "/statements/", "/speakers/", "/countries/", "/topics/", "/treaties/", "/events/", "/publishers/", "/dates/",
    "/search/?q=treaty", "/no/such/page/", "/s/0000000/", "/admin/", "/api/v1/statements",
    "/api/v1/search?q=treaty", "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/statements/?format=atom",
    "/export/statements.csv", "/export/statements.jsonl", "/export/corpus.zip", "/sitemap.xml",
]  # fmt: skip


@pytest.fixture(scope="module")
def database() -> Iterator[Server]:
    with postgresql() as server:
        yield server


@pytest.fixture(scope="module")
def archive(database: Server) -> Iterator[Served]:
    with served_archive(database.url, WEB_CONCURRENCY="1", LOAD_SAMPLE="0") as served:
        file = served.data / "treaty.jsonl"
        file.write_text(json.dumps(TREATY_TALK))
        served.manage("import_statements", str(file), "--publish")
        yield served


TREATY_TALK = {
    "title": "Remarks on the treaty", "date": "2010-04-08", "publisher": "The White House", "language": "en",
    "url": "https://archive.example.org/prague", "text": "PRESIDENT OBAMA: We have signed the treaty.\n",
}  # fmt: skip


@pytest.fixture
def stopped(database: Server, archive: Served) -> Iterator[Path]:
    assert Answer(archive, "/").status == 200
    database.stop()
    yield archive.data
    database.start()


def test_every_page_says_why_it_cannot_be_shown(archive: Served, stopped: Path) -> None:
    for path in PAGES:
        before = log_of(archive)
        answer = Answer(archive, path, Cookie=f"sessionid={'a' * 32}")
        assert (answer.status, path) == (503, path)
        assert int(answer.headers["Retry-After"]) > 0
        assert "The database does not answer." in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        new = log_of(archive).removeprefix(before).splitlines()
        # What looks for work in the background may have a line of its own.
        assert all("The database does not answer." in line for line in new)
        assert len([line for line in new if "answered 503" in line]) == 1
    assert "Traceback" not in log_of(archive)


def test_browsers_get_a_page_and_programs_a_problem(archive: Served, stopped: Path) -> None:
    page = Answer(archive, "/speakers/", Accept="text/html,application/xhtml+xml")
    problem = Answer(archive, "/api/v1/speakers")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<h1>The archive cannot answer just now</h1>" in page.text
    assert str(archive.data) not in page.text
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert json.loads(problem.text)["detail"] == "The database does not answer."
    assert problem.headers["Access-Control-Allow-Origin"] == "*"


def test_health_says_so_and_all_is_well_again_afterwards(database: Server, archive: Served) -> None:
    database.stop()
    ill = Answer(archive, "/healthz")
    database.start()
    assert ill.status == 503
    assert json.loads(ill.text)["database"] == "the database does not answer"
    assert Answer(archive, "/healthz").status == 200
    assert {Answer(archive, path).status for path in ("/", "/statements/", "/api/v1/statements")} == {200}


def test_health_is_told_although_the_database_takes_connections_and_is_silent(
    database: Server, archive: Served
) -> None:
    assert Answer(archive, "/healthz").status == 200
    database.freeze()
    try:
        answer = Answer(archive, "/healthz")
    finally:
        database.thaw()
    assert answer.status == 503
    assert "has not answered" in json.loads(answer.text)["database"]
    deadline = time.monotonic() + 30
    while (again := Answer(archive, "/healthz")).status != 200 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert again.status == 200


def test_a_database_without_a_free_connection_is_told(database: Server, archive: Served) -> None:
    database.stop()
    database.start(max_connections="6", superuser_reserved_connections="0", reserved_connections="0")
    taken = []
    try:
        with pytest.raises(psycopg2.OperationalError):
            while True:
                taken.append(psycopg2.connect(database.url, connect_timeout=5))
        answer = Answer(archive, "/speakers/")
    finally:
        for connection in taken:
            connection.close()
        database.stop()
        database.start()
    assert answer.status == 503
    assert "The database takes no more connections." in answer.text
