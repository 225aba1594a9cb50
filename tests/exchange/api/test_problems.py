"""What the API answers when something is wrong: problem+json, always."""

from __future__ import annotations

import pytest

from statements.exchange.api import statements as addresses
from statements.exchange.api.problems import KINDS
from tests.exchange.records import short

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "status", "kind"),
    [
        ("/nothing", 404, "not-found"),
        ("/statements/", 404, "not-found"),
        ("/statements/zzzzzzz", 404, "not-found"),
        ("/statements/%00", 404, "not-found"),
        ("/statements/99999999999999999999", 404, "not-found"),
        ("/speakers/-1", 404, "not-found"),
        ("/parties/ATLANTIS", 404, "not-found"),
        ("/parties/%00", 404, "not-found"),
        ("/topics/no/such/topic", 404, "not-found"),
        ("/statements?party=ATLANTIS", 404, "no-such-filter"),
        ("/statements?party=%00A", 404, "no-such-filter"),
        ("/statements?date=2023-02-31", 404, "no-such-filter"),
        ("/treaties?party=ATLANTIS", 404, "no-such-filter"),
        ("/speeches?statement=zzzzzzz", 404, "not-found"),
        ("/statements?cursor=abc", 404, "bad-cursor"),
        ("/statements?limit=0", 400, "bad-parameter"),
        ("/statements?limit=101", 400, "bad-parameter"),
        ("/statements?limit=many", 400, "bad-parameter"),
        ("/statements?kind=song", 400, "bad-parameter"),
        ("/statements?interpreted=404", 400, "bad-parameter"),
        ("/search?q=treaty&interpreted=true", 400, "bad-parameter"),
        ("/statements?order=random", 400, "bad-parameter"),
        ("/statements?date=tomorrow", 400, "bad-parameter"),
        ("/statements?fields=title,private_note", 400, "bad-parameter"),
        ("/search?scope=everywhere", 400, "bad-parameter"),
    ],
)
def test_every_fault_has_its_problem(get, address, status, kind):
    problem = get(address, status)
    assert problem["type"] == f"http://testserver/api/#{kind}"
    assert problem["status"] == status == KINDS[kind].status
    assert problem["title"] == KINDS[kind].title
    assert problem["detail"]


def test_a_faulty_parameter_is_named(get):
    problem = get("/statements?limit=0&kind=song", 400)
    assert {fault["name"] for fault in problem["parameters"]} == {"limit", "kind"}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("path", ["/api/v1/statements", "/api/v1/search", "/api/v1/nothing", "/api/v1/"])
def test_it_can_only_be_read(client, method, path):
    answer = getattr(client, method)(path)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "http://testserver/api/#method-not-allowed"


def test_every_kind_of_problem_is_explained(client):
    page = client.get("/api/").content.decode()
    for name, kind in KINDS.items():
        assert f'id="{name}"' in page
        assert kind.title in page


def test_a_failure_of_the_archive_is_told_without_its_inside(get, monkeypatch, caplog):
    def fail(pk):
        raise RuntimeError("the database password is hunter2")

    statement = short()
    monkeypatch.setattr(addresses, "read_content", fail)
    problem = get(f"/statements/{statement.uid}", 500)
    assert problem["type"] == "http://testserver/api/#internal-error"
    assert "hunter2" not in str(problem)
    assert "hunter2" in caplog.text


def test_a_failure_names_its_request_and_a_fault_of_the_question_does_not(client, monkeypatch):
    def fail(pk):
        raise RuntimeError

    statement = short()
    monkeypatch.setattr(addresses, "read_content", fail)
    failed = client.get(f"/api/v1/statements/{statement.uid}")
    assert failed.json()["request_id"] == failed["X-Request-ID"]
    assert "request_id" not in client.get("/api/v1/nothing").json()
