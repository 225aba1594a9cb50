"""Every address that the archive has ever handed out, and how each must answer today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.test import Client

from statements.models import Event, Permalink, Publisher, Speaker, Statement, Treaty
from statements.models.permalink import PermalinkKind
from statements.models.statement import StatementStatus

FOUND, GONE = 200, 410
# A redirect for good and one to the passage: more is a chain that should have been collapsed.
MOST_REDIRECTS = 2
_LOT = 200


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A path and the status at its end. ``kind`` says what stands there, for the summary."""

    path: str
    kind: str
    expected: frozenset[int]


@dataclass(frozen=True, slots=True)
class Answer:
    """``problem`` is a sentence, empty where all is as it should be."""

    handed_out: HandedOut
    status: int
    problem: str


def addresses(*, passages: bool = True, files: bool = True) -> Iterator[HandedOut]:
    """Of records, versions, passages of every version, and of what was moved or taken away. Read in lots."""
    for model, kind in ((Speaker, "speaker"), (Treaty, "treaty"), (Event, "event"), (Publisher, "publisher")):
        shelf = "publishers" if kind == "publisher" else "treaties" if kind == "treaty" else f"{kind}s"
        for uid in model.objects.order_by("pk").values_list("uid", flat=True).iterator():
            yield HandedOut(f"/{shelf}/{uid}/", kind, frozenset({FOUND}))
    public = Statement.objects.exclude(published_at=None).order_by("pk")
    for statement in public.iterator(_LOT):
        yield from _of_statement(statement, passages, files)
    for link in Permalink.objects.order_by("pk").iterator(_LOT):
        if link.kind == PermalinkKind.TOMBSTONE:
            yield HandedOut(f"/{link.address}/", "tombstone", frozenset({FOUND, GONE}))
        else:
            # What it leads to may have been taken back since.
            yield HandedOut(f"/{link.address}/", "moved", frozenset({FOUND, GONE}))


def _of_statement(statement: Statement, passages: bool, files: bool) -> Iterator[HandedOut]:
    # A draft that was taken off and a merged one are gone or moved; their tombstones and targets tell.
    there = frozenset({FOUND}) if statement.status == StatementStatus.PUBLISHED else frozenset({GONE, FOUND})
    if statement.status == StatementStatus.WITHDRAWN:
        there = frozenset({GONE, FOUND}) if _is_merged(statement) else frozenset({GONE})
    own = f"/s/{statement.uid}/"
    yield HandedOut(own, "statement", there)
    yield HandedOut(f"{own}{statement.slug}/", "statement", there)
    yield HandedOut(f"{own}history/", "history", there)
    yield HandedOut(f"{own}cite/", "citation", there)
    anchors: dict[str, None] = {}
    revisions = statement.revisions.order_by("number")
    for revision in revisions if passages else revisions.defer("compressed"):
        yield HandedOut(f"{own}v/{revision.number}/", "version", there)
        if passages:
            anchors.update(
                (part["anchor"], None) for speech in revision.snapshot["speeches"] for part in speech["paragraphs"]
            )
    if files:
        yield from (HandedOut(own + name, "file", there) for name in ("cite.bib", "cite.ris", "cite.json"))
        yield from (HandedOut(f"{own}export.{form}", "file", there) for form in ("txt", "json", "tei.xml"))
    current = set(statement.paragraphs.values_list("anchor", flat=True)) if anchors else set()
    for anchor in anchors:
        expected = there if anchor in current else there - {FOUND} | {GONE}
        yield HandedOut(f"{own}p/{anchor}/", "passage", expected)


def _is_merged(statement: Statement) -> bool:
    return Permalink.objects.filter(address=f"s/{statement.uid}", kind=PermalinkKind.MOVED).exists()


def ask(client: Client, handed_out: HandedOut) -> Answer:
    """Follow its redirects to the end."""
    path, seen = handed_out.path, set()
    while True:
        seen.add(path)
        response = client.get(path)
        if response.status_code not in (301, 302):
            break
        path = _path(response["Location"])
        if path in seen:
            return Answer(handed_out, response.status_code, f"leads round in a circle by way of {path}")
    if response.status_code not in handed_out.expected:
        wanted = " or ".join(str(status) for status in sorted(handed_out.expected))
        return Answer(handed_out, response.status_code, f"answers {response.status_code} instead of {wanted}")
    if len(seen) - 1 > MOST_REDIRECTS:
        return Answer(handed_out, response.status_code, f"is redirected {len(seen) - 1} times")
    return Answer(handed_out, response.status_code, "")


def _path(location: str) -> str:
    parts = urlsplit(location)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
