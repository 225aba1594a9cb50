"""How many wrong passwords and codes are let through. Counted in the database, for all processes of the server.

Passwords are counted by account and address together, and by address alone: whoever knows a name can lock it for the
address he writes from, never for its owner elsewhere, and what is locked opens by itself. Codes are only asked for
after the right password; they are also counted by account alone, since six digits could be guessed from many addresses.
"""

from __future__ import annotations

import logging
import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format

from statements.models import WrongSignIn
from statements.serving.visitors import find_visitor

KEEP_FOR = timedelta(days=1)
WINDOW = timedelta(minutes=15)
# So many wrong attempts within WINDOW; the next is refused until the first of them is that old.
MAX_PER_ACCOUNT_AND_ADDRESS = 5
MAX_PER_ADDRESS = 30
MAX_CODES_PER_ACCOUNT = 20

logger = logging.getLogger(__name__)
Step = WrongSignIn.Step


class TooManyAttempts(Exception):
    """Not looked at: too many were wrong. `seconds` until the next may be right; the message says it in words."""

    def __init__(self, until: datetime, step: str) -> None:
        self.seconds = max(1, math.ceil((until - timezone.now()).total_seconds()))
        minutes = math.ceil(self.seconds / 60)
        wait = "a minute" if minutes == 1 else f"{minutes} minutes"
        what = "codes" if step == Step.CODE else "passwords"
        super().__init__(
            f"Too many wrong {what}. Try again in {wait}, at {date_format(until + timedelta(minutes=1), 'H:i')} UTC; "
            "a superuser can lift this earlier."
        )


@dataclass(frozen=True)
class Lock:
    """An account that is refused from an address, or from every address where that is empty, until a time."""

    account: str
    address: str
    until: datetime


def begin_attempt(request: HttpRequest, account: str, step: str) -> WrongSignIn:
    """Count an attempt before it is looked at. Raises TooManyAttempts, and then it does not count."""
    now = timezone.now()
    WrongSignIn.objects.filter(Q(at__lt=now - KEEP_FOR) | Q(at__gt=now + WINDOW)).delete()
    attempt = WrongSignIn.objects.create(
        account=fold_account(account), address=find_address(request), step=step, at=now
    )
    until = max((limit for limit in _limits(attempt) if limit), default=None)
    if until is None:
        return attempt
    attempt.delete()
    logger.warning("Sign-in refused for %r from %s: too many were wrong", attempt.account, attempt.address)
    raise TooManyAttempts(until, step)


def end_attempt(attempt: WrongSignIn) -> None:
    """It was right: forget it, and what was wrong before it from the same place."""
    WrongSignIn.objects.filter(account=attempt.account, address=attempt.address, step=attempt.step).delete()


def find_locks() -> list[Lock]:
    """Who is refused now, by account and address and by account alone, those that open last first."""
    recent = _recent(WrongSignIn.objects.all()).order_by()
    pairs = recent.values_list("account", "address", "step").annotate(Count("pk"))
    locks = [
        Lock(account, address, until)
        for account, address, step, _ in pairs.filter(pk__count__gte=MAX_PER_ACCOUNT_AND_ADDRESS)
        if (until := _until(_same_pair(account, address, step), MAX_PER_ACCOUNT_AND_ADDRESS))
    ]
    accounts = recent.filter(step=Step.CODE).values_list("account").annotate(Count("pk"))
    locks += [
        Lock(account, "", until)
        for account, _ in accounts.filter(pk__count__gte=MAX_CODES_PER_ACCOUNT)
        if (until := _until(_codes_of(account), MAX_CODES_PER_ACCOUNT))
    ]
    return sorted(locks, key=lambda lock: lock.until, reverse=True)


def lift_locks(account: str) -> int:
    """Forget what was wrong for this account, from everywhere. Returns how many attempts that were."""
    return WrongSignIn.objects.filter(account=fold_account(account)).delete()[0]


def fold_account(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().replace("\x00", "")[:150]


def find_address(request: HttpRequest) -> str:
    forwarded = request.headers.get("X-Forwarded-For", "")
    return find_visitor(str(request.META.get("REMOTE_ADDR", "")), forwarded, settings.TRUSTED_PROXIES)[:64]


def _limits(attempt: WrongSignIn) -> Iterable[datetime | None]:
    """Until when each rule refuses the attempt, which is written already and does not count against itself."""
    others = WrongSignIn.objects.exclude(pk=attempt.pk)
    yield _until(others & _same_pair(attempt.account, attempt.address, attempt.step), MAX_PER_ACCOUNT_AND_ADDRESS)
    yield _until(others.filter(address=attempt.address), MAX_PER_ADDRESS)
    if attempt.step == Step.CODE:
        yield _until(others & _codes_of(attempt.account), MAX_CODES_PER_ACCOUNT)


def _same_pair(account: str, address: str, step: str) -> QuerySet[WrongSignIn]:
    return WrongSignIn.objects.filter(account=account, address=address, step=step)


def _codes_of(account: str) -> QuerySet[WrongSignIn]:
    return WrongSignIn.objects.filter(account=account, step=Step.CODE)


def _recent(attempts: QuerySet[WrongSignIn]) -> QuerySet[WrongSignIn]:
    """Those of WINDOW. What is dated much later than now was written before the clock was set back: it would lock an
    account until the clock has caught up."""
    now = timezone.now()
    return attempts.filter(at__gt=now - WINDOW, at__lt=now + WINDOW)


def _until(attempts: QuerySet[WrongSignIn], limit: int) -> datetime | None:
    """When the next attempt is let through; None where it is now."""
    latest = list(_recent(attempts).order_by("-at").values_list("at", flat=True)[:limit])
    return latest[-1] + WINDOW if len(latest) == limit else None
