"""The “Cite” pages: every form of a citation, to read, copy and download."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from statements.citing.archive_style import format_citation
from statements.citing.bibtex import render_bibtex
from statements.citing.builders import cite_statement, cite_treaty, current_edition
from statements.citing.citation import Citation
from statements.citing.csl import build_citation_key, build_csl_item
from statements.citing.ris import MEDIA_TYPE as RIS
from statements.citing.ris import render_ris
from statements.citing.styles import DEFAULT_STYLE, STYLES, format_in_style
from statements.links.addresses import get_base_url
from statements.links.resolving import page_without_slug, statement_subpage
from statements.models import Statement, Treaty
from statements.text.languages import same_language

_FILES = {
    "bib": ("application/x-bibtex; charset=utf-8", render_bibtex),
    "ris": (f"{RIS}; charset=utf-8", render_ris),
    "json": (
        "application/vnd.citationstyles.csl+json",
        lambda citation: json.dumps([build_csl_item(citation)], ensure_ascii=False, indent=2) + "\n",
    ),
}
# The address of the file in a form.
FileAddress = Callable[[str], str]
FILE_NAMES = {"bib": "BibTeX", "ris": "RIS", "json": "CSL-JSON"}


@statement_subpage
def cite(request: HttpRequest, statement: Statement) -> HttpResponse:
    citation = _cite_statement(request, statement)
    context = {
        "statement": statement,
        "foreign": not same_language(statement.language, "en"),
    }
    return citation_page(
        request,
        citation,
        context,
        file_address=lambda form: reverse("statements:cite_file", args=[statement.uid, form]),
        back=statement.get_absolute_url(),
    )


@statement_subpage
def cite_file(request: HttpRequest, statement: Statement, form: str) -> HttpResponse:
    return citation_file(_cite_statement(request, statement), form)


@page_without_slug(Treaty.objects.all)
def cite_a_treaty(request: HttpRequest, treaty: Treaty) -> HttpResponse:
    context = {
        "treaty": treaty,
    }
    return citation_page(
        request,
        cite_treaty(treaty, get_base_url(request)),
        context,
        file_address=lambda form: reverse("statements:cite_treaty_file", args=[treaty.uid, form]),
        back=treaty.get_absolute_url(),
    )


@page_without_slug(Treaty.objects.all)
def cite_treaty_file(request: HttpRequest, treaty: Treaty, form: str) -> HttpResponse:
    return citation_file(cite_treaty(treaty, get_base_url(request)), form)


def citation_page(
    request: HttpRequest, citation: Citation, context: Mapping[str, object], *, file_address: FileAddress, back: str
) -> HttpResponse:
    """``?style=`` chooses one of ``STYLES``; any other value is ignored."""
    wanted = request.GET.get("style", "")
    style = STYLES.get(wanted, STYLES[DEFAULT_STYLE])
    formatted = format_in_style(citation, style.key)
    version = f"?v={citation.version}" if request.GET.get("v") else ""
    page = {
        **context,
        "citation": citation,
        "back": back,
        "citation_line": format_citation(citation),
        "style": style,
        "styles": STYLES.values(),
        "version_query": version,
        # citeproc's own output: what came from the record is escaped in it.
        "note": mark_safe(formatted.note),
        "bibliography": mark_safe(formatted.bibliography),
        "files": [(FILE_NAMES[form], file_address(form) + version) for form in _FILES],
    }
    return render(request, "statements/cite.html", page)


def citation_file(citation: Citation, form: str) -> HttpResponse:
    if form not in _FILES:
        raise Http404(f"There is no citation as {form[:10]}.")
    media_type, write = _FILES[form]
    response = HttpResponse(write(citation), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{build_citation_key(citation)}.{form}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _cite_statement(request: HttpRequest, statement: Statement) -> Citation:
    topics = statement.topics.order_by("path").values_list("name", flat=True)
    return cite_statement(statement, get_base_url(request), current_edition(statement), topics=topics)
