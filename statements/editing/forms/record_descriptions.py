"""Records as an editor chooses them: a name with its office and country, its code or its date."""

from __future__ import annotations

from functools import singledispatch
from typing import TypeVar

from django.db.models import Model, QuerySet

from statements import dates
from statements.models import Event, Party, Publisher, Speaker, Statement, Term, Topic, Treaty

ModelT = TypeVar("ModelT", bound=Model)

# What descriptions of a list of records need, so that no query is made for each record.
_PREFETCHED: dict[type[Model], tuple[str, ...]] = {Speaker: ("terms__party",)}
_JOINED: dict[type[Model], tuple[str, ...]] = {Term: ("speaker", "party"), Publisher: ("party",)}


def prefetch_for_description(records: QuerySet[ModelT]) -> QuerySet[ModelT]:
    """``records`` with what ``describe`` needs of them."""
    records = records.prefetch_related(*_PREFETCHED.get(records.model, ()))
    joined = _JOINED.get(records.model)
    return records.select_related(*joined) if joined else records


@singledispatch
def describe(record: Model) -> str:
    return str(record)


@describe.register
def _(speaker: Speaker) -> str:
    # The last two offices tell best who is meant.
    terms = sorted(speaker.terms.all(), key=lambda term: str(term.start_earliest or ""))[-2:]
    offices = "; ".join(_describe_office(term) for term in reversed(terms))
    return f"{speaker.name}: {offices}" if offices else f"{speaker.name} (no office known)"


@describe.register
def _(term: Term) -> str:
    return f"{term.speaker.name}: {_describe_office(term)}"


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
    signed = f"signed {dates.format_date(treaty.signed)}" if treaty.signed else "date not known"
    return f"{treaty} ({signed})"


@describe.register
def _(statement: Statement) -> str:
    date = dates.format_date(statement.date) if statement.date else "undated"
    return f"{statement.title} ({date}; {statement.get_status_display().lower()}; {statement.uid})"


def _describe_office(term: Term) -> str:
    years = "–".join(str(day.year) if day else "" for day in (term.start_earliest, term.end_latest))
    country = "" if term.party.name in term.title else f", {term.party.name}"
    return f"{term.title}{country}{f', {years}' if years != '–' else ''}"
