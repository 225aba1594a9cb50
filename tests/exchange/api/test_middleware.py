"""Before the API: how often, from where, by which methods."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from statements.exchange.api import throttling
from statements.exchange.api.throttling import Buckets, visitor

pytestmark = pytest.mark.django_db


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class TestBuckets:
    def test_a_minute_s_worth_may_be_taken_at_once_and_then_one_at_a_time(self):
        clock = Clock()
        buckets = Buckets(clock)
        assert [buckets.take("a", 60) for _ in range(60)] == [0] * 60
        assert buckets.take("a", 60) == 1
        assert buckets.take("b", 60) == 0
        clock.now += 1
        assert (buckets.take("a", 60), buckets.take("a", 60)) == (0, 1)

    def test_who_waits_as_long_as_told_is_let_through(self):
        clock = Clock()
        buckets = Buckets(clock)
        for _ in range(7):
            buckets.take("a", 7)
        clock.now += buckets.take("a", 7)
        assert buckets.take("a", 7) == 0

    def test_none_is_any_number(self):
        buckets = Buckets(Clock())
        assert {buckets.take("a", 0) for _ in range(1000)} == {0}

    def test_only_so_many_addresses_are_remembered(self, monkeypatch):
        monkeypatch.setattr(throttling, "MOST_ADDRESSES", 2)
        buckets = Buckets(Clock())
        for address in ("a", "b", "c"):
            assert buckets.take(address, 1) == 0
        assert (buckets.take("c", 1), buckets.take("a", 1)) == (60, 0)

    @given(st.lists(st.floats(0, 100), max_size=50), st.integers(1, 30))
    def test_never_more_than_the_rate_and_a_minute_s_worth(self, waits, a_minute):
        clock = Clock()
        buckets, taken = Buckets(clock), 0
        for wait in waits:
            clock.now += wait
            taken += buckets.take("a", a_minute) == 0
        assert taken <= a_minute + (clock.now - 1000) * a_minute / 60 + 1e-6


class TestVisitors:
    def asked(self, forwarded: str = "", address: str = "192.0.2.7"):
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        return visitor(RequestFactory().get("/api/v1/", REMOTE_ADDR=address, headers=headers))

    def test_a_forwarded_address_is_not_believed_unless_configured(self):
        assert self.asked("198.51.100.1") == "192.0.2.7"

    def test_behind_a_proxy_the_address_that_it_added_counts(self, settings):
        settings.TRUSTED_PROXIES = 1
        assert self.asked("203.0.113.9, 198.51.100.1") == "198.51.100.1"
        settings.TRUSTED_PROXIES = 2
        assert self.asked("forged, 203.0.113.9, 198.51.100.1") == "203.0.113.9"
        assert self.asked("198.51.100.1") == "192.0.2.7"

    def test_all_addresses_of_an_ipv6_site_are_one_visitor(self):
        assert self.asked(address="2001:db8:1:2:3:4:5:6") == self.asked(address="2001:db8:1:2::9")
        assert self.asked(address="2001:db8:1:2::9") != self.asked(address="2001:db8:1:3::9")

    def test_a_socket_has_no_address(self):
        assert self.asked(address="") == ""


def test_too_many_requests_are_answered_429_with_how_long_to_wait(client, settings):
    settings.API_REQUESTS_PER_MINUTE = 3
    assert [client.get("/api/v1/topics").status_code for _ in range(3)] == [200] * 3
    answer = client.get("/api/v1/topics")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "20"
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
