"""Passkeys (WebAuthn): what the browser is asked for, and whether its answer is right.

What the browser must sign stands in the session until it answers; an answer is looked at once.
"""

from __future__ import annotations

import json
import logging
import struct
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from statements.editing.sign_in.second_factors import Kind, use_factor
from statements.models import SecondFactor

_STATE = "passkey_state"
# What an answer raises that no browser gives: JSON and CBOR (which is cut off, or nested without end) of anybody.
_NO_ANSWER = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, struct.error)
logger = logging.getLogger(__name__)


class PasskeyRefused(Exception):
    """The answer of the browser was not right; the message says what to do."""


def begin_adding(request: HttpRequest, user: User) -> str:
    """What the browser is to make, as JSON for `PublicKeyCredential.parseCreationOptionsFromJSON`."""
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(
            id=str(user.pk).encode(), name=user.get_username(), display_name=user.get_full_name() or user.get_username()
        ),
        [credential for _, credential in _load(user)],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.DISCOURAGED,  # the password was asked for already
    )
    request.session[_STATE] = _plain(state)
    return _to_json(options)


def finish_adding(request: HttpRequest, user: User, answer: str, name: str) -> None:
    """Keep the passkey. Raises PasskeyRefused."""
    state = request.session.pop(_STATE, None)
    try:
        made = _server(request).register_complete(state, _read(answer))
    except _NO_ANSWER as error:
        raise PasskeyRefused("The passkey could not be added. Try again.") from error
    if made.credential_data is None:
        raise PasskeyRefused("The passkey could not be added: the browser sent no key. Try again.")
    secret = websafe_encode(bytes(made.credential_data))
    SecondFactor.objects.create(user=user, kind=Kind.PASSKEY, name=name, secret=secret, counter=made.counter)
    logger.warning("%s added a passkey", user.get_username())


def begin_check(request: HttpRequest, user: User) -> str:
    """What the browser is to sign, as JSON; empty where the account has no passkey."""
    known = _load(user)
    if not known:
        return ""
    options, state = _server(request).authenticate_begin(
        [credential for _, credential in known], user_verification=UserVerificationRequirement.DISCOURAGED
    )
    request.session[_STATE] = _plain(state)
    return _to_json(options)


def finish_check(request: HttpRequest, user: User, answer: str) -> None:
    """Raises PasskeyRefused unless the answer was signed by a passkey of the account."""
    state = request.session.pop(_STATE, None)
    known = _load(user)
    try:
        response = AuthenticationResponse.from_dict(_read(answer))
        used = _server(request).authenticate_complete(state, [credential for _, credential in known], response)
        counter = response.response.authenticator_data.counter
    except _NO_ANSWER as error:
        raise PasskeyRefused("The passkey was not accepted. Try again, or type a code.") from error
    factor = next(factor for factor, credential in known if credential.credential_id == used.credential_id)
    # Keys that are copied between devices always count 0; one that counts must have moved on (WebAuthn 7.2, step 22).
    if not counter and factor.counter <= 0:
        SecondFactor.objects.filter(pk=factor.pk).update(last_used=timezone.now())
    elif not use_factor(factor, counter):
        raise PasskeyRefused("The passkey was not accepted: it may have been copied. Ask a superuser.")


def can_have_passkeys(request: HttpRequest) -> bool:
    """Browsers give passkeys to names, not to bare numbers."""
    return not _host_name(request).replace(".", "").isdigit() and ":" not in _host_name(request)


def _server(request: HttpRequest) -> Fido2Server:
    def is_own(origin: str) -> bool:
        parts = urlsplit(origin)
        secure = parts.scheme == "https" or parts.hostname == "localhost"
        return secure and parts.netloc == request.get_host()

    return Fido2Server(PublicKeyCredentialRpEntity(id=_host_name(request), name="Chancery"), verify_origin=is_own)


def _host_name(request: HttpRequest) -> str:
    return urlsplit(f"//{request.get_host()}").hostname or ""


def _load(user: User) -> list[tuple[SecondFactor, AttestedCredentialData]]:
    factors = SecondFactor.objects.filter(user=user, kind=Kind.PASSKEY)
    return [(factor, AttestedCredentialData(websafe_decode(factor.secret))) for factor in factors]


def _to_json(options: Any) -> str:
    # It stands within a script element, and a name may be anything.
    return json.dumps(dict(options)["publicKey"]).replace("<", "\\u003c")


def _plain(state: dict[str, Any]) -> dict[str, str | None]:
    return {name: None if value is None else str(getattr(value, "value", value)) for name, value in state.items()}


def _read(answer: str) -> dict[str, Any]:
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise TypeError("the answer is no object")
    return read
