"""One paragraph: where it stands today, what became of it, how it is cited."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from statements.citing.archive_style import format_citation, format_quotation
from statements.citing.builders import Edition, cite_passage, cite_speech, current_edition
from statements.citing.citation import Citation
from statements.links.addresses import get_base_url
from statements.links.resolving import add_query, follow, statement_subpage
from statements.models import Paragraph, Permalink, Revision, Speech, Statement
from statements.models.base import (
    build_paragraph_fragment,
    build_passage_path,
    build_permalink_key,
    build_version_path,
)
from statements.models.permalink import PermalinkKind
from statements.publishing.past_versions import read_snapshot
from statements.text.identity import ANCHOR_PATTERN
from statements.text.languages import same_language

from .citing import citation_file, citation_page


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph with its turn, in the version of today or in an earlier one."""

    statement: Statement
    speech: Speech
    paragraph: Paragraph
    edition: Edition | None
    shows_full_text: bool

    def citation(self, base: str) -> Citation:
        return cite_passage(self.statement, self.speech, self.paragraph, base, self.edition)


@statement_subpage
def passage(request: HttpRequest, statement: Statement, anchor: str) -> HttpResponse:
    """Lead to the passage as long as its words are in the statement; after that, to the versions that have it."""
    _check_anchor(statement, anchor)
    if not statement.paragraphs.filter(anchor=anchor).exists():
        return _retired_page(request, statement, anchor)
    return HttpResponseRedirect(add_query(request, statement.get_absolute_url() + build_paragraph_fragment(anchor)))


@statement_subpage
def cite(request: HttpRequest, statement: Statement, anchor: str) -> HttpResponse:
    """The passage with all forms of its citation; ``?v=`` cites it in that version. Works without JavaScript."""
    found = _find_passage(request, statement, anchor)
    if found is None:
        return _retired_page(request, statement, anchor)
    citation = found.citation(get_base_url(request))
    words = found.paragraph.text if found.shows_full_text else ""
    context = {
        "passage": found,
        "statement": found.statement,
        "words": words,
        "quotation": format_quotation(citation, words) if words else "",
        "foreign": not same_language(found.statement.language, "en"),
    }
    return citation_page(
        request,
        citation,
        context,
        file_address=lambda form: reverse("statements:cite_passage_file", args=[statement.uid, anchor, form]),
        back=_context_url(statement, found),
    )


@statement_subpage
def cite_file(request: HttpRequest, statement: Statement, anchor: str, form: str) -> HttpResponse:
    found = _find_passage(request, statement, anchor)
    if found is None:
        return _retired_page(request, statement, anchor)
    return citation_file(found.citation(get_base_url(request)), form)


@statement_subpage
def copy_texts(request: HttpRequest, statement: Statement, anchor: str) -> HttpResponse:
    """What the buttons beside a passage copy, as JSON: link, citation, quotation with citation."""
    found = _find_passage(request, statement, anchor)
    if found is None:
        raise Http404(f"{statement.uid} has no passage {anchor}.")
    citation = found.citation(get_base_url(request))
    words = found.paragraph.text if found.shows_full_text else ""
    return JsonResponse(
        {
            "link": citation.permalink,
            "citation": format_citation(citation),
            "quotation": format_quotation(citation, words) if words else "",
        },
        json_dumps_params={"ensure_ascii": False},
    )


@statement_subpage
def cite_turn(request: HttpRequest, statement: Statement, anchor: str) -> HttpResponse:
    speech = _get_speech(statement, anchor)
    citation = cite_speech(statement, speech, get_base_url(request), current_edition(statement))
    context = {
        "statement": statement,
        "foreign": not same_language(statement.language, "en"),
    }
    return citation_page(
        request,
        citation,
        context,
        file_address=lambda form: reverse("statements:cite_speech_file", args=[statement.uid, anchor, form]),
        back=speech.get_absolute_url(),
    )


@statement_subpage
def cite_turn_file(request: HttpRequest, statement: Statement, anchor: str, form: str) -> HttpResponse:
    speech = _get_speech(statement, anchor)
    return citation_file(cite_speech(statement, speech, get_base_url(request), current_edition(statement)), form)


def find_versions_with(statement: Statement, anchor: str) -> list[Revision]:
    """The versions in which a retired passage stands, the latest first. Reads every snapshot: asked for rarely."""
    return [
        revision
        for revision in statement.revisions.order_by("-number")
        if any(part["anchor"] == anchor for speech in revision.snapshot["speeches"] for part in speech["paragraphs"])
    ]


def _retired_page(request: HttpRequest, statement: Statement, anchor: str) -> HttpResponse:
    tombstone = Permalink.objects.filter(address=build_permalink_key(build_passage_path(statement.uid, anchor))).first()
    if tombstone is not None and tombstone.kind == PermalinkKind.MOVED:
        # Its words are part of another paragraph now.
        raise follow(tombstone) or Http404("Where it moved to is no page of the archive.")
    versions = find_versions_with(statement, anchor)
    if not versions and tombstone is None:
        raise Http404(f"{statement.uid} has no passage {anchor}.")
    found = _find_in_version(statement, versions[0], anchor) if versions else None
    citation = format_citation(found.citation(get_base_url(request))) if found else ""
    context = {
        "statement": statement,
        "anchor": anchor,
        "versions": versions,
        "permalink": tombstone,
        "citation_line": citation,
        "latest": statement.revisions.order_by("-number").values_list("number", flat=True).first(),
    }
    return render(request, "statements/passage_retired.html", context, status=410)


def _find_passage(request: HttpRequest, statement: Statement, anchor: str) -> Passage | None:
    """The passage in the version that ``?v=`` names, or in the one of today."""
    _check_anchor(statement, anchor)
    wanted = request.GET.get("v", "")
    if wanted:
        revision = _find_revision(statement, wanted)
        found = _find_in_version(statement, revision, anchor) if revision else None
        if found is None:
            raise Http404(f"{statement.uid} has no version {wanted[:10]} with that passage.")
        return found
    paragraph = (
        statement.paragraphs.filter(anchor=anchor)
        .select_related("speech__speaker", "speech__party", "speech__term")
        .first()
    )
    if paragraph is None:
        return None
    return Passage(statement, paragraph.speech, paragraph, current_edition(statement), statement.shows_full_text)


def _find_in_version(statement: Statement, revision: Revision, anchor: str) -> Passage | None:
    reading = read_snapshot(revision.snapshot)
    found = reading.paragraph(anchor)
    if found is None:
        return None
    edition = Edition(revision.number, revision.created_at, pinned=True)
    shows = reading.shows_full_text and statement.shows_full_text
    return Passage(reading.statement, *found, edition, shows)


def _find_revision(statement: Statement, wanted: str) -> Revision | None:
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) <= 6):
        return None
    return statement.revisions.filter(number=int(wanted)).first()


def _context_url(statement: Statement, found: Passage) -> str:
    whole = statement.get_absolute_url()
    if found.edition and found.edition.pinned:
        whole = build_version_path(statement.uid, found.edition.number)
    return whole + build_paragraph_fragment(found.paragraph.anchor)


def _get_speech(statement: Statement, anchor: str) -> Speech:
    _check_anchor(statement, anchor)
    speech = statement.speeches.filter(anchor=anchor).select_related("speaker", "party", "term").first()
    if speech is None:
        raise Http404(f"{statement.uid} has no turn {anchor}.")
    return speech


def _check_anchor(statement: Statement, anchor: str) -> None:
    if not ANCHOR_PATTERN.fullmatch(anchor):
        raise Http404(f"{statement.uid} has no passage {anchor[:8]}.")
