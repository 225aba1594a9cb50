"""A citation as one frozen record, from which every output is written. Plain Python."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

ARCHIVE = "Chancery"


class CitationTarget(StrEnum):
    STATEMENT = "statement"
    SPEECH = "speech"
    PASSAGE = "passage"
    TREATY = "treaty"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its parts, or ``whole`` where it must not be split (Sukarno, Haile Selassie, United Nations).

    ``family_first``: printed family name first and without a comma, as in Kim Jong-un. ``particle`` is one that lists
    do not sort by ("Villepin, Dominique de").
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    family_first: bool = False
    whole: str = ""

    def format_for_text(self) -> str:
        """As in running text."""
        if self.whole:
            return self.whole
        order = (
            (self.family, self.given) if self.family_first else (self.given, self.particle, self.family, self.suffix)
        )
        return " ".join(part for part in order if part)

    def format_inverted(self) -> str:
        """ "Villepin, Dominique de": for programs that find the family name by the comma."""
        if self.whole:
            return self.whole
        given = " ".join(part for part in (self.given, self.particle) if part)
        return ", ".join(part for part in (self.family, given, self.suffix) if part)


@dataclass(frozen=True, slots=True)
class Creator:
    """Who speaks: in which office and for whom on that day, and whether the words are an interpreter's."""

    name: Name
    office: str = ""
    party: str = ""
    interpreted: bool = False
    interpreted_note: str = ""  # the mark as printed
    address: str = ""  # the speaker's page
    collective: bool = False  # a party, not a person

    def format_capacity(self) -> str:
        """ "President, Russia"; the country is not repeated."""
        if self.office and self.party and self.party.lower() in self.office.lower():
            return self.office
        return ", ".join(part for part in (self.office, self.party) if part)

    def format_interpreter(self) -> str:
        if not self.interpreted:
            return ""
        return "through an interpreter" + (f" (“{self.interpreted_note}”)" if self.interpreted_note else "")


@dataclass(frozen=True, slots=True)
class Citation:
    """``date`` is EDTF; ``permalink`` leads to the current text, ``version_link`` always to exactly these words."""

    target: CitationTarget
    title: str
    kind: str
    permalink: str
    accessed: datetime.date
    creators: tuple[Creator, ...] = ()
    date: str = ""
    place: str = ""
    event: str = ""
    publisher: str = ""
    publisher_address: str = ""
    source_address: str = ""
    language: str = ""
    licence: str = ""
    licence_address: str = ""
    text_status: str = ""
    paragraph: int = 0  # the number printed beside the passage in this version
    anchor: str = ""
    version: int = 0
    version_link: str = ""
    version_date: datetime.date | None = None
    statement_permalink: str = ""  # of the whole, where a part is cited
    registration: str = ""  # of a treaty: UNTS 729, p. 161
    parties: tuple[str, ...] = ()  # to a treaty
    topics: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()  # what makes a citation key: uid, anchor

    def notes(self) -> tuple[str, ...]:
        """What a reader must know about the text, in sentences without a full stop: for outputs without a field."""
        said = []
        for creator in self.creators:
            about = [part for part in (creator.format_capacity(), creator.format_interpreter()) if part]
            if about:
                said.append(f"{creator.name.format_for_text()}: {'; '.join(about)}")
        if self.text_status:
            said.append(self.text_status)
        if self.paragraph:
            said.append(f"paragraph {self.paragraph}")
        if self.version:
            said.append(f"version {self.version}, {self.version_link}")
        if self.parties:
            said.append("Parties: " + ", ".join(self.parties))
        return tuple(said)
