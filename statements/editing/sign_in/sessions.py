"""Where an account is signed in: noted at the desk, listed and ended by its owner."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from statements.editing.sign_in.throttling import find_address
from statements.models import SignedInSession
from statements.models.sign_in import MAX_DEVICE

NOTE_EVERY = timedelta(minutes=5)


def note_session(request: HttpRequest) -> None:
    """Write down that the account was seen in this session; not at every request, since that would be a write each."""
    user, key = request.user, request.session.session_key
    if not isinstance(user, User) or key is None:
        return
    now = timezone.now()
    known = SignedInSession.objects.filter(session_key=key).first()
    if known is not None and known.user_id == user.pk and abs(known.last_seen - now) < NOTE_EVERY:
        return
    device = request.headers.get("User-Agent", "").replace("\x00", "")[:MAX_DEVICE]
    seen = {"user": user, "address": find_address(request), "device": device, "last_seen": now}
    if known is None:
        # Two first requests of one session may come at once.
        SignedInSession.objects.bulk_create(
            [SignedInSession(session_key=key, since=now, **seen)], ignore_conflicts=True
        )
    else:
        SignedInSession.objects.filter(pk=known.pk).update(**seen)


def list_sessions(user: User) -> list[SignedInSession]:
    """Those that are still good, the last used first; rows of those that ended are removed."""
    good = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    SignedInSession.objects.filter(user=user).exclude(session_key__in=good).delete()
    return list(SignedInSession.objects.filter(user=user))


def end_session(user: User, number: int) -> bool:
    """End one of the account's own sessions, by its number in the list. False where it has none of that number."""
    found = SignedInSession.objects.filter(user=user, pk=number).first()
    if found is None:
        return False
    Session.objects.filter(session_key=found.session_key).delete()
    found.delete()
    return True


def end_sessions(user: User, except_key: str | None = None) -> int:
    """End all sessions of an account, but for the one of this key. Returns how many.

    Also those that have not been noted: whoever has signed in and not opened the desk yet is in none of our rows.
    """
    good = Session.objects.filter(expire_date__gt=timezone.now())
    keys = {one.session_key for one in good if one.get_decoded().get(SESSION_KEY) == str(user.pk)} - {except_key}
    Session.objects.filter(session_key__in=keys).delete()
    SignedInSession.objects.filter(user=user).exclude(session_key=except_key or "").delete()
    return len(keys)


class EndSessionsOnChange:
    """In AUTH_PASSWORD_VALIDATORS: Django tells each of them of every changed password, wherever it is changed.

    A session of the old password is no longer good for Django in any case; this also takes it off the list. The session
    in which the password is changed is kept by `update_session_auth_hash`, which gives it another key.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        """Any password will do: the other validators judge it."""

    def get_help_text(self) -> str:
        return "All other sessions of the account end when its password changes."

    def password_changed(self, password: str, user: User | None = None) -> None:
        if user is not None and user.pk:
            end_sessions(user)
