"""What the application behind the admission is told of a request, and what it is not."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from statements.serving.wsgi_requests import WsgiRequest, build_environ


def environ_of(raw_path: bytes = b"/", *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    scope = {
        "method": "GET", "raw_path": raw_path, "query_string": b"q=\xc3\xa9%20", "http_version": "1.1",
        "headers": headers, "client": ("192.0.2.1", 50000), "server": ("127.0.0.1", 8000),
    }  # fmt: skip
    return build_environ(scope, BytesIO(), 0)


def test_a_path_is_decoded_as_wsgi_wants_it() -> None:
    assert environ_of(b"/s/%C3%A9%2F%ff/")["PATH_INFO"] == "/s/é//".encode().decode("latin-1").replace("//", "/\xff/")
    assert environ_of()["QUERY_STRING"] == "q=é%20".encode().decode("latin-1")


def test_a_whole_address_instead_of_a_path_is_the_path_of_it() -> None:
    assert environ_of(b"http://elsewhere.example/statements/")["PATH_INFO"] == "/statements/"
    assert environ_of(b"//elsewhere.example/")["PATH_INFO"] == "//elsewhere.example/"


def test_headers_are_joined_as_they_may_be() -> None:
    environ = environ_of(
        b"/", (b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"accept", b"text/html"), (b"accept", b"*/*"),
        (b"content-type", b"text/plain"),
    )  # fmt: skip
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_ACCEPT"] == "text/html,*/*"
    assert environ["CONTENT_TYPE"] == "text/plain"


@pytest.mark.parametrize("name", [b"script_name", b"x_forwarded_for", b"remote_addr", b"wsgi.url_scheme"])
def test_no_header_takes_the_place_of_a_variable(name: bytes) -> None:
    environ = environ_of(b"/", (name, b"https"), (b"x-forwarded-proto", b"https"), (b"script-name", b"/elsewhere"))
    assert environ["SCRIPT_NAME"] == ""
    assert environ["wsgi.url_scheme"] == "http"
    assert environ["REMOTE_ADDR"] == "192.0.2.1"
    assert "HTTP_X_FORWARDED_FOR" not in environ


def test_an_answer_of_known_length_is_one_slice_and_is_closed_with_it() -> None:
    ended = []

    class Page(list[bytes]):
        def close(self) -> None:
            ended.append(True)

    def application(environ: dict[str, Any], start_response: Any) -> Page:
        start_response("200 OK", [("Content-Length", "1000000")])
        return Page([b"x" * 1_000_000])

    request = WsgiRequest(application, environ_of())
    part = request.take_slice()
    assert (len(part.body), part.is_last, request.is_open, ended) == (1_000_000, True, False, [True])
