"""Whole addresses, with scheme and host, for files that leave the archive: they must lead back from anywhere.

How the path of a record is spelled is in `models.base`.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from statements.models.base import Permanent, build_passage_path, build_statement_path, build_version_path

# Where `script/serve` listens: what an export by command names while PUBLIC_URL is not set.
DEFAULT_BASE_URL = "http://localhost:8000"


def get_base_url(request: HttpRequest | None = None) -> str:
    """Return scheme and host of the archive, without a slash at the end."""
    if settings.PUBLIC_URL:
        return settings.PUBLIC_URL
    return request.build_absolute_uri("/").rstrip("/") if request else DEFAULT_BASE_URL


def get_host(base: str) -> str:
    """Return the host name alone: "archive.example.org"."""
    return urlsplit(base).hostname or "localhost"


def build_permalink(base: str, uid: str) -> str:
    """Return the permalink of a statement, of which the caller may know no more than the uid."""
    return base + build_statement_path(uid)


def build_record_permalink(base: str, record: Permanent) -> str:
    return base + record.get_permalink()


def build_version_permalink(base: str, uid: str, number: int) -> str:
    return base + build_version_path(uid, number)


def build_passage_permalink(base: str, uid: str, anchor: str) -> str:
    return base + build_passage_path(uid, anchor)
