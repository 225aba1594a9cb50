"""Before the API: how often, from where, by which methods."""

from __future__ import annotations

import pytest

from statements.exchange.api.throttling import VisitorThrottle

pytestmark = pytest.mark.django_db


def test_too_many_requests_are_answered_429_with_how_long_to_wait(client, settings, monkeypatch):
    settings.API_REQUESTS_PER_MINUTE = 3
    monkeypatch.setattr(VisitorThrottle, "timer", staticmethod(lambda: 1000.0))
    assert [client.get("/api/v1/topics").status_code for _ in range(3)] == [200] * 3
    answer = client.get("/api/v1/topics")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"
    assert answer.json()["type"] == "http://testserver/api/#too-many-requests"
    assert answer["Cache-Control"] == "no-store"
    assert client.get("/api/v1/topics", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get("/topics/").status_code == 200


def test_scripts_of_any_site_may_read(client):
    for address in ("/api/v1/topics", "/api/v1/nothing", "/api/v1/openapi.json"):
        answer = client.get(address, headers={"Origin": "https://example.org"})
        assert answer["Access-Control-Allow-Origin"] == "*"
    again = client.get("/api/v1/topics", headers={"If-None-Match": client.get("/api/v1/topics")["ETag"]})
    assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")


def test_a_browser_that_asks_beforehand_is_told_what_it_may_send(client):
    answer = client.options(
        "/api/v1/search", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in answer["Access-Control-Allow-Headers"]


def test_head_says_what_get_would(client):
    got, head = client.get("/api/v1/topics"), client.head("/api/v1/topics")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", got["ETag"])


def test_an_answer_that_is_still_true_is_not_sent_again(client):
    from statements.publishing import publish
    from tests.exchange.records import short

    statement = short()
    address = f"/api/v1/statements/{statement.uid}"
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    statement.title = "Corrected"
    statement.save()
    publish(statement, "The title.")
    assert client.get(address, headers={"If-None-Match": etag}).json()["title"] == "Corrected"
