"""How often a visitor may ask, and who one visitor is."""

from __future__ import annotations

import math
import time

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from statements.exchange.api.throttling import VisitorThrottle, seconds_to_wait


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(VisitorThrottle, "timer", clock)
    return clock


def request_from(address: str, headers: dict[str, str] | None = None) -> HttpRequest:
    return RequestFactory().get("/api/v1/", REMOTE_ADDR=address, headers=headers or {})


def test_a_minute_s_worth_may_be_taken_at_once_and_then_the_minute_must_pass(clock, settings):
    settings.API_REQUESTS_PER_MINUTE = 60
    assert [seconds_to_wait(request_from("192.0.2.1")) for _ in range(61)] == [0] * 60 + [60]
    assert seconds_to_wait(request_from("192.0.2.2")) == 0
    clock.now += 59
    assert seconds_to_wait(request_from("192.0.2.1")) == 1
    clock.now += 1
    assert seconds_to_wait(request_from("192.0.2.1")) == 0


def test_who_waits_as_long_as_told_is_let_through(clock, settings):
    settings.API_REQUESTS_PER_MINUTE = 7
    for _ in range(7):
        assert seconds_to_wait(request_from("192.0.2.1")) == 0
        clock.now += 0.7
    clock.now += seconds_to_wait(request_from("192.0.2.1"))
    assert seconds_to_wait(request_from("192.0.2.1")) == 0


def test_none_is_any_number(settings):
    settings.API_REQUESTS_PER_MINUTE = 0
    assert {seconds_to_wait(request_from("192.0.2.1")) for _ in range(1000)} == {0}


def test_only_so_many_visitors_are_remembered(monkeypatch, settings):
    settings.API_REQUESTS_PER_MINUTE = 1
    monkeypatch.setattr(VisitorThrottle, "cache", LocMemCache("three-visitors", {"max_entries": 3}))
    for number in range(4):
        assert seconds_to_wait(request_from(f"192.0.2.{number}")) == 0
    assert seconds_to_wait(request_from("192.0.2.3")) == 60
    assert seconds_to_wait(request_from("192.0.2.0")) == 0


@given(st.lists(st.floats(0, 100), max_size=50), st.integers(1, 30))
def test_never_more_than_the_rate_in_any_minute(waits, rate):
    clock, times = Clock(), []
    VisitorThrottle.cache.clear()
    for wait in waits:
        clock.now += wait
        throttle = VisitorThrottle(rate)
        throttle.timer = clock
        if throttle.allow_request(request_from("192.0.2.1")):
            times.append(clock.now)
        else:
            assert 0 <= throttle.wait() <= 60 and math.isfinite(throttle.wait())
    for first in times:
        assert sum(first <= time < first + 60 for time in times) <= rate


def test_behind_a_proxy_the_forwarded_address_counts_with_or_without_a_port(clock, settings):
    settings.TRUSTED_PROXIES, settings.API_REQUESTS_PER_MINUTE = 1, 1
    waits = [
        seconds_to_wait(request_from("192.0.2.7", {"X-Forwarded-For": forwarded}))
        for forwarded in ("203.0.113.10", "203.0.113.10:40001", "203.0.113.10:40002", "198.51.100.1:40001")
    ]
    assert waits == [0, 60, 60, 0]


@pytest.mark.parametrize("forwarded", ["x" * 1000, "a b\x7f", "☃"])
def test_any_text_in_the_header_can_be_counted(settings, forwarded):
    VisitorThrottle.cache.clear()
    settings.TRUSTED_PROXIES, settings.API_REQUESTS_PER_MINUTE = 1, 1
    request = request_from("192.0.2.7", {"X-Forwarded-For": forwarded})
    assert [seconds_to_wait(request) for _ in range(2)] == [0, 60]


def test_it_is_no_time_of_day_that_can_be_set_back():
    before = time.monotonic()
    assert before <= VisitorThrottle(60).timer() <= time.monotonic()
