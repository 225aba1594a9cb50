"""Pages for requests that cannot be answered, in the look of the archive. The page not found is in `old_addresses`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without context processors and database: whatever failed must not fail again here."""
    return HttpResponse(loader.get_template("500.html").render({}), status=500)
