"""The recipes for nginx and Caddy, before a real archive: what a reader, an editor and an attacker get through them."""

from __future__ import annotations

import gzip
import http.client
import re
import shutil
import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from tests.deploy.proxies import HOST, Answer, Proxy, shown_statement
from tests.served import Served

PAGES = ("/", "/search/?q=treaty", "/countries/", "/statements/?format=atom")
SLOW_CLIENTS = 12  # more than the archive has threads


def static_file(proxy: Proxy) -> str:
    found = re.search(r'href="(/static/[^"]+\.css)"', proxy.request("/").body.decode())
    assert found
    return found.group(1)


def test_plain_requests_are_sent_to_https(proxy: Proxy) -> None:
    answer = proxy.request("/search/?q=cold+war", tls=False)
    assert answer.status in (301, 308)
    assert answer["Location"] == f"https://{HOST}/search/?q=cold+war"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_comes_through_whole(proxy: Proxy, archive: Served, path: str) -> None:
    answer = proxy.request(path)
    assert answer.status == 200
    assert answer["ETag"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Strict-Transport-Security"] == "max-age=31536000"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == ("cross-origin" if "format" in path else "same-origin")
    assert "camera=()" in answer["Permissions-Policy"]


def test_pages_are_compressed_for_who_wants_it(proxy: Proxy) -> None:
    plain = proxy.request("/search/?q=treaty")
    small = proxy.request("/search/?q=treaty", headers={"Accept-Encoding": "gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    assert gzip.decompress(small.body) == plain.body
    assert len(small.body) < len(plain.body) / 3


def test_nginx_speaks_brotli(nginx: Proxy) -> None:
    small = nginx.request("/search/?q=treaty", headers={"Accept-Encoding": "gzip, deflate, br"})
    assert small["Content-Encoding"] == "br"
    assert len(small.body) < len(nginx.request("/search/?q=treaty", headers={"Accept-Encoding": "gzip"}).body)


@pytest.mark.parametrize("path", [*PAGES, "/api/v1/statements", "/robots.txt"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_what_a_browser_has_is_not_sent_again(proxy: Proxy, path: str, encoding: str) -> None:
    first = proxy.request(path, headers={"Accept-Encoding": encoding})
    again = proxy.request(path, headers={"Accept-Encoding": encoding, "If-None-Match": first["ETag"]})
    assert (first.status, again.status, again.body) == (200, 304, b"")
    assert again["ETag"].removeprefix("W/") == first["ETag"].removeprefix("W/")


def test_the_files_of_a_statement_are_not_sent_again(proxy: Proxy) -> None:
    uid = shown_statement(proxy).split("/")[2]
    for name in ("export.txt", "export.json", "export.tei.xml"):
        path = f"/s/{uid}/{name}"
        first = proxy.request(path, headers={"Accept-Encoding": "gzip"})
        again = proxy.request(path, headers={"Accept-Encoding": "gzip", "If-None-Match": first["ETag"]})
        assert (first.status, again.status) == (200, 304)


def test_static_files_are_kept_for_good_and_compressed(proxy: Proxy) -> None:
    path = static_file(proxy)
    small = proxy.request(path, headers={"Accept-Encoding": "gzip"})
    assert "immutable" in small["Cache-Control"]
    assert gzip.decompress(small.body) == proxy.request(path).body


def test_nginx_asks_for_a_static_file_once(nginx: Proxy) -> None:
    path = static_file(nginx)
    nginx.request(path)
    assert nginx.request(path)["X-Cache-Status"] == "HIT"


def test_a_part_of_a_file_is_that_part(proxy: Proxy) -> None:
    path = static_file(proxy)
    part = proxy.request(path, headers={"Range": "bytes=10-29"})
    assert part.status == 206
    assert part.body == proxy.request(path).body[10:30]


def test_a_part_of_a_page_is_that_part_or_the_whole(proxy: Proxy) -> None:
    whole = proxy.request("/countries/")
    part = proxy.request("/countries/", headers={"Range": "bytes=10-29"})
    assert (part.status, part.body) in [(200, whole.body), (206, whole.body[10:30])]


@pytest.mark.parametrize("path", ["/", "/search/?q=treaty&format=csv", "/countries/"])
def test_head_is_the_headers_alone(proxy: Proxy, path: str) -> None:
    head, get = proxy.request(path, "HEAD"), proxy.request(path)
    assert (head.status, head.body) == (get.status, b"")
    assert (head["Content-Type"], head["ETag"]) == (get["Content-Type"], get["ETag"])


@pytest.mark.parametrize(
    "path", ["/metrics", "/healthz", "/healthz/", "/%68ealthz", "//healthz", "/./metrics", "/x/../metrics"]
)
def test_what_is_the_operators_is_not_public(proxy: Proxy, path: str) -> None:
    answer = proxy.request(path)
    assert answer.status in (301, 308, 404)
    assert b"database" not in answer.body


def test_another_host_is_not_answered(proxy: Proxy) -> None:
    connection = socket.create_connection(("127.0.0.1", proxy.https_port), timeout=60)
    with connection, pytest.raises((ssl.SSLError, ConnectionError)):
        ssl.create_default_context(cafile=str(proxy.certificate)).wrap_socket(
            connection, server_hostname="evil.example"
        )


def test_another_host_named_under_this_ones_certificate_gets_no_page(proxy: Proxy) -> None:
    try:
        answer = proxy.request("/", headers={"Host": "evil.example"})
    except http.client.RemoteDisconnected:
        return
    assert (answer.status, answer.body) in [(200, b""), (421, b"")]


@pytest.mark.parametrize(("path", "size"), [("/search/", 3 * 10**6), ("/admin/login/", 10**9)])
def test_what_is_too_large_is_refused_with_a_sentence_before_it_is_sent(proxy: Proxy, path: str, size: int) -> None:
    answer = proxy.request(path, "POST", headers={"Content-Length": str(size)})
    assert answer.status == 413
    assert b"Divide it, or let the archive's operator import it." in answer.body


def test_the_desk_takes_a_whole_debate(proxy: Proxy) -> None:
    """What answers is the archive, which misses a token, and not the proxy, which would find it too large."""
    body = b"text=" + b"x" * 3 * 2**20
    answer = proxy.request("/admin/login/", "POST", body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status == 403


def test_slow_senders_keep_no_reader_waiting(proxy: Proxy) -> None:
    senders = [proxy.connect() for _ in range(SLOW_CLIENTS)]
    try:
        for sender in senders:
            sender.sendall(
                f"POST /admin/login/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                "Content-Length: 5000\r\n\r\ncsrf".encode()
            )
        assert [proxy.request("/countries/").status for _ in range(4)] == [200] * 4
    finally:
        for sender in senders:
            sender.close()


def test_an_editor_works_through_the_proxy_and_nothing_of_it_is_kept(proxy: Proxy, editor_cookie: str) -> None:
    mine = proxy.request("/admin/", headers={"Cookie": editor_cookie})
    assert mine.status == 200
    assert "no-store" in mine["Cache-Control"] or "private" in mine["Cache-Control"]
    assert b"archivist" in mine.body
    other = proxy.request("/admin/")
    assert other.status == 302
    assert b"archivist" not in other.body


class TestKeptPages:
    """nginx with PROXY_CACHE_SECONDS: it keeps pages that long, and then asks whether they are still true."""

    def ask_until(self, proxy: Proxy, path: str, wanted: str) -> Answer:
        """Ask again until a kept page has become old enough: its seconds are over soon."""
        for _ in range(60):
            answer = proxy.request(path)
            if answer["X-Cache-Status"] == wanted:
                return answer
            subprocess.run(["sleep", "0.5"], check=True)
        pytest.fail(f"{path} never became {wanted}")

    def test_a_page_is_kept_and_found_to_be_still_true(self, kept: Proxy) -> None:
        first = kept.request("/countries/")
        assert first["X-Cache-Status"] == "MISS"
        assert self.ask_until(kept, "/countries/", "HIT").body == first.body
        assert self.ask_until(kept, "/countries/", "REVALIDATED").body == first.body

    def test_a_browser_with_a_kept_page_is_answered_304(self, kept: Proxy) -> None:
        first = kept.request("/topics/", headers={"Accept-Encoding": "gzip"})
        for _ in range(3):
            again = kept.request("/topics/", headers={"Accept-Encoding": "gzip", "If-None-Match": first["ETag"]})
            assert (again.status, again.body) == (304, b"")

    def test_a_correction_is_shown_once_the_seconds_are_over(self, kept: Proxy, archive: Served) -> None:
        path = shown_statement(kept)
        old = kept.request(path)
        uid = path.split("/")[2]
        archive.manage(
            "shell", "-c", "from statements.models import Statement; "
            f"print(Statement.objects.filter(uid={uid!r}).update(public_note='Corrected on a Monday.'))"
        )  # fmt: skip
        assert b"Corrected on a Monday." not in old.body
        new = self.ask_until(kept, path, "EXPIRED")
        assert b"Corrected on a Monday." in new.body
        # A browser that still has the old page is not told that it is true.
        assert kept.request(path, headers={"If-None-Match": old["ETag"]}).status == 200

    def test_an_editors_page_is_not_kept(self, kept: Proxy, editor_cookie: str) -> None:
        for path in ("/speakers/", "/speakers/", "/admin/", "/admin/"):
            assert kept.request(path, headers={"Cookie": editor_cookie})["X-Cache-Status"] in ("BYPASS", "")
        assert kept.request("/speakers/")["X-Cache-Status"] == "MISS"

    def test_a_kept_page_is_not_an_editors(self, kept: Proxy, editor_cookie: str) -> None:
        kept.request("/treaties/")
        assert kept.request("/treaties/", headers={"Cookie": editor_cookie})["X-Cache-Status"] == "BYPASS"

    def test_what_is_not_found_is_not_kept(self, kept: Proxy) -> None:
        statuses = {kept.request("/s/0bc1234/")["X-Cache-Status"] for _ in range(3)}
        assert statuses == {"MISS"}


def test_nginx_finds_nothing_to_warn_of_in_its_recipe(nginx: Proxy) -> None:
    folder = nginx.certificate.parent
    log = (folder / "proxy.log").read_text()
    assert "[warn]" not in log and "[emerg]" not in log


def test_caddy_finds_its_recipe_well_formed(caddy: Proxy, tmp_path: Path) -> None:
    recipe = Path(shutil.copy("deploy/caddy/Caddyfile", tmp_path))
    subprocess.run(["caddy", "fmt", "--overwrite", recipe], check=True, capture_output=True)
    assert recipe.read_text() == Path("deploy/caddy/Caddyfile").read_text()
