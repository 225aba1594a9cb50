"""An editor's browser without the browser: cookies, forms with their tokens, no redirects followed."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    location: str = ""


@dataclass
class Visitor:
    url: str
    _opener: urllib.request.OpenerDirector = field(init=False)
    _token: str = ""

    def __post_init__(self) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _Stay())

    def sign_in(self, name: str, password: str) -> None:
        self.get("/admin/login/")
        assert self.post("/admin/login/", {"username": name, "password": password}).status == 302
        self.get("/admin/")

    def get(self, path: str) -> Answer:
        answer = self._ask(path)
        if found := re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.text):
            self._token = found[1]
        return answer

    def post(self, path: str, fields: dict[str, Any]) -> Answer:
        sent = urllib.parse.urlencode({"csrfmiddlewaretoken": self._token, **fields}, doseq=True).encode()
        return self._ask(path, sent)

    def _ask(self, path: str, data: bytes | None = None) -> Answer:
        request = urllib.request.Request(self.url + path, data, {"Referer": self.url + path})
        try:
            with self._opener.open(request, timeout=60) as response:
                return Answer(response.status, response.read().decode())
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, refused.read().decode(), refused.headers.get("Location", ""))


def field_of(page: str, name: str) -> str:
    """The value of a field of a page's form; "" where it has none."""
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)[0]
    value = re.search(r'value="([^"]*)"', tag)
    return value[1] if value else ""
