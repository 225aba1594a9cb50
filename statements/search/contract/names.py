"""Records by their names: what the index of names is asked and what it answers. Knows no engine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

NAMES = "NAMES"  # the index that holds whatever has a name, beside that of the statements


class NamePart(IntEnum):
    """What a passage of a document of that index is."""

    SHOWN = 0  # the name as the archive prints it
    ALSO = 1  # any other name
    FAMILY = 2  # the family name by itself
    FACT = 3  # an office, a country, a place, a year, a subject
    PROSE = 4  # a note


@dataclass(frozen=True, slots=True)
class Named:
    """A record. `what` is speaker, treaty, country, organisation, topic or event; `code` its uid, code or path.

    `near`: it is not called so, but spelled nearly so.
    """

    what: str
    record: int
    code: str
    slug: str
    label: str
    near: bool = False


@dataclass(frozen=True, slots=True)
class NamesFound:
    """Primary keys of records of one kind. `near`: nothing is called so, and these are spelled nearly so; `words` are
    then what was looked for instead."""

    records: frozenset[int]
    near: bool = False
    words: str = ""
