"""Second factors of an account: codes of an application, recovery codes, and who must have one."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
import secrets
import time

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.utils import timezone

from statements.editing.sign_in import totp
from statements.models import SecondFactor, SecondFactorRule

Kind = SecondFactor.Kind
RECOVERY_CODES = 10
_CODE_BYTES = 10  # 80 bits: too many to guess, so that a plain hash is enough

logger = logging.getLogger(__name__)


def has_second_factor(user: User) -> bool:
    """Recovery codes alone are none: they stand in for one that is lost."""
    return SecondFactor.objects.filter(user=user).exclude(kind=Kind.RECOVERY).exists()


def must_set_up(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the account may do nothing before it has a second factor."""
    if not isinstance(user, User) or not user.is_staff:
        return False
    rule = SecondFactorRule.objects.first()
    if rule is None or (rule.who == SecondFactorRule.Who.EDITORS and user.is_superuser):
        return False
    return not has_second_factor(user)


def accept_code(user: User, typed: str) -> bool:
    """Whether it is a code of the account's application or one of its recovery codes; neither is accepted twice."""
    code = re.sub(r"[\s-]", "", typed).upper()
    if len(code) == totp.DIGITS and code.isascii() and code.isdigit():
        return any(_accept_app_code(factor, code) for factor in SecondFactor.objects.filter(user=user, kind=Kind.APP))
    spent, _ = SecondFactor.objects.filter(user=user, kind=Kind.RECOVERY, secret=_hash(code)).delete()
    if spent:
        logger.warning("%s signed in with a recovery code", user.get_username())
    return bool(spent)


def add_app(user: User, key: str, name: str, step: int) -> None:
    """`step` is that of the code by which the owner showed that the application has the key."""
    SecondFactor.objects.create(user=user, kind=Kind.APP, name=name, secret=key, counter=step)
    logger.warning("%s added an application for codes", user.get_username())


def create_recovery_codes(user: User) -> list[str]:
    """Fresh codes in place of the old, to be shown once: only their hashes are kept."""
    codes = [base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode() for _ in range(RECOVERY_CODES)]
    SecondFactor.objects.filter(user=user, kind=Kind.RECOVERY).delete()
    SecondFactor.objects.bulk_create(SecondFactor(user=user, kind=Kind.RECOVERY, secret=_hash(code)) for code in codes)
    return ["-".join(re.findall("....", code)) for code in codes]


def count_recovery_codes(user: User) -> int:
    return SecondFactor.objects.filter(user=user, kind=Kind.RECOVERY).count()


def remove_factor(user: User, number: int) -> bool:
    """Remove one by its number; with the last go the recovery codes. False where there is none of that number."""
    removed, _ = SecondFactor.objects.filter(user=user, pk=number).exclude(kind=Kind.RECOVERY).delete()
    if not removed:
        return False
    if not has_second_factor(user):
        SecondFactor.objects.filter(user=user).delete()
    logger.warning("%s removed a second factor", user.get_username())
    return True


def use_factor(factor: SecondFactor, counter: int) -> bool:
    """Accept the counter if none as high was accepted before, in whatever process."""
    return bool(
        SecondFactor.objects.filter(pk=factor.pk, counter__lt=counter).update(counter=counter, last_used=timezone.now())
    )


def _accept_app_code(factor: SecondFactor, code: str) -> bool:
    step = totp.find_step(factor.secret, code, time.time())
    return step is not None and use_factor(factor, step)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
