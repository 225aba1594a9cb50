"""Saves the suggestions that an editor ticked."""

from __future__ import annotations

from collections.abc import Sequence

from statements.models import Event, Paragraph, Party, Statement, StatementParty, Topic, Treaty, TreatyMention
from statements.models.statement import PartyRole
from statements.models.treaty import MentionRelation


def save_suggestions(statement: Statement, ticked: Sequence[str]) -> list[str]:
    """``ticked``: values of suggestions. Returns the names of what was saved; what no longer exists is skipped."""
    saved = []
    for value in ticked:
        kind, _, rest = value.partition(":")
        key = rest.partition(":")[0]
        if kind in _SAVE and key.isdecimal() and len(key) < 15 and (name := _SAVE[kind](statement, int(key), rest)):
            saved.append(name)
    return saved


def _save_topic(statement: Statement, pk: int, rest: str) -> str:
    topic = Topic.objects.filter(pk=pk).first()
    if topic is None:
        return ""
    statement.topics.add(topic)
    return topic.name


def _save_party(statement: Statement, pk: int, rest: str) -> str:
    party = Party.objects.filter(pk=pk).first()
    if party is None:
        return ""
    StatementParty.objects.get_or_create(statement=statement, party=party, role=PartyRole.MENTIONED)
    return party.name


def _save_event(statement: Statement, pk: int, rest: str) -> str:
    event = Event.objects.filter(pk=pk).first()
    if event is None:
        return ""
    statement.event = event
    statement.save(update_fields=["event"])
    return event.name


def _save_treaty(statement: Statement, pk: int, rest: str) -> str:
    _, relation, anchor, surface = (*rest.split(":", 3), "", "", "")[:4]
    treaty = Treaty.objects.filter(pk=pk).first()
    if treaty is None or relation not in MentionRelation.values:
        return ""
    TreatyMention.objects.get_or_create(
        statement=statement, treaty=treaty, relation=relation,
        paragraph=Paragraph.objects.filter(statement=statement, anchor=anchor).first(),
        defaults={"surface": surface[:300]},
    )  # fmt: skip
    return str(treaty)


_SAVE = {"topic": _save_topic, "party": _save_party, "event": _save_event, "treaty": _save_treaty}
