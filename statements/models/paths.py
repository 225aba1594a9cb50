"""How the public path of a record is spelled: the one place that knows it, beside the routes in `statements/urls.py`.

A permalink is built on what never changes (uid, anchor, number); the page's own path has a slug at its end, which may
change. Whole addresses, with scheme and host, are made in `links.addresses`.
"""

from __future__ import annotations

from functools import cache

from django.urls import reverse

_PLACEHOLDER = "0"
# Of the kinds whose permalink has no route with a name: the list below which it lies.
_LISTS = {"speaker": "speakers", "treaty": "treaties", "event": "events", "publisher": "publishers"}


def build_page_path(kind: str, uid: str, slug: str) -> str:
    """The page of a record; ``kind`` is the name of its model: /speakers/0bc1234/vladimir-putin/."""
    return reverse(f"statements:{kind}", args=[uid, slug])


def build_permalink_path(kind: str, uid: str) -> str:
    """/s/0bc1234/ of a statement, /speakers/0bc1234/ of a speaker."""
    return f"{_path_before_uid(kind)}{uid}/"


@cache
def _path_before_uid(kind: str) -> str:
    # Looked up once: a package of the archive has hundreds of thousands of permalinks.
    if kind in _LISTS:
        return reverse(f"statements:{_LISTS[kind]}")
    return reverse("statements:statement_by_uid", args=[_PLACEHOLDER]).removesuffix(f"{_PLACEHOLDER}/")


def build_statement_path(uid: str) -> str:
    return build_permalink_path("statement", uid)


def build_version_path(uid: str, number: int) -> str:
    return f"{build_statement_path(uid)}v/{number}/"


def build_passage_path(uid: str, anchor: str) -> str:
    """The permalink of a paragraph. Unlike a fragment it reaches the server, which can tell what became of it."""
    return f"{build_statement_path(uid)}p/{anchor}/"


def build_paragraph_fragment(anchor: str) -> str:
    return f"#p-{anchor}"


def build_speech_fragment(anchor: str) -> str:
    return f"#s-{anchor}"


def build_permalink_key(path: str) -> str:
    """How `Permalink.address` stores a path: s/0bc1234/p/bcdf."""
    return path.partition("#")[0].partition("?")[0].strip("/")
