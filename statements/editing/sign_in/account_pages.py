"""“Your account” at the desk: the password, second factors, recovery codes, and where one is signed in."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec

import segno
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from statements.editing.admin_base import read_posted
from statements.editing.sign_in import passkeys, totp
from statements.editing.sign_in.confirmation import confirm, is_confirmed, redirect_to_confirmation
from statements.editing.sign_in.second_factors import (
    Kind,
    add_app,
    count_recovery_codes,
    create_recovery_codes,
    has_second_factor,
    must_set_up,
    remove_factor,
)
from statements.editing.sign_in.sessions import end_session, end_sessions, list_sessions, note_session
from statements.editing.sign_in.sign_in_pages import MAX_ANSWER, second_step
from statements.models import SecondFactor

_NEW_KEY = "new_app_key"
Parameters = ParamSpec("Parameters")
Page = Callable[Concatenate[HttpRequest, AdminSite, User, Parameters], HttpResponse]


def account_urls(site: AdminSite) -> list[URLPattern]:
    """The pages of one's own account. They are open to whoever is signed in, also before a second factor is set up."""

    def own(page: Page[...]) -> Callable[..., HttpResponse]:
        @wraps(page)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            user = request.user
            if not isinstance(user, User) or not user.is_active or not user.is_staff:
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            note_session(request)
            return page(request, site, user, **kwargs)

        return never_cache(csrf_protect(guarded))

    return [
        path("login/second-step/", never_cache(csrf_protect(partial(second_step, site=site))), name="second_step"),
        path("account/", own(account), name="account"),
        path("account/confirm/", own(confirm), name="account_confirm"),
        path("account/app/", own(confirmed(app)), name="account_app"),
        path("account/passkey/", own(confirmed(passkey)), name="account_passkey"),
        path("account/recovery-codes/", own(confirmed(recovery_codes)), name="account_recovery_codes"),
        path("account/factors/<int:number>/remove/", own(confirmed(remove)), name="account_remove_factor"),
        path("account/sessions/end/", require_POST(own(end)), name="account_end_sessions"),
    ]  # fmt: skip


def confirmed(page: Page[Parameters]) -> Page[Parameters]:
    """The password must have been given a moment ago."""

    @wraps(page)
    def guarded(
        request: HttpRequest, site: AdminSite, user: User, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> HttpResponse:
        if not is_confirmed(request):
            return redirect_to_confirmation(request.get_full_path())
        return page(request, site, user, *args, **kwargs)

    return guarded


def account(request: HttpRequest, site: AdminSite, user: User) -> HttpResponse:
    return _page(
        request, site, "account", "Your account",
        factors=SecondFactor.objects.filter(user=user).exclude(kind=Kind.RECOVERY),
        recovery_codes=count_recovery_codes(user),
        must_set_up=must_set_up(user),
        sessions=list_sessions(user),
        own_key=request.session.session_key,
        can_have_passkeys=passkeys.can_have_passkeys(request),
    )  # fmt: skip


def app(request: HttpRequest, site: AdminSite, user: User) -> HttpResponse:
    """Add an application for codes: it reads the key, and shows that it has it by a code."""
    key = request.session.get(_NEW_KEY, "")
    problem = ""
    if request.method == "POST" and key:
        code = read_posted(request, "code", 20).replace(" ", "")
        step = totp.find_step(key, code, time.time())
        if step is not None:
            del request.session[_NEW_KEY]
            add_app(user, key, _read_name(request), step)
            return _added(request, site, user)
        problem = "That is not the code for this key. Type the one that the application shows now."
    if not key:
        key = request.session[_NEW_KEY] = totp.create_key()
    uri = totp.build_uri(key, user.get_username(), f"Chancery {request.get_host()}")
    return _page(
        request, site, "app", "Add an application for codes", key=key, uri=uri, code=_draw(uri), problem=problem
    )


def passkey(request: HttpRequest, site: AdminSite, user: User) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        try:
            passkeys.finish_adding(request, user, read_posted(request, "passkey", MAX_ANSWER), _read_name(request))
        except passkeys.PasskeyRefused as refused:
            problem = str(refused)
        else:
            return _added(request, site, user)
    possible = passkeys.can_have_passkeys(request)
    options = passkeys.begin_adding(request, user) if possible else ""
    return _page(request, site, "passkey", "Add a passkey", passkey=options, problem=problem)


def recovery_codes(request: HttpRequest, site: AdminSite, user: User) -> HttpResponse:
    """Fresh recovery codes in place of the old ones; for an account that has something to recover."""
    if not has_second_factor(user):
        return redirect("admin:account")
    if request.method != "POST":
        return _page(request, site, "new_codes", "New recovery codes", left=count_recovery_codes(user))
    return _page(request, site, "codes", "Recovery codes", codes=create_recovery_codes(user))


def remove(request: HttpRequest, site: AdminSite, user: User, number: int) -> HttpResponse:
    factor = SecondFactor.objects.filter(user=user).exclude(kind=Kind.RECOVERY).filter(pk=number).first()
    if factor is None:
        messages.error(request, "Your account has no such second factor; it may have been removed already.")
        return redirect("admin:account")
    if request.method != "POST":
        return _page(request, site, "remove", f"Remove “{factor}”?", factor=factor)
    remove_factor(user, number)
    end_sessions(user, except_key=request.session.session_key)
    messages.success(request, f"“{factor}” is removed. All other sessions of your account have ended.")
    return redirect("admin:account")


def end(request: HttpRequest, site: AdminSite, user: User) -> HttpResponse:
    """End one session, or all but this one."""
    chosen = read_posted(request, "session", 20)
    if chosen == "others":
        count = end_sessions(user, except_key=request.session.session_key)
        messages.success(request, f"{count} other session{'s have' if count != 1 else ' has'} ended.")
    elif chosen.isascii() and chosen.isdigit() and end_session(user, int(chosen)):
        messages.success(request, "The session has ended.")
    else:
        messages.error(request, "There is no such session; it may have ended already.")
    return redirect("admin:account")


def _added(request: HttpRequest, site: AdminSite, user: User) -> HttpResponse:
    """A second factor was added: other sessions, begun without it, end; the first brings recovery codes."""
    end_sessions(user, except_key=request.session.session_key)
    if count_recovery_codes(user):
        messages.success(request, "It is added. All other sessions of your account have ended.")
        return redirect("admin:account")
    return _page(request, site, "codes", "Recovery codes", codes=create_recovery_codes(user))


def _page(request: HttpRequest, site: AdminSite, name: str, title: str, **context: Any) -> HttpResponse:
    return TemplateResponse(
        request, f"admin/sign_in/{name}.html", {**site.each_context(request), "title": title, **context}
    )


def _read_name(request: HttpRequest) -> str:
    return read_posted(request, "name", 60)


def _draw(uri: str) -> SafeString:
    """A QR code as SVG, dark on light in every scheme: readers of such codes want it so."""
    return mark_safe(segno.make(uri, error="m").svg_inline(scale=4, border=4, light="#fff", dark="#000"))
