"""`/healthz`: load balancers, container engines and `script/serve` ask here whether the archive works.

A middleware before all others answers it, because such requests come to an address over plain HTTP: neither
ALLOWED_HOSTS nor the redirect to https may refuse them.
"""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

PATH = "/healthz"


class HealthMiddleware:
    """Answers PATH with 200 and `{"status": "ok", …}`, or with 503 and what is wrong."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != PATH:
            return self.get_response(request)
        problems = {"database": describe_database_problem(), "index": describe_index_problem()}
        healthy = not any(problems.values())
        parts = {name: problem or "ok" for name, problem in problems.items()}
        if healthy:
            parts["index"] = describe_index_delay() or "ok"
        body = {"status": "ok" if healthy else "failing", **parts}
        return JsonResponse(body, status=200 if healthy else 503, headers={"Cache-Control": "no-store"})


def describe_database_problem() -> str:
    """Empty when the database answers. The server's own words stay in the log: they may name hosts and users."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return "the database does not answer"
    return ""


def describe_index_problem() -> str:
    """Empty when the index can be read."""
    # Middlewares are imported before the models can be.
    from statements.search.indexing.status import describe_unreadable

    return describe_unreadable()


def describe_index_delay() -> str:
    """Empty when the index is up to date. One that is behind for a moment still answers, so the archive stays in
    service."""
    from statements.search.indexing.status import describe_stale

    try:
        return describe_stale()
    except DatabaseError:
        return ""
