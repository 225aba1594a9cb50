"""Pages for requests that cannot be answered as asked, in the look of the archive: what moved, is gone or never was."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template import loader

from statements.citing.archive_style import format_citation
from statements.citing.builders import Edition, cite_reading
from statements.exchange.api.middleware import PREFIX as API_PREFIX
from statements.exchange.api.problems import build_trouble_problem, problem_response
from statements.links.addresses import get_base_url
from statements.links.resolving import Gone, Moved, find_old_address, redirect_permanently
from statements.models import Statement
from statements.publishing.past_versions import read_snapshot
from statements.serving.requests import describe_request
from statements.trouble import Trouble, answer_in_trouble, find_trouble

# What was wrong with a form, and what to do about it. Each sentence of Django's names a setting and not a way out.
_FAULTS_OF_FORMS: Mapping[type[Exception], str] = {
    RequestDataTooBig: "The words of a form can be 32 MB long. Send a longer text as a file, or in parts.",
    TooManyFieldsSent: "A form can have 50,000 fields. Send what it holds as a file, or in parts.",
    TooManyFilesSent: "A form can have 100 files. Send fewer at once, or put them into one zip.",
    MultiPartParserError: "The form arrived damaged. Send it once more, from the archive’s own page.",
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    fault = next((words for kind, words in _FAULTS_OF_FORMS.items() if isinstance(exception, kind)), "")
    return render(request, "400.html", {"fault": fault}, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without context processors and database: whatever failed must not fail again here.

    Django calls it while the error is being handled: wherever that was raised, trouble with the database is told from
    a fault of the archive here.
    """
    error = sys.exc_info()[1]
    if error is not None and (trouble := find_trouble(error)):
        return answer_in_trouble(request, trouble, _describe_trouble(request, trouble))
    return HttpResponse(loader.get_template("500.html").render({**describe_request()}), status=500)


def _describe_trouble(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """A page for browsers, which ask for one by name; a problem for who asks the API; plain words for all others."""
    if request.path_info.startswith(API_PREFIX):
        return problem_response(request, build_trouble_problem(trouble))
    changes = request.method not in ("GET", "HEAD")
    if "text/html" in request.headers.get("Accept", ""):
        page = loader.get_template("503.html").render({"trouble": trouble, "changes": changes, **describe_request()})
        return HttpResponse(page)
    kept = " Nothing of what was sent has been kept: send it again." if changes else ""
    words = f"The archive cannot answer just now. {trouble.sentence} Try again in {trouble.retry_after} seconds.{kept}"
    return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What once stood here may have moved, or be gone with a reason: looked up only when nothing else answers."""
    outcome = exception if isinstance(exception, Moved | Gone) else find_old_address(request.path)
    return _answer(request, outcome) if outcome else render(request, "404.html", status=404)


def _answer(request: HttpRequest, outcome: Moved | Gone) -> HttpResponse:
    if isinstance(outcome, Moved):
        return redirect_permanently(request, outcome.address)
    context = {
        "statement": outcome.statement,
        "permalink": outcome.permalink,
        "citation_line": _cite_last_version(request, outcome.statement) if outcome.statement else "",
    }
    return render(request, "410.html", context, status=410)


def _cite_last_version(request: HttpRequest, statement: Statement) -> str:
    """How it was cited while it was public: from its last version, since the draft may have other words by now."""
    revision = statement.revisions.order_by("-number").first()
    if revision is None:
        return ""
    edition = Edition(revision.number, revision.created_at)
    return format_citation(cite_reading(read_snapshot(revision.snapshot), get_base_url(request), edition))
