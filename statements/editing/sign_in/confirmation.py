"""Dangerous changes to an account want its password again, unless it was given a moment ago."""

from __future__ import annotations

import time
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from statements.editing.sign_in.throttling import Step, TooManyAttempts, begin_attempt, end_attempt

GOOD_FOR_SECONDS = 600
_CONFIRMED = "confirmed_at"


def note_confirmed(request: HttpRequest) -> None:
    request.session[_CONFIRMED] = int(time.time())


def is_confirmed(request: HttpRequest) -> bool:
    # A clock that was set back since would let it pass for as long as that.
    return abs(time.time() - int(request.session.get(_CONFIRMED, 0))) < GOOD_FOR_SECONDS


def redirect_to_confirmation(address: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('admin:account_confirm')}?{urlencode({'next': address})}")


def confirm(request: HttpRequest, site: AdminSite, user: User) -> HttpResponse:
    """The page that asks for the password again."""
    problem, status = "", 200
    if request.method == "POST":
        try:
            attempt = begin_attempt(request, user.get_username(), Step.PASSWORD)
        except TooManyAttempts as refused:
            problem, status = str(refused), 429
        else:
            if user.check_password(request.POST.get("password", "")):
                end_attempt(attempt)
                note_confirmed(request)
                return HttpResponseRedirect(_read_next(request))
            problem = "That is not the password of your account."
    context = {**site.each_context(request), "title": "Your password, please", "problem": problem}
    return TemplateResponse(request, "admin/sign_in/confirm.html", context, status=status)


def _read_next(request: HttpRequest) -> str:
    address = request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if own else reverse("admin:account")
