"""What `/healthz` answers, to whom, and when something is wrong."""

from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError
from django.test import Client

from statements.search.indexing.queue import pause_indexing
from statements.search.indexing.updating import update_index
from tests.factories import published


@pytest.fixture
def index(tmp_path: Path, settings) -> Path:  # noqa: ANN001
    folder = tmp_path / "index"
    connections = settings.HAYSTACK_CONNECTIONS
    settings.HAYSTACK_CONNECTIONS = {"default": {**connections["default"], "PATH": str(folder)}}
    update_index([])
    return folder


@pytest.mark.django_db
def test_a_working_archive_is_healthy(client: Client, index: Path) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "index": "ok"}
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_any_host_name_and_plain_http_are_answered(client: Client, index: Path, settings) -> None:  # noqa: ANN001
    settings.ALLOWED_HOSTS = ["archive.example"]
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz", headers={"host": "10.1.2.3:8000"}).status_code == 200


@pytest.mark.django_db
def test_an_index_that_is_missing_or_empty_is_told(client: Client, index: Path) -> None:
    for file in index.iterdir():
        file.unlink()
    empty = client.get("/healthz")
    index.rmdir()
    missing = client.get("/healthz")
    assert (empty.status_code, missing.status_code) == (503, 503)
    assert "cannot be read" in empty.json()["index"]
    assert "cannot be read" in missing.json()["index"]
    assert missing.json()["database"] == "ok"


# A server's database is asked on a connection of its own, which sees what has been committed.
@pytest.mark.django_db(transaction=True)
def test_an_index_that_is_behind_is_told_and_still_healthy(client: Client, index: Path) -> None:
    with pause_indexing():
        published()
    response = client.get("/healthz")
    assert response.status_code == 200
    assert "stale" in response.json()["index"]


@pytest.mark.django_db
def test_a_silent_database_is_told_without_its_address(client: Client, index: Path, monkeypatch) -> None:  # noqa: ANN001
    def refuse(database: BaseDatabaseWrapper) -> None:
        raise OperationalError("connection to server at 10.0.0.7 failed")

    monkeypatch.setattr(type(connections["default"]), "cursor", refuse)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["database"] == "the database does not answer"
    assert "10.0.0.7" not in response.text
