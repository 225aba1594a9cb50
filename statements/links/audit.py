"""The permalink audit: every public address that the archive has ever had, and whether it answers as it must today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.test import Client

from statements.models import Event, Permalink, Publisher, Revision, Speaker, Statement, Treaty
from statements.models.base import (
    build_passage_path,
    build_permalink_key,
    build_permalink_path,
    build_statement_path,
    build_version_path,
)
from statements.models.permalink import PermalinkKind
from statements.models.reading import read_in_batches
from statements.models.statement import StatementStatus

OK, GONE = 200, 410
# A redirect for good and one to the passage: more is a chain that should have been collapsed.
MAX_REDIRECTS = 2
_BATCH = 200


@dataclass(frozen=True, slots=True)
class PublicURL:
    """A path and the statuses that it may end in. ``kind`` is what it is an address of, for the summary."""

    path: str
    kind: str
    expected: frozenset[int]


@dataclass(frozen=True, slots=True)
class Finding:
    """How an address answered; ``problem`` is a sentence, empty where it answered as it must."""

    url: PublicURL
    status: int
    problem: str


def list_public_urls(*, passages: bool = True, files: bool = True) -> Iterator[PublicURL]:
    """Yield the addresses of records, versions and the passages of every version, and of what moved or is gone."""
    for model, kind in ((Speaker, "speaker"), (Treaty, "treaty"), (Event, "event"), (Publisher, "publisher")):
        for uid in model._default_manager.order_by("pk").values_list("uid", flat=True):
            yield PublicURL(build_permalink_path(kind, uid), kind, frozenset({OK}))
    once_public = Statement.objects.exclude(published_at=None).order_by("pk")
    for statement in read_in_batches(once_public, _BATCH):
        yield from _list_urls_of(statement, passages, files)
    for link in read_in_batches(Permalink.objects.order_by("pk"), _BATCH):
        kind = "tombstone" if link.kind == PermalinkKind.TOMBSTONE else "moved"
        # What it leads to may have been withdrawn since.
        yield PublicURL(f"/{link.address}/", kind, frozenset({OK, GONE}))


def check_url(client: Client, url: PublicURL) -> Finding:
    """Request an address and follow its redirects to the end."""
    path, seen = url.path, set()
    while True:
        seen.add(path)
        response = client.get(path)
        if response.status_code not in (301, 302):
            break
        path = _path(response["Location"])
        if path in seen:
            return Finding(url, response.status_code, f"leads round in a circle by way of {path}")
    if response.status_code not in url.expected:
        wanted = " or ".join(str(status) for status in sorted(url.expected))
        return Finding(url, response.status_code, f"answers {response.status_code} instead of {wanted}")
    if len(seen) - 1 > MAX_REDIRECTS:
        return Finding(url, response.status_code, f"is redirected {len(seen) - 1} times")
    return Finding(url, response.status_code, "")


def _list_urls_of(statement: Statement, passages: bool, files: bool) -> Iterator[PublicURL]:
    expected = _expected_statuses(statement)
    own = build_statement_path(statement.uid)
    yield PublicURL(own, "statement", expected)
    yield PublicURL(f"{own}{statement.slug}/", "statement", expected)
    yield PublicURL(f"{own}history/", "history", expected)
    yield PublicURL(f"{own}cite/", "citation", expected)
    revisions = statement.revisions.order_by("number")
    anchors: dict[str, None] = {}
    for revision in revisions if passages else revisions.defer("compressed"):
        yield PublicURL(build_version_path(statement.uid, revision.number), "version", expected)
        if passages:
            anchors.update(dict.fromkeys(_list_anchors(revision)))
    if files:
        yield from (PublicURL(own + name, "file", expected) for name in ("cite.bib", "cite.ris", "cite.json"))
        yield from (PublicURL(f"{own}export.{form}", "file", expected) for form in ("txt", "json", "tei.xml"))
    current = set(statement.paragraphs.values_list("anchor", flat=True)) if anchors else set()
    for anchor in anchors:
        of_passage = expected if anchor in current else expected - {OK} | {GONE}
        yield PublicURL(build_passage_path(statement.uid, anchor), "passage", of_passage)


def _expected_statuses(statement: Statement) -> frozenset[int]:
    if statement.status == StatementStatus.PUBLISHED:
        return frozenset({OK})
    if statement.status == StatementStatus.WITHDRAWN and not _is_merged(statement):
        return frozenset({GONE})
    # A statement that was unpublished has a tombstone, a merged one leads to the other: these have the last word.
    return frozenset({GONE, OK})


def _list_anchors(revision: Revision) -> Iterator[str]:
    return (part["anchor"] for speech in revision.snapshot["speeches"] for part in speech["paragraphs"])


def _is_merged(statement: Statement) -> bool:
    address = build_permalink_key(statement.get_permalink())
    return Permalink.objects.filter(address=address, kind=PermalinkKind.MOVED).exists()


def _path(location: str) -> str:
    parts = urlsplit(location)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
