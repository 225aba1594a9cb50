"""The server as its clients meet it: slow ones, forged headers, HEAD everywhere, and its end."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served import CHECKOUT, Served, serve, served_archive
from trials import crawler

ADDRESSES = re.findall(r"^\| `(/[^`]*)` \|", (CHECKOUT / "docs" / "addresses.md").read_text(), re.MULTILINE)
LISTS = ("speakers", "countries", "organisations", "topics", "treaties", "publishers", "events")


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with served_archive(API_REQUESTS_PER_MINUTE="0") as archive:
        yield archive


def connect(served: Served) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", int(served.url.rpartition(":")[2])), timeout=30)
    connection.settimeout(30)
    return connection


@pytest.fixture(scope="module", autouse=True)
def stalled_clients(served: Served) -> Iterator[list[socket.socket]]:
    """One that sends half a header and one that is silent, while the other tests run."""
    with connect(served) as half, connect(served) as silent:
        half.sendall(b"GET / HTTP/1.1\r\nHost: 127")
        yield [half, silent]


def talk(served: Served, request: str) -> str:
    """All that comes back until the server closes the connection."""
    with connect(served) as connection:
        connection.sendall(request.replace("\n", "\r\n").encode("latin-1"))
        received = b""
        while part := connection.recv(65536):
            received += part
    return received.decode("latin-1")


def get(served: Served, path: str, *headers: str, method: str = "GET") -> str:
    lines = "".join(f"{header}\n" for header in headers)
    return talk(served, f"{method} {path} HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n{lines}\n")


def test_forwarded_headers_of_a_client_are_not_believed(served: Served) -> None:
    forged = [
        "SCRIPT_NAME: /forged-name", "Script-Name: /forged-name", "X-Script-Name: /forged-name",
        "X-Forwarded-Prefix: /forged-name", "X-Forwarded-Host: forged-name.example", "X-Forwarded-Proto: https",
        "X-Forwarded-Protocol: ssl", "X-Forwarded-Ssl: on", "X-Forwarded-For: 203.0.113.10",
        "Forwarded: host=forged-name.example;proto=https", "PATH_INFO: /about/", "REMOTE_USER: admin",
    ]  # fmt: skip
    for path in ("/", "/about/", "/statements/?format=atom", "/sitemap.xml", "/admin/"):
        for header in forged:
            answer = get(served, path, header)
            assert answer.startswith("HTTP/1.1 200" if path != "/admin/" else "HTTP/1.1 302"), (path, header)
            assert "forged-name" not in answer, (path, header)
            assert "https://127.0.0.1" not in answer, (path, header)


@pytest.fixture(scope="module")
def names(served: Served) -> dict[str, dict[str, str]]:
    """What stands for the parts in braces: of statements, and of the first record in each list."""
    found = re.search(r'href="/s/(\w+)/([^/"]+)/"', get(served, "/statements/"))
    snapshot = get(served, f"/s/{found[1]}/v/1/snapshot.json")
    address = f"http://127.0.0.1/s/{found[1]}/{found[2]}/"
    names = {
        "s": {"uid": found[1], "slug": found[2], "anchor": re.search(r'"anchor":\s*"(\w{4})"', snapshot)[1]},
        "dates": {"year": "1963", "month": "06", "day": "10"},
        "timegate": {"address": address},
        "timemap": {"address": address},
        "sitemaps": {"section": "statements", "number": "1"},
    }
    for name in LISTS:
        parts = re.search(rf'href="/{name}/([^/"?]+)/(?:([^/"]+)/)?"', get(served, f"/{name}/"))
        if parts:
            names[name] = {"uid": parts[1], "code": parts[1], "path": parts[1], "slug": parts[2] or ""}
    return names


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_is_answered_like_get_without_its_body(
    served: Served, names: dict[str, dict[str, str]], address: str
) -> None:
    values = {"form": "bib", "number": "1", **names.get(address.split("/")[1], {})}
    if missing := set(re.findall(r"{(\w+)}", address)) - set(values):
        pytest.skip(f"the sample has nothing for {missing}")
    path = address.format_map(values)
    whole, head = get(served, path), get(served, path, method="HEAD")
    head_part, _, body = head.partition("\r\n\r\n")
    assert body == "" and not head_part.startswith("HTTP/1.1 5")

    def comparable(text: str) -> set[str]:
        left_out = ("date:", "transfer-encoding:", "set-cookie:", "vary:", "x-request-id:")
        return {line.lower() for line in text.split("\r\n") if not line.lower().startswith(left_out)}

    assert comparable(head_part) == comparable(whole.partition("\r\n\r\n")[0])


def test_whoever_sends_nothing_or_half_a_header_is_ended(stalled_clients: list[socket.socket]) -> None:
    assert [client.recv(100) for client in stalled_clients] == [b"", b""]


def test_an_upgrade_is_answered_as_a_page(served: Served) -> None:
    answer = get(
        served, "/about/", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    )  # fmt: skip
    assert answer.startswith("HTTP/1.1 200")


def test_nothing_was_logged(served: Served) -> None:
    assert served.log.read_text() == ""


PART = 'Content-Disposition: form-data; name="'
TOKEN = "x" * 32
FIELDS, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=edge"


def post(served: Served, content: str, body: str, *, length: int | None = None) -> str:
    """The answer to a form of the sign-in page that has passed the check of where it comes from."""
    request = (
        f"POST /admin/login/ HTTP/1.1\nHost: 127.0.0.1\nConnection: close\nCookie: csrftoken={TOKEN}\n"
        f"X-CSRFToken: {TOKEN}\nContent-Type: {content}\nContent-Length: {len(body) if length is None else length}\n\n"
    )
    with connect(served) as connection:
        connection.sendall(request.replace("\n", "\r\n").encode("latin-1") + body.encode("latin-1"))
        if length is not None:
            connection.shutdown(socket.SHUT_WR)
        received = b""
        while part := connection.recv(65536):
            received += part
    return received.decode("utf-8")


@pytest.mark.parametrize(
    ("content", "body", "said"),
    [
        ("multipart/form-data", "abc", "arrived damaged"),
        ("multipart/form-data; boundary=", "abc", "arrived damaged"),
        ("multipart/form-data; boundary=\xe9\xff", "abc", "arrived damaged"),
        (f"multipart/form-data; boundary={'x' * 300}", "abc", "arrived damaged"),
        (PARTS, f'--edge\r\n{PART}a"; filename="b"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!a\r\n--edge--\r\n',
         "arrived damaged"),
        (PARTS, "".join(f'--edge\r\n{PART}f{number}"; filename="b"\r\n\r\na\r\n' for number in range(101))
         + "--edge--\r\n", "can have 100 files"),
        (FIELDS, "a=1&" * 50_001, "can have 50,000 fields"),
        (FIELDS, "a=" + "x" * 32 * 1024 * 1024, "can be 32 MB long"),
        (f"{FIELDS}; charset=utf-7", "a=1", "could not understand"),
    ],
    ids=["no boundary", "empty", "beyond ASCII", "long", "base64", "files", "fields", "long words", "encoding"],
)  # fmt: skip
def test_a_form_that_cannot_be_read_is_refused_with_a_reason(
    served: Served, content: str, body: str, said: str
) -> None:
    answer = post(served, content, body)
    assert answer.startswith("HTTP/1.1 400"), answer[:200]
    assert said in answer
    assert "Traceback" not in served.log.read_text()


@pytest.mark.parametrize("content", [FIELDS, PARTS])
def test_a_form_that_breaks_off_is_answered_by_nobody(served: Served, content: str) -> None:
    """Who sent it has gone, or it was never whole: no work is begun with a part of it."""
    before = served.log.read_text()
    assert post(served, content, f'--edge\r\n{PART}username"\r\n\r\nab', length=5000) == ""
    assert served.log.read_text() == before


@pytest.mark.parametrize(
    "cookie",
    [
        "sessionid=" + "x" * 4000, "sessionid=\xff\xfe", 'sessionid="\\377\\000"',
        "sessionid=..%2f; sessionid=; =; ;;;", "messages=W1siX19qc29u",
        'messages="\\000"', "messages=abc:def:ghi", "csrftoken=short", "csrftoken=\xe9\xe9",
        "a=" * 1000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/search/?q=peace", "/admin/", "/admin/login/"])
def test_cookies_that_the_archive_never_set_are_passed_over(served: Served, cookie: str, path: str) -> None:
    answer = get(served, path, f"Cookie: {cookie}")
    assert answer.startswith("HTTP/1.1 302" if path == "/admin/" else "HTTP/1.1 200"), answer[:200]
    assert "Traceback" not in served.log.read_text()


def test_processes_make_way_for_fresh_ones_and_nobody_notices(served: Served) -> None:
    with serve({**served.environment, "WEB_MAX_REQUESTS": "3", "HOST": "127.0.0.1"}, served.data) as server:
        again = Served(f"http://127.0.0.1:{server.port}", served.data, served.environment, server.log)
        while len(first := set(_processes_of(server.process))) < 3:
            time.sleep(0.05)
        while first & set(_processes_of(server.process)):
            for path in ("/about/", "/statements/?format=atom"):
                assert get(again, path).startswith("HTTP/1.1 200"), path
    assert server.log.read_text() == ""


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_with_0_and_leaves_nothing_behind(served: Served, sent: signal.Signals) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "archive/server.py"], cwd=CHECKOUT,
        env={**served.environment, "PORT": "0"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    port = ""
    while "Ctrl-C" not in (line := server.stdout.readline()):
        assert server.poll() is None
        port = port or "".join(re.findall(r"http://\S+:(\d+)", line))
    while len(processes := _processes_of(server.pid)) < 3:
        assert server.poll() is None
        time.sleep(0.05)
    again = Served(f"http://127.0.0.1:{port}", served.data, served.environment, served.log)
    for path in ("/about/", "/statements/?format=atom"):
        assert get(again, path).startswith("HTTP/1.1 200")
    time.sleep(1)  # for the third, of which nothing was asked
    server.send_signal(sent)
    _, errors = server.communicate(timeout=30)
    assert (server.returncode, errors) == (0, "")
    assert not [process for process in processes if Path(f"/proc/{process}").exists()]


def _processes_of(server: int) -> list[str]:
    """Those that serve, without the one that looks for unfinished uploads."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    names = {child: Path(f"/proc/{child}/cmdline") for child in children}
    return [child for child, name in names.items() if name.exists() and b"gunicorn" in name.read_bytes()]


def test_a_crawler_and_slow_clients_keep_no_reader_out(served: Served, tmp_path: Path) -> None:
    """The trial in its short form: who is answered, not how soon."""
    failures = crawler.try_shortly(int(served.url.rpartition(":")[2]))
    assert not failures
