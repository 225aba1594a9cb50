"""Records found by their names: what the index of names answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class NamePart(IntEnum):
    """What a passage in a document of the index of names is. Stored as the passage's order."""

    SHOWN = 0  # the name as the archive prints it
    ALSO = 1  # any other name
    FAMILY = 2  # the family name by itself
    FACT = 3  # an office, a country, a place, a year, a subject
    PROSE = 4  # a note


@dataclass(frozen=True, slots=True)
class NameHit:
    """A record. `what` is speaker, treaty, country, organisation, topic or event; `code` its uid, code or path.

    `near`: no name matches exactly, and this one differs by a letter.
    """

    what: str
    record: int
    code: str
    slug: str
    label: str
    near: bool = False


@dataclass(frozen=True, slots=True)
class NameMatches:
    """Primary keys of records of one kind. `near`: no name matches exactly, and `words` were looked up instead."""

    records: frozenset[int]
    near: bool = False
    words: str = ""
