"""What the proxies of deploy/ send to the archive: their own words about a client in place of the client's, whole
requests, and downloads no faster than they are taken."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy import conftest, proxies
from tests.deploy.proxies import HOST, Proxy
from tests.deploy.recorder import LONG_DOWNLOAD, Recorder, recorder

FORGED = {
    "X-Forwarded-For": "203.0.113.10:40001, 198.51.100.7",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "81",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Ssl": "off",
    "X-Real-IP": "203.0.113.10",
    "Forwarded": "for=203.0.113.10;host=evil.example;proto=http",
    "Script-Name": "/evil",
    "X-Script-Name": "/evil",
    "Proxy": "http://evil.example/",
}
# What a slow answer may take up before its client reads it: 64 MB on nginx's disk, and what the sockets hold.
MAX_AHEAD = 100 * 10**6


@pytest.fixture
def upstream() -> Iterator[Recorder]:
    with recorder() as recording:
        yield recording


@pytest.fixture(params=["nginx", "caddy"])
def forwarding(request: pytest.FixtureRequest, upstream: Recorder, tmp_path: Path) -> Iterator[Proxy]:
    require, start = {
        "nginx": (conftest.require_nginx, proxies.nginx),
        "caddy": (conftest.require_caddy, proxies.caddy),
    }[request.param]
    require()
    with start(upstream.url, tmp_path) as proxy:
        yield proxy


def test_a_client_is_not_believed_about_itself(forwarding: Proxy, upstream: Recorder) -> None:
    assert forwarding.request("/", headers=FORGED).status == 200
    headers = upstream.requests[0].headers
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "https"
    assert headers["host"] == HOST
    assert headers.get("x-forwarded-host", HOST) == HOST
    assert not [value for value in headers.values() if "evil" in value or "203.0.113" in value]
    own = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
    assert not {name.lower() for name in FORGED} - own & set(headers)


def test_the_archive_is_asked_for_no_compression(forwarding: Proxy, upstream: Recorder) -> None:
    forwarding.request("/", headers={"Accept-Encoding": "gzip, br"})
    assert upstream.requests[0].headers.get("accept-encoding", "identity") == "identity"


def test_head_stays_head(forwarding: Proxy, upstream: Recorder) -> None:
    assert forwarding.request("/search/?q=treaty&format=csv", "HEAD").status == 200
    assert [request.method for request in upstream.requests] == ["HEAD"]


def test_a_request_is_passed_on_when_it_is_whole(forwarding: Proxy, upstream: Recorder) -> None:
    with forwarding.connect() as sender:
        sender.sendall(f"POST /admin/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 9\r\n\r\nhalf ".encode())
        # Another client is served meanwhile, so that the first one's bytes have long arrived.
        forwarding.request("/other")
        assert [request.path for request in upstream.requests] == ["/other"]
        sender.sendall(b"half")
        assert sender.recv(12) in (b"HTTP/1.1 200", b"HTTP/2.0 200")
    assert upstream.requests[-1].body == b"half half"


def test_a_long_download_waits_for_its_client(forwarding: Proxy, upstream: Recorder) -> None:
    with forwarding.connect() as reader:
        reader.sendall(f"GET /long HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        ahead = wait_until_still(upstream)
        assert 0 < ahead < MAX_AHEAD
        received = 0
        while chunk := reader.recv(2**20):
            received += len(chunk)
    assert received > LONG_DOWNLOAD


def wait_until_still(upstream: Recorder) -> int:
    """How many bytes were taken from the archive when no more are, for two seconds."""
    last, since = -1, time.monotonic()
    while time.monotonic() - since < 2:
        if upstream.sent != last or not upstream.sent:
            last, since = upstream.sent, time.monotonic()
        time.sleep(0.1)
    return last


@pytest.mark.parametrize("name", ["nginx", "caddy"])
def test_an_archive_that_is_away_is_told_in_a_sentence(name: str, tmp_path: Path) -> None:
    {"nginx": conftest.require_nginx, "caddy": conftest.require_caddy}[name]()
    with getattr(proxies, name)(f"http://127.0.0.1:{proxies.free_port()}", tmp_path) as proxy:
        answer = proxy.request("/")
    assert answer.status == 503
    assert answer["Retry-After"] == "30"
    assert b"Try again in half a minute." in answer.body
