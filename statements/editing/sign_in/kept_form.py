"""A form that came after its session had ended, or with the token of an earlier one, is shown to be sent again.

Only what the desk's own page sent is shown: a browser names the site of the page that sends a form (Origin), and no
other site can name ours.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

MAX_KEPT = 8 * 1024 * 1024  # bytes; anybody may send one, and showing it takes several times as much memory


def can_be_kept(request: HttpRequest) -> bool:
    """A form of records; not one with a password in it."""
    records = reverse("admin:app_list", args=["statements"])
    try:
        own = urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()
    except ValueError:  # no browser writes such a one
        return False
    small = int(request.META.get("CONTENT_LENGTH") or 0) <= MAX_KEPT
    return request.method == "POST" and own and small and request.path.startswith(records)


def show_again(request: HttpRequest) -> HttpResponse:
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"
    ]
    context = {"title": "Your form is kept", "fields": fields, "files": list(request.FILES)}
    return render(request, "admin/sign_in/kept_form.html", context, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Where Django leads when the token of a form is not right."""
    if can_be_kept(request):
        return show_again(request)
    return render(request, "403.html", status=403)
