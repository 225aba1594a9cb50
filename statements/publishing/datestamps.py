"""When what the public sees of a statement last changed: harvesters and caches rely on it.

Publishing and withdrawing set the datestamp themselves. A statement also shows the names of other records; when one of
them is changed, every statement that shows it has changed too. Private edits of a draft move nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.db.models.signals import post_save, pre_delete
from django.utils import timezone

from statements.models import Event, Party, Publisher, Speaker, Statement, Term, Topic, Treaty

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


def touch(statements: QuerySet[Statement]) -> None:
    """Date what the public sees of ``statements`` now. Those that were never public have no datestamp."""
    # By key: an UPDATE over joined rows is beyond SQL.
    Statement.objects.filter(pk__in=statements.order_by().values("pk")).exclude(datestamp=None).update(
        datestamp=timezone.now()
    )


def connect_signals() -> None:
    """Touch statements when the records that they show are changed."""
    for model in SHOWN_BY:
        post_save.connect(_touch_after_save, sender=model, dispatch_uid=f"datestamps-{model.__name__}")
    pre_delete.connect(_touch_before_delete, sender=Term, dispatch_uid="datestamps-term-goes")


def _touch_after_save(sender: type[Model], instance: Model, created: bool, raw: bool, **kwargs: object) -> None:
    if not created and not raw:
        touch(Statement.objects.filter(SHOWN_BY[sender](instance)))


def _touch_before_delete(sender: type[Model], instance: Model, **kwargs: object) -> None:
    touch(Statement.objects.filter(SHOWN_BY[Term](instance)))
