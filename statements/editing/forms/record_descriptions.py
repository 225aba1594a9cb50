"""How a record is named where an editor chooses it: with its office and country, its code or its date."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from django.db.models import Model, QuerySet

from statements import dates
from statements.models import Event, Party, Publisher, Speaker, Statement, Term, Topic, Treaty

# What the descriptions of a list of records need, so that no query is asked a record.
_NEEDED: dict[type[Model], tuple[str, ...]] = {Speaker: ("terms__party",)}
_JOINED: dict[type[Model], tuple[str, ...]] = {Term: ("speaker", "party"), Publisher: ("party",)}


def prepared(records: QuerySet) -> QuerySet:
    """``records`` with what ``describe`` will ask of them."""
    records = records.prefetch_related(*_NEEDED.get(records.model, ()))
    joined = _JOINED.get(records.model)
    return records.select_related(*joined) if joined else records


@singledispatch
def describe(record: Any) -> str:
    return str(record)


@describe.register
def _(speaker: Speaker) -> str:
    # The last offices say best who is meant.
    terms = sorted(speaker.terms.all(), key=lambda term: str(term.start_earliest or ""))[-2:]
    held = "; ".join(_office(term) for term in reversed(terms))
    return f"{speaker.name}: {held}" if held else f"{speaker.name} (no office known)"


@describe.register
def _(term: Term) -> str:
    return f"{term.speaker.name}: {_office(term)}"


@describe.register
def _(party: Party) -> str:
    return f"{party.name} ({party.code})"


@describe.register
def _(publisher: Publisher) -> str:
    return f"{publisher.name} ({publisher.party.name})" if publisher.party else publisher.name


@describe.register
def _(topic: Topic) -> str:
    return f"{topic.name} ({topic.path})" if topic.depth > 1 else topic.name


@describe.register
def _(event: Event) -> str:
    return ", ".join(filter(None, (event.name, dates.format_date(event.date) if event.date else "", event.place)))


@describe.register
def _(treaty: Treaty) -> str:
    when = f"signed {dates.format_date(treaty.signed)}" if treaty.signed else "date not known"
    return f"{treaty} ({when})"


@describe.register
def _(statement: Statement) -> str:
    when = dates.format_date(statement.date) if statement.date else "undated"
    return f"{statement.title} ({when}; {statement.get_status_display().lower()}; {statement.uid})"


def _office(term: Term) -> str:
    years = "–".join(str(day.year) if day else "" for day in (term.start_earliest, term.end_latest))
    country = "" if term.party.name in term.title else f", {term.party.name}"
    return f"{term.title}{country}{f', {years}' if years != '–' else ''}"
