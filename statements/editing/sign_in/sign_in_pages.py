"""Signing in at the desk: the password, and then the second factor of an account that has one."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from statements.editing.admin_base import read_posted
from statements.editing.sign_in.confirmation import note_confirmed
from statements.editing.sign_in.passkeys import PasskeyRefused, begin_check, can_have_passkeys, finish_check
from statements.editing.sign_in.second_factors import accept_code, has_second_factor
from statements.editing.sign_in.sessions import note_session
from statements.editing.sign_in.throttling import Step, TooManyAttempts, begin_attempt, end_attempt

_PENDING = "sign_in"
SECONDS_FOR_SECOND_STEP = 600
MAX_ANSWER = 20_000  # characters of what a browser says for a passkey


class SignInForm(AdminAuthenticationForm):
    wait_seconds = 0

    def clean(self) -> dict[str, Any]:
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password or self.request is None:
            return super().clean()
        try:
            attempt = begin_attempt(self.request, name, Step.PASSWORD)
        except TooManyAttempts as refused:
            self.wait_seconds = refused.seconds
            raise ValidationError(str(refused), code="throttled") from None
        cleaned = super().clean()
        end_attempt(attempt)
        return cleaned


class SignInView(LoginView):
    """The page of the password. Who has a second factor is led on to `second_step`, still signed out."""

    template_name = "admin/login.html"
    authentication_form = SignInForm
    site: AdminSite = admin.site

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            **self.site.each_context(self.request),
            "title": "Sign in",
            "subtitle": None,
            "app_path": self.request.get_full_path(),
            "username": self.request.user.get_username(),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        user, address = form.get_user(), str(self.get_success_url())
        if not has_second_factor(user):
            sign_in(self.request, user)
            return HttpResponseRedirect(address)
        self.request.session[_PENDING] = {
            "user": user.pk, "password": user.get_session_auth_hash(), "since": int(time.time()), "next": address,
        }  # fmt: skip
        return redirect("admin:second_step")

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        if form.wait_seconds:
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
            response["Retry-After"] = str(form.wait_seconds)
        return response


def second_step(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """A code, a recovery code or a passkey, of whoever gave the right password a moment ago."""
    user, address = _read_pending(request)
    if user is None:
        return redirect("admin:login")
    problem, wait_seconds = "", 0
    if request.method == "POST":
        try:
            _check(request, user)
        except TooManyAttempts as refused:
            problem, wait_seconds = str(refused), refused.seconds
        except (PasskeyRefused, ValidationError) as refused:
            problem = refused.messages[0] if isinstance(refused, ValidationError) else str(refused)
        else:
            sign_in(request, user)
            return HttpResponseRedirect(address)
    context = {
        **site.each_context(request),
        "title": "Second factor",
        "problem": problem,
        "passkey": begin_check(request, user) if can_have_passkeys(request) else "",
        "takes_codes": True,
    }
    response = TemplateResponse(request, "admin/sign_in/second_step.html", context)
    if wait_seconds:
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response["Retry-After"] = str(wait_seconds)
    return response


def sign_in(request: HttpRequest, user: User) -> None:
    """Everything was right: a session of its own begins."""
    request.session.pop(_PENDING, None)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    note_confirmed(request)
    note_session(request)


def _check(request: HttpRequest, user: User) -> None:
    """Raises TooManyAttempts, PasskeyRefused or ValidationError unless what was sent is right."""
    if answer := read_posted(request, "passkey", MAX_ANSWER):
        finish_check(request, user, answer)  # nothing that could be guessed, so nothing is counted
        return
    attempt = begin_attempt(request, user.get_username(), Step.CODE)
    if not accept_code(user, read_posted(request, "code", 100)):
        raise ValidationError("That code is not right, or was used already. Type the code shown now.")
    end_attempt(attempt)


def _read_pending(request: HttpRequest) -> tuple[User | None, str]:
    """Who gave the right password, unless it was long ago or has been changed since, and where they were going."""
    pending = request.session.get(_PENDING) or {}
    user = User.objects.filter(pk=pending.get("user", 0), is_active=True, is_staff=True).first()
    if (
        user is None
        or abs(time.time() - pending["since"]) > SECONDS_FOR_SECOND_STEP
        or not constant_time_compare(user.get_session_auth_hash(), pending["password"])
    ):
        return None, ""
    return user, pending["next"] or reverse("admin:index")
