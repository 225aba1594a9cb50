"""The persons whom a title names: "Press Briefing by Press Secretary Jen Psaki" names a person and her office.

A title is part of its document, so a surname in a label means the person whom the title names in full. Plain Python.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from statements.ingest.matching.name_words import split_words
from statements.ingest.matching.person_names import parse_person_name
from statements.text.folding import fold
from statements.transcripts import vocabulary

_WORD = re.compile(r"[\w’'.-]+|[^\w\s]")
_OFFICE = (
    vocabulary.ROLES | vocabulary.OFFICE_NOUNS | split_words("nsc cea omb epa fema gentleman principal senior co-chair")
)
_LINKS = split_words("of for the to")
_OF_OFFICES = vocabulary.DEMONYMS | vocabulary.COUNTRIES
_NON_NAME_WORDS = (
    vocabulary.DEMONYMS
    | vocabulary.HONORIFICS
    | vocabulary.SENTENCE_WORDS
    | _LINKS
    | split_words(
        "remarks statement statements readout briefing gaggle announcement message address speech day week month act "
        "fact sheet memo by from with and on at in after before aboard en route air marine meeting press"
    )
)
_BY = re.compile(
    r"(?:opening |closing |press |joint |brief |prepared |welcoming )*"
    r"(?:statements?|remarks|messages?|address|speech|toast|interview|gaggle|briefing|prepared for delivery)"
    r"(?: as prepared for delivery| as delivered)? (?:by|from|of) ",
    re.I,
)
_ENDS = re.compile(
    r"\s(?:on|at|in|to|before|after|during|regarding|about|for|upon|following|marking|honoring|celebrating|ahead|"
    r"congratulating|commemorating|welcoming|announcing|aboard|en|as|and|&|with)\s|[,:;|–—]"
)


@dataclass(frozen=True, slots=True)
class TitlePerson:
    """A person in a title: the name as it stands there, and the office before it, or ""."""

    name: str
    office: str


@lru_cache(maxsize=4096)
def find_people(title: str) -> tuple[TitlePerson, ...]:
    """Find the persons whom a title names, with or without their given names."""
    found = []
    office: list[str] = []
    name: list[str] = []
    for word in [*_WORD.findall(title), ""]:
        low = word.lower().rstrip(".")
        if office and not name and (low in _LINKS or low in _OF_OFFICES):
            office.append(word)
        elif word[:1].isupper() and low in vocabulary.DEMONYMS:
            found += _build_person(name, office)
            office, name = [word], []
        elif word[:1].isupper() and low in _OFFICE:
            found += _build_person(name, office)
            office = [*([] if name else office), word]
            name = []
        elif (
            word[:1].isupper()
            and low not in _NON_NAME_WORDS
            and len(low) > 1
            or (name and re.fullmatch(r"[A-Z]\.", word))
        ):
            name.append(word)
        else:
            found += _build_person(name, office)
            office, name = [], []
    return tuple(found)


def find_full_names(title: str) -> dict[str, str]:
    """Map folded surnames to full names, for persons whom the title names in full; shared surnames are left out."""
    found: dict[str, set[str]] = {}
    for titled in find_people(title):
        person = parse_person_name(titled.name)
        if person and person.full and person.surname:
            found.setdefault(fold(person.surname), set()).add(person.name)
    return {surname: names.pop() for surname, names in found.items() if len(names) == 1}


def find_title_speaker(title: str) -> TitlePerson | None:
    """Find the one person to whom the title attributes the words: "Statement by Spokesperson Adrienne Watson on …"."""
    opening = _BY.search(title)
    if not opening:
        return None
    rest = title[opening.end() :]
    end = _ENDS.search(rest)
    people = find_people(rest[: end.start()] if end else rest)
    if end and end[0].strip() in ("and", "&", "with", ","):
        return None
    return people[0] if len(people) == 1 else None


def find_office(title: str, name: str) -> str:
    """Find the office that the title gives the person called ``name``, or ""."""
    key = fold(name)
    offices = {person.office for person in find_people(title) if key and f" {fold(person.name)}".endswith(f" {key}")}
    return offices.pop() if len(offices) == 1 else ""


def _build_person(name: list[str], office: list[str]) -> list[TitlePerson]:
    while office and office[-1].lower() in _LINKS:
        office = office[:-1]
    if not name or len(name) > 4 or (len(name) == 1 and not office):
        return []
    if parse_person_name(" ".join(name)) is None:
        return []
    return [TitlePerson(" ".join(name), " ".join(office))]
