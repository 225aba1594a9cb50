"""The API assembled: its routers, and the answers to errors."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from statements.trouble import answer_in_trouble, find_trouble

from . import records, search, statements
from .lookups import RecordMoved
from .problems import Problem, build_trouble_problem, problem_response

logger = logging.getLogger(__name__)

api = NinjaAPI(
    title="Chancery",
    version="1.0.0",
    description=(
        "A searchable archive of diplomatic statements, for programs. Read-only; nothing needs a key. Codes, uids, "
        "paths and anchors are those of permalinks and never change their meaning."
    ),
    urls_namespace="api-v1",
    openapi_url=None,
    docs_url=None,
)
api.add_router("", statements.router)
api.add_router("", records.router)
api.add_router("", search.router)

# First part of a permalink -> name of the route here.
_ADDRESSES = {
    "s": "statement",
    "speakers": "speaker",
    "treaties": "treaty",
    "events": "event",
    "publishers": "publisher",
}


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem_response(request, problem)


@api.exception_handler(RecordMoved)
def _moved(request: HttpRequest, moved: RecordMoved) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    address = reverse(f"api-v1:{_ADDRESSES[moved.kind]}", args=[moved.name])
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return nothing_here(request)


@api.exception_handler(ValidationError)
def _bad_parameter(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [{"name": _parameter_name(fault["loc"]), "reason": fault["msg"]} for fault in error.errors]
    detail = "; ".join(f"{fault['name']}: {fault['reason']}" for fault in faults)
    return problem_response(request, Problem("bad-parameter", f"{detail}.", parameters=faults))


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    if trouble := find_trouble(error):
        return answer_in_trouble(request, trouble, problem_response(request, build_trouble_problem(trouble)))
    logger.error("The API failed at %s", request.path, exc_info=error)
    return problem_response(request, Problem("internal-error", "The request could not be answered."))


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """The answer of every unknown address."""
    document = reverse("statements:api_document")
    return problem_response(
        request, Problem("not-found", f"There is nothing at this address; {document} lists all addresses.")
    )


def _parameter_name(place: Sequence[str | int]) -> str:
    """The parameter of a fault; a place within a list of values ends with the number of the value."""
    return str(next((part for part in reversed(place) if isinstance(part, str)), ""))
