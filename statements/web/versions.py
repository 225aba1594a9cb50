"""Every version of a statement as it was published, and what changed from one to the next."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from statements.citing.archive_style import format_citation
from statements.citing.builders import Edition, cite_reading
from statements.exchange.metadata.link_header import Link, format_link_header
from statements.exchange.metadata.memento import memento_headers
from statements.links.addresses import build_permalink, build_version_permalink, get_base_url
from statements.links.resolving import statement_subpage
from statements.models import Revision, Statement
from statements.publishing.past_versions import find_treaty_names, read_snapshot
from statements.publishing.redaction_notices import RedactionNotice, read_version_notices
from statements.publishing.version_differences import Changes, compare_versions
from statements.text.differences import ParagraphChange
from statements.text.languages import same_language

from .transcript import build_transcript

VERSIONS_PER_PAGE = 10
# Of one version on the page of all of them; its own page shows every change.
MAX_SHOWN_CHANGES = 30


@dataclass(frozen=True, slots=True)
class Step:
    """A version and how it differs from the one before; ``changes`` is None for the first."""

    revision: Revision
    is_latest: bool
    changes: Changes | None
    redactions: list[RedactionNotice]

    @property
    def shown(self) -> list[ParagraphChange]:
        return self.changes.changed[:MAX_SHOWN_CHANGES] if self.changes else []

    @property
    def left_out(self) -> int:
        return len(self.changes.changed) - len(self.shown) if self.changes else 0


@statement_subpage
def version_page(request: HttpRequest, statement: Statement, number: int) -> HttpResponse:
    """The words, names and facts of that version, from its snapshot alone."""
    revision = _get_revision(statement, number)
    reading = read_snapshot(revision.snapshot)
    shown = reading.statement
    base = get_base_url(request)
    edition = Edition(number, revision.created_at, pinned=True)
    full_text = reading.shows_full_text and statement.shows_full_text
    numbers = list(statement.revisions.order_by("number").values_list("number", flat=True))
    place = numbers.index(number)
    earlier = numbers[place - 1] if place else 0
    later = numbers[place + 1] if place + 1 < len(numbers) else 0
    citation = cite_reading(reading, base, edition)
    mentions = revision.snapshot["treaty_mentions"]
    named = find_treaty_names([mention["treaty"] for mention in mentions])
    context = {
        "statement": shown,
        "current": statement,
        "revision": revision,
        "numbers": numbers,
        "is_latest": number == numbers[-1],
        "latest": numbers[-1],
        "earlier": earlier,
        "later": later,
        "transcript": build_transcript(reading.words, shown.language),
        "foreign": not same_language(shown.language, "en"),
        "full_text": full_text,
        "topics": reading.topics,
        "speaking": reading.speaking,
        "treaties": list(dict.fromkeys((uid, named[uid]) for uid in (m["treaty"] for m in mentions) if uid in named)),
        "citation": citation,
        "citation_line": format_citation(citation),
        "passage_query": f"?v={number}",
        "redactions": read_version_notices([revision.pk]).get(revision.pk, []),
        "base": base,
    }
    response = render(request, "statements/version.html", context)
    links = [
        *_version_links(base, statement.uid, earlier, later),
        Link(build_version_permalink(base, statement.uid, number), "cite-as"),
    ]
    for name, value in memento_headers(statement, revision, base).items():
        response[name] = value
    response["Link"] = f"{response['Link']}, {format_link_header(links)}"
    return response


@statement_subpage
def snapshot_file(request: HttpRequest, statement: Statement, number: int) -> HttpResponse:
    """The canonical JSON whose SHA-256 the version carries, byte for byte."""
    revision = _get_revision(statement, number)
    snapshot = revision.snapshot
    if not (read_snapshot(snapshot).shows_full_text and statement.shows_full_text):
        return render(request, "statements/snapshot_not_shown.html", {"statement": statement}, status=403)
    response = HttpResponse(zlib.decompress(revision.compressed), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="chancery-{statement.uid}-v{number}.json"'
    response["ETag"] = f'"{revision.sha256}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


@statement_subpage
def history(request: HttpRequest, statement: Statement) -> HttpResponse:
    """All versions, the latest first, each with what changed in it."""
    # The page of ten is cut before the snapshots are read: each of them is the whole statement.
    numbers = statement.revisions.order_by("-number").values_list("number", flat=True)
    page = Paginator(numbers, VERSIONS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "statement": statement,
        "page": page,
        "steps": _build_steps(statement, list(page.object_list), MAX_SHOWN_CHANGES),
        "foreign": not same_language(statement.language, "en"),
    }
    return render(request, "statements/history.html", context)


@statement_subpage
def version_changes(request: HttpRequest, statement: Statement, number: int) -> HttpResponse:
    """Everything that changed in one version, with the paragraphs around it."""
    revision = _get_revision(statement, number)
    step = _build_steps(statement, [number])[0]
    context = {
        "statement": statement,
        "revision": revision,
        "changes": step.changes,
        "foreign": not same_language(statement.language, "en"),
    }
    return render(request, "statements/version_changes.html", context)


def _build_steps(statement: Statement, numbers: list[int], max_compared: int | None = None) -> list[Step]:
    """``numbers`` are neighbours, the highest first; the one before the last of them is read too."""
    if not numbers:
        return []
    latest = statement.revisions.aggregate(latest=Max("number"))["latest"]
    revisions = list(statement.revisions.filter(number__lte=numbers[0]).order_by("-number")[: len(numbers) + 1])
    notices = read_version_notices([revision.pk for revision in revisions])
    return [
        Step(
            revision,
            revision.number == latest,
            _compare(before, revision, max_compared) if before else None,
            notices.get(revision.pk, []),
        )
        for revision, before in zip(revisions, [*revisions[1:], None], strict=True)
    ][: len(numbers)]


def _compare(before: Revision, after: Revision, max_compared: int | None) -> Changes:
    changes = compare_versions(before.snapshot, after.snapshot, max_compared)
    return changes if after.statement.shows_full_text else changes.without_words()


def _get_revision(statement: Statement, number: int) -> Revision:
    revision = statement.revisions.filter(number=number).first()
    if revision is None:
        raise Http404(f"{statement.uid} has no version {number}.")
    return revision


def _version_links(base: str, uid: str, earlier: int, later: int) -> list[Link]:
    links = [
        Link(build_permalink(base, uid), "latest-version"),
        Link(base + reverse("statements:history", args=[uid]), "version-history"),
    ]
    if earlier:
        links.append(Link(build_version_permalink(base, uid, earlier), "predecessor-version"))
    if later:
        links.append(Link(build_version_permalink(base, uid, later), "successor-version"))
    return links
