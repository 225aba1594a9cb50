"""Whole addresses for files that leave the archive: they must lead back to it from anywhere."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

# Where `script/serve` listens: what an export by command names while nobody has said where the archive is.
UNSAID = "http://localhost:8000"


def base_address(request: HttpRequest | None = None) -> str:
    """Scheme and host of the archive, without a slash at the end."""
    if settings.PUBLIC_URL:
        return settings.PUBLIC_URL
    return request.build_absolute_uri("/").rstrip("/") if request else UNSAID


def host_of(base: str) -> str:
    """The host name alone: "archive.example.org"."""
    return urlsplit(base).hostname or "localhost"


def permalink(base: str, uid: str) -> str:
    return f"{base}{_before_uid()}{uid}/"


@cache
def _before_uid() -> str:
    # Resolved once: a package asks for hundreds of thousands of permalinks.
    return reverse("statements:statement_by_uid", args=["0"]).removesuffix("0/")


def version_permalink(base: str, uid: str, number: int) -> str:
    return f"{permalink(base, uid)}v/{number}/"


def passage_permalink(base: str, uid: str, anchor: str) -> str:
    return base + reverse("statements:passage", args=[uid, anchor])
