"""Errors as problem+json (RFC 9457): a name, a sentence, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from statements.links.addresses import get_base_url
from statements.serving.requests import describe_request
from statements.trouble import Trouble

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    status: int
    title: str
    help: str


KINDS: Mapping[str, ProblemKind] = {
    "bad-parameter": ProblemKind(
        400, "A parameter cannot be used", "`parameters` names each faulty parameter and says what it takes."
    ),
    "faulty-query": ProblemKind(
        400,
        "The query cannot be read as typed",
        "Sent only to who asks with `Prefer: handling=strict`. `problems` says where and why; `corrected` is a query "
        "that can be run.",
    ),
    "not-found": ProblemKind(404, "There is nothing at this address", "No public record has this name, or ever had."),
    "no-such-filter": ProblemKind(
        404, "A filter names what is not in the archive", "Look the name up in the list of its kind first."
    ),
    "bad-cursor": ProblemKind(
        404,
        "The cursor leads nowhere",
        "A cursor belongs to the list, filters and order that it came from. Begin that list anew without one.",
    ),
    "method-not-allowed": ProblemKind(405, "The API is read-only", "`Allow` lists the methods there are."),
    "gone": ProblemKind(
        410,
        "What stood here was taken back",
        "`reason` says why, `since` when. The address is never used for anything else.",
    ),
    "too-many-requests": ProblemKind(
        429, "Too many requests from your address", "Wait for as many seconds as `Retry-After` says."
    ),
    "internal-error": ProblemKind(
        500, "The archive failed", "It was noted. Nothing about your request needs changing."
    ),
    "search-unavailable": ProblemKind(
        503, "The search index is being rebuilt", "Try again after the seconds of `Retry-After`; lists work meanwhile."
    ),
    "archive-unavailable": ProblemKind(
        503, "The archive cannot answer just now", "`detail` says why. Try again after the seconds of `Retry-After`."
    ),
}


class Problem(Exception):
    """``kind`` is one of ``KINDS``, ``detail`` a sentence about this request; ``more`` are members of its own."""

    def __init__(self, kind: str, detail: str, *, headers: Mapping[str, str] | None = None, **more: object):
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.headers = headers or {}
        self.more = more


def build_trouble_problem(trouble: Trouble) -> Problem:
    """What the API says of trouble with the database or the disk."""
    return Problem("archive-unavailable", trouble.sentence, headers={"Retry-After": str(trouble.retry_after)})


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    kind = KINDS[problem.kind]
    body = {
        "type": f"{get_base_url(request)}{reverse('statements:api')}#{problem.kind}",
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail,
        **problem.more,
    }
    if kind.status >= 500 and (name := describe_request().get("request_id")):
        body["request_id"] = name  # what the operator finds it by in the log
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=kind.status,
        content_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **problem.headers},
    )
