"""`/healthz`: load balancers, container engines and `script/serve` ask here whether the archive works.

A middleware before all others answers it, because such requests come to an address over plain HTTP: neither
ALLOWED_HOSTS nor the redirect to https may refuse them.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

PATH = "/healthz"


class HealthMiddleware:
    """Answers PATH with 200 and `{"status": "ok", …}`, or with 503 and what is wrong."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != PATH:
            return self.get_response(request)
        # Middlewares are imported before the models can be.
        from statements.operating.health import answer_health

        status, body = answer_health()
        return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})
