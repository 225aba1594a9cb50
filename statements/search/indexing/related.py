"""What must be indexed anew when a related record changes: declared here, and nowhere else.

The statements' index holds uids and codes, and names are looked up when a page is shown: a speaker renamed or a treaty
retitled changes nothing in it. Only what is itself a code matters. The names themselves are in an index of their own.
Records written in bulk send no signals: who does so says so by `changes.names_changed` or `all_names_changed`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

from statements.models import (
    Event,
    Party,
    PartyName,
    Speaker,
    SpeakerAlias,
    Statement,
    Term,
    Topic,
    Treaty,
    TreatyAlias,
    TreatyParty,
)

from .queue import names_changed, statements_changed

# model -> the field that is in the index, and which statements have it there
CODES: dict[type[Model], tuple[str, Callable[[Any], Q]]] = {
    Topic: ("path", lambda topic: Q(topics=topic)),
    Party: ("code", lambda party: Q(party_roles__party=party) | Q(speeches__party=party)),
}

# model -> whose names or facts it is part of: that record's model, and the field that leads to it
PARTS: dict[type[Model], tuple[type[Model], str]] = {
    Speaker: (Speaker, "pk"),
    SpeakerAlias: (Speaker, "speaker_id"),
    Term: (Speaker, "speaker_id"),
    Treaty: (Treaty, "pk"),
    TreatyAlias: (Treaty, "treaty_id"),
    TreatyParty: (Treaty, "treaty_id"),
    Party: (Party, "pk"),
    PartyName: (Party, "party_id"),
    Topic: (Topic, "pk"),
    Event: (Event, "pk"),
}


def _told_by(party: Party) -> dict[type[Model], Iterable[int]]:
    """Speakers, treaties and events among whose facts are the name and the code of a party."""
    held = party.terms.order_by().values_list("speaker", flat=True)
    heard = party.voices.order_by().values_list("speaker", flat=True)
    events = Event.objects.filter(Q(host=party) | Q(participants=party))
    return {
        Speaker: {*held, *heard.distinct()},
        Treaty: party.participations.values_list("treaty", flat=True),
        Event: events.values_list("pk", flat=True).distinct(),
    }


# model -> the field that is a fact of other records, and which records those are
FACTS: dict[type[Model], tuple[str, Callable[[Any], Mapping[type[Model], Iterable[int]]]]] = {
    Party: ("name", _told_by),
    Topic: ("name", lambda topic: {Topic: topic.children.values_list("pk", flat=True)}),
}


def follow_related_records() -> None:
    """Connect the declarations; called once, when the application is ready."""
    for model in CODES.keys() | FACTS.keys():
        pre_save.connect(_value_may_change, sender=model, dispatch_uid=f"index {model.__name__}")
    for model in PARTS:
        for signal in (post_save, post_delete):
            signal.connect(_part_changed, sender=model, dispatch_uid=f"index names {model.__name__}")
    m2m_changed.connect(_participants_changed, sender=Event.participants.through, dispatch_uid="index names of events")
    post_delete.connect(_statement_deleted, sender=Statement, dispatch_uid="index Statement")


def _value_may_change(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    if raw or instance.pk is None:
        return
    fields = [declared[sender][0] for declared in (CODES, FACTS) if sender in declared]
    before = sender.objects.filter(pk=instance.pk).values(*fields).first()
    if before is None:
        return
    if sender in CODES and before[CODES[sender][0]] != getattr(instance, CODES[sender][0]):
        statements = Statement.objects.published().filter(CODES[sender][1](instance))
        statements_changed(statements.values_list("pk", flat=True).distinct())
    if sender in FACTS and any(before[name] != getattr(instance, name) for name in fields):
        for model, pks in FACTS[sender][1](instance).items():
            names_changed(model, pks)


def _part_changed(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    if raw:
        return
    model, name = PARTS[sender]
    names_changed(model, [getattr(instance, name)])


def _participants_changed(
    sender: type[Model], instance: Model, action: str, pk_set: set[int] | None = None, **kwargs: Any
) -> None:
    if not action.startswith("post_"):
        return
    events = [instance.pk] if isinstance(instance, Event) else pk_set or ()
    names_changed(Event, events)


def _statement_deleted(sender: type[Model], instance: Statement, **kwargs: Any) -> None:
    if instance.is_public:
        statements_changed([instance.pk])
