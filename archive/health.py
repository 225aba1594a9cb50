"""`/healthz`: what a load balancer, a container engine or `script/serve` asks to know whether the archive works.

It is answered by a middleware in front of all others, since who asks does so by address over plain HTTP: neither
ALLOWED_HOSTS nor the redirect to https may stand in the way.
"""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

PATH = "/healthz"


class HealthMiddleware:
    """Answers PATH with 200 and `{"status": "ok", …}`, or 503 and what is wrong."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != PATH:
            return self.get_response(request)
        parts = {"database": database_problem(), "index": index_problem()}
        healthy = not any(parts.values())
        told = {name: problem or "ok" for name, problem in parts.items()}
        if healthy:
            told["index"] = index_note() or "ok"
        body = {"status": "ok" if healthy else "failing", **told}
        return JsonResponse(body, status=200 if healthy else 503, headers={"Cache-Control": "no-store"})


def database_problem() -> str:
    """Empty when the database answers. The server's own words stay in the log: they may name hosts and users."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return "the database does not answer"
    return ""


def index_problem() -> str:
    """Empty when the index can be read."""
    from statements.search.indexing.status import describe_unreadable

    return describe_unreadable()


def index_note() -> str:
    """Empty when the index is not behind the database. One that is behind for a moment answers all the same: telling
    of it must not take the archive out of service."""
    from statements.search.indexing.status import describe_stale

    try:
        return describe_stale()
    except DatabaseError:
        return ""
