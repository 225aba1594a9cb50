"""A citation as one line of text."""

from __future__ import annotations

from collections.abc import Sequence

from statements.dates import say
from statements.models import Statement

ARCHIVE = "Chancery"
NAMED_SPEAKERS = 3


def citation(statement: Statement, speakers: Sequence[str], permalink: str) -> str:
    """“Kim Jong-un and Vladimir Putin, ‘Title’, press statement, Pyongyang, 19 June 2024 (publisher), Chancery, URL.”

    ``speakers`` are names in order of appearance; ``permalink`` is a whole address.
    """
    parts = [
        _people(speakers),
        f"“{statement.title.rstrip('.')}”",
        statement.get_kind_display().lower(),
        statement.place,
        say(statement.date) if statement.date else "undated",
    ]
    said = ", ".join(part for part in parts if part)
    published = f" ({statement.publisher.name})" if statement.publisher else ""
    return f"{said}{published}, {ARCHIVE}, {permalink}"


def _people(names: Sequence[str]) -> str:
    if len(names) > NAMED_SPEAKERS:
        return f"{names[0]} and others"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
