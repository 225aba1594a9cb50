"""What must be indexed anew when a related record changes. It is declared here and nowhere else.

The index of statements holds uids and codes, and names are looked up when a page is shown: a speaker renamed or a
treaty retitled changes nothing in it. Only a change of a code matters. The names are in an index of their own. Records
written in bulk send no signals: code that does so calls `queue_records` or `queue_all_names`.
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
from statements.search.indexing.queue import queue_records, queue_statements

# model -> the field whose value is in the index, and which statements have it there
CODES: dict[type[Model], tuple[str, Callable[[Any], Q]]] = {
    Topic: ("path", lambda topic: Q(topics=topic)),
    Party: ("code", lambda party: Q(party_roles__party=party) | Q(speeches__party=party)),
}

# model -> whose names or facts it is part of: the model of that record, and the field that leads to it
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

RecordsByModel = Mapping[type[Model], Iterable[int]]


def _find_records_of_party(party: Party) -> RecordsByModel:
    """Speakers, treaties and events among whose facts are the name and the code of a party."""
    in_office = party.terms.order_by().values_list("speaker", flat=True)
    heard = party.voices.order_by().values_list("speaker", flat=True)
    events = Event.objects.filter(Q(host=party) | Q(participants=party))
    return {
        Speaker: {*in_office, *heard.distinct()},
        Treaty: party.participations.values_list("treaty", flat=True),
        Event: events.values_list("pk", flat=True).distinct(),
    }


# model -> the field that is a fact of other records, and which records those are
FACTS: dict[type[Model], tuple[str, Callable[[Any], RecordsByModel]]] = {
    Party: ("name", _find_records_of_party),
    Topic: ("name", lambda topic: {Topic: topic.children.values_list("pk", flat=True)}),
}


def connect_signals() -> None:
    """Called once, when the application is ready."""
    for model in CODES.keys() | FACTS.keys():
        pre_save.connect(_queue_if_value_changes, sender=model, dispatch_uid=f"index {model.__name__}")
    for model in PARTS:
        for signal in (post_save, post_delete):
            signal.connect(_queue_whole_record, sender=model, dispatch_uid=f"index names {model.__name__}")
    m2m_changed.connect(_queue_events, sender=Event.participants.through, dispatch_uid="index names of events")
    post_delete.connect(_queue_deleted_statement, sender=Statement, dispatch_uid="index Statement")


def _queue_if_value_changes(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    if raw or instance.pk is None:
        return
    fields = [declared[sender][0] for declared in (CODES, FACTS) if sender in declared]
    before = sender._default_manager.filter(pk=instance.pk).values(*fields).first()
    if before is None:
        return
    if sender in CODES and before[CODES[sender][0]] != getattr(instance, CODES[sender][0]):
        statements = Statement.objects.published().filter(CODES[sender][1](instance))
        queue_statements(statements.values_list("pk", flat=True).distinct())
    if sender in FACTS and any(before[name] != getattr(instance, name) for name in fields):
        for model, pks in FACTS[sender][1](instance).items():
            queue_records(model, pks)


def _queue_whole_record(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    if raw:
        return
    model, name = PARTS[sender]
    queue_records(model, [getattr(instance, name)])


def _queue_events(
    sender: type[Model], instance: Model, action: str, pk_set: set[int] | None = None, **kwargs: Any
) -> None:
    if not action.startswith("post_"):
        return
    events = [instance.pk] if isinstance(instance, Event) else pk_set or ()
    queue_records(Event, events)


def _queue_deleted_statement(sender: type[Model], instance: Statement, **kwargs: Any) -> None:
    if instance.is_public:
        queue_statements([instance.pk])
