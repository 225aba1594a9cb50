"""What a client is told that cannot be served now: a short page, or a problem (RFC 9457) for programs."""

from __future__ import annotations

import json
from html import escape
from http import HTTPStatus
from typing import NamedTuple

_SENTENCES = {
    413: "What was sent is longer than the archive takes.",
    408: "What was sent came too slowly, and the archive stopped waiting for it.",
    500: "The archive failed. It was noted; nothing about your request needs changing.",
    503: "The archive is busy and could not answer in time. Nothing is wrong with your request. "
    "Try again in {seconds} seconds.",
}


class Refusal(NamedTuple):
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


def refuse(status: int, path: str, retry_after: int = 0) -> Refusal:
    """An answer with `status`; `retry_after` in seconds, 0 for none."""
    sentence = _SENTENCES[status].format(seconds=retry_after)
    title = HTTPStatus(status).phrase
    if path.startswith("/api/"):
        media_type, text = (
            "application/problem+json",
            json.dumps({"title": title, "status": status, "detail": sentence}),
        )
    else:
        media_type = "text/html; charset=utf-8"
        text = (
            f'<!DOCTYPE html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
            f"<h1>{escape(title)}</h1>\n<p>{escape(sentence)}</p>\n</html>\n"
        )
    body = text.encode()
    headers = [
        (b"content-type", media_type.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", b"default-src 'none'"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if retry_after:
        headers.append((b"retry-after", str(retry_after).encode()))
    return Refusal(status, headers, body)
