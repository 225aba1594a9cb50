"""When what the public sees of a statement last changed: harvesters and caches rely on it.

The invariant: a public change is dated later than every change before it, and later than the last harvest, also where
the clock was set back between them (docs/decisions/0016). Every date of a public change comes from ``next_moment``.

A statement also shows the names of other records; when one of them is changed, every statement that shows it has
changed too. Private edits of a draft move nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import Error, transaction
from django.db.models import Model, Q, QuerySet, Subquery
from django.db.models.signals import post_save, pre_delete
from django.utils import timezone

from statements.models import (
    Event,
    LastHarvest,
    Party,
    Permalink,
    Publisher,
    Speaker,
    Statement,
    Term,
    Topic,
    Treaty,
)
from statements.search.indexing.queue import queue_statements

# A date that is later than the clock by more was made by a clock that was wrong, and no change waits for it.
MAX_AHEAD = timedelta(days=7)
# Clocks of two machines may differ by less, and no answer is cached by the date of a change as young as that.
MAX_SKEW = timedelta(seconds=1)
NOTE_EVERY = timedelta(minutes=1)  # of harvests; harvesters begin a minute before their last harvest began
# Dates made while the clock is behind count microseconds from a whole second.
_MAX_STEPS = 1_000
_SECONDS_BETWEEN_WARNINGS = 60

logger = logging.getLogger(__name__)
_last_warning = -float(_SECONDS_BETWEEN_WARNINGS)

# Which statements show a record of each kind.
SHOWN_BY: dict[type[Model], Callable[[Any], Q]] = {
    Speaker: lambda speaker: Q(voices__speaker=speaker),
    Term: lambda term: Q(speeches__term=term),
    Party: lambda party: Q(party_roles__party=party) | Q(place_party=party),
    Topic: lambda topic: Q(topics=topic),
    Treaty: lambda treaty: Q(treaty_mentions__treaty=treaty),
    Event: lambda event: Q(event=event),
    Publisher: lambda publisher: Q(publisher=publisher) | Q(republisher=publisher),
}


def next_moment() -> datetime:
    """The date of a public change that is made now: later than those of all others, whatever the clock says.

    Where the clock is behind by a second and more, the date begins a new second, since a date in seconds may have been
    told of the one before.
    """
    newest = _read_newest(timezone.now() + MAX_AHEAD)
    now = timezone.now()
    if newest is None or newest < now:
        return now
    if newest - now >= MAX_SKEW:
        _warn(newest - now)
        if newest.microsecond >= _MAX_STEPS:
            return newest.replace(microsecond=0) + timedelta(seconds=1)
    return newest + timedelta(microseconds=1)


def read_time() -> datetime:
    """The time for harvesters: that of the clock, or of the newest change or harvest where the clock is behind it."""
    now = timezone.now()
    return max(now, _read_newest(now + MAX_AHEAD) or now)


def note_harvest() -> None:
    """Remember that a harvester is answered now. A harvest is answered also where this cannot be written."""
    now = timezone.now()
    noted = LastHarvest.objects.filter(pk=1).values_list("at", flat=True).first()
    if noted is not None and now - NOTE_EVERY < noted <= now + MAX_AHEAD:
        return
    try:
        if not LastHarvest.objects.filter(pk=1).update(at=now):
            LastHarvest.objects.bulk_create([LastHarvest(pk=1, at=now)], ignore_conflicts=True)
    except Error as error:
        logger.warning("The time of a harvest could not be written: %s", error)


def touch(statements: QuerySet[Statement]) -> None:
    """Date what the public sees of ``statements`` now. Those that were never public have no datestamp."""
    # By key: an UPDATE over joined rows is beyond SQL.
    Statement.objects.filter(pk__in=statements.order_by().values("pk")).exclude(datestamp=None).update(
        datestamp=next_moment()
    )


def read_lag() -> timedelta:
    """By how much the clock is behind the newest change or harvest, to the second; changes wait for it to catch up."""
    return timedelta(seconds=round((read_time() - timezone.now()).total_seconds()))


def list_wrong_dates() -> list[tuple[str, datetime]]:
    """(uid or old address, date) of what is dated so far in the future that no change waits for it."""
    limit = timezone.now() + MAX_AHEAD
    found = [
        (uid, max(date for date in (datestamp, published_at) if date))
        for uid, datestamp, published_at in _wrong_statements(limit).values_list("uid", "datestamp", "published_at")
    ]
    return found + list(Permalink.objects.filter(created_at__gt=limit).values_list("address", "created_at"))


@transaction.atomic
def redate_wrong_dates() -> None:
    """Give what ``list_wrong_dates`` finds the date of a change that is made now. The clock must be right."""
    limit, moment = timezone.now() + MAX_AHEAD, next_moment()
    keys = list(_wrong_statements(limit).values_list("pk", flat=True))
    Statement.objects.filter(published_at__gt=limit).update(published_at=moment, datestamp=moment)
    Statement.objects.filter(datestamp__gt=limit).update(datestamp=moment)
    Permalink.objects.filter(created_at__gt=limit).update(created_at=moment)
    queue_statements(keys)


def connect_signals() -> None:
    """Touch statements when the records that they show are changed."""
    for model in SHOWN_BY:
        post_save.connect(_touch_after_save, sender=model, dispatch_uid=f"datestamps-{model.__name__}")
    pre_delete.connect(_touch_before_delete, sender=Term, dispatch_uid="datestamps-term-goes")


def _read_newest(limit: datetime) -> datetime | None:
    """The newest date of a change or of a harvest before ``limit``, in one query: it is asked at each publication."""
    stamps = (
        Statement.objects.filter(datestamp__lt=limit).order_by("-datestamp").values_list("datestamp", flat=True)[:1]
    )
    # What was merged is harvested by its old address alone.
    addresses = Permalink.objects.filter(created_at__lt=limit).order_by("-created_at")
    merged = addresses.values_list("created_at", flat=True)[:1]
    row = LastHarvest.objects.filter(pk=1).values_list("at", Subquery(stamps), Subquery(merged)).first()
    # Nothing was harvested yet: the row is not made here, where others would wait for it until this is committed.
    dates = row if row is not None else (*stamps, *merged)
    return max((date for date in dates if date is not None and date < limit), default=None)


def _wrong_statements(limit: datetime) -> QuerySet[Statement]:
    return Statement.objects.filter(Q(datestamp__gt=limit) | Q(published_at__gt=limit)).order_by("pk")


def _warn(behind: timedelta) -> None:
    global _last_warning  # noqa: PLW0603
    if time.monotonic() - _last_warning >= _SECONDS_BETWEEN_WARNINGS:
        _last_warning = time.monotonic()
        logger.warning(
            "The clock is %s behind the newest change or harvest: changes are dated after that until it has caught up. "
            "Set the clock right where it is not.",
            timedelta(seconds=round(behind.total_seconds())),
        )


def _touch_after_save(sender: type[Model], instance: Model, created: bool, raw: bool, **kwargs: object) -> None:
    if not created and not raw:
        touch(Statement.objects.filter(SHOWN_BY[sender](instance)))


def _touch_before_delete(sender: type[Model], instance: Model, **kwargs: object) -> None:
    touch(Statement.objects.filter(SHOWN_BY[Term](instance)))
