"""Labels matched to the speakers of the archive: by name, or by office, party and date together.

A name alone is enough only where it is whole. A surname, and an office without a name, need a term of that office (or
for that party) that covers the date, held by exactly one known person; what is left open stays as printed.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from statements import dates
from statements.ingest.matching.name_words import IBERIAN_PARTIES, NOT_GIVEN_NAMES
from statements.ingest.matching.office_holders import OfficeHolder, load_office_holders
from statements.ingest.matching.parties import Parties, PartyFacts
from statements.ingest.matching.person_names import PersonName, build_sort_name, is_placeholder, parse_person_name
from statements.models import Speaker, SpeakerAlias, StatementSpeaker, Term
from statements.models.edtf import fill_edtf_field
from statements.text.folding import fold


@dataclass(frozen=True, slots=True)
class TermFacts:
    record: Term
    party: int
    office_keys: frozenset[str]  # folded titles, whole and without the country
    start: date | None
    end: date | None

    def covers(self, on: dates.EDTFDate) -> bool:
        """Whether the term may have run at some time of the date."""
        return not (
            (self.start and on.latest and on.latest < self.start)
            or (self.end and on.earliest and on.earliest > self.end)
        )


@dataclass(slots=True)
class Person:
    """A speaker as matching sees it. The record of a new one is saved with their first statement."""

    record: Speaker
    unwritten: list[Term | SpeakerAlias] = field(default_factory=list)  # to be written with the record, or after it
    terms: list[TermFacts] = field(default_factory=list)
    parties: set[int] = field(default_factory=set)  # for which the person is known to have spoken

    @property
    def known_parties(self) -> set[int]:
        return self.parties | {term.party for term in self.terms}


@dataclass(frozen=True, slots=True)
class SpeakerMatch:
    """Whom a label means. ``reason`` tells the report why nobody is matched; ``note`` is a sentence for editors where
    the match is doubtful."""

    person: Person | None = None
    term: TermFacts | None = None
    party: PartyFacts | None = None
    reason: str = ""
    note: str = ""


NO_MATCH = SpeakerMatch()
_BETWEEN_OFFICES = re.compile(r" and (?=(?:minister|prime|president|chair(?:man)?|head|secretary|chancellor|deputy)\b)")

_NO_OFFICE = frozenset({"", "minister", "deputy", "secretary", "chairman", "chair", "head", "representative"})


@dataclass(frozen=True, slots=True)
class SpeakerLabel:
    """What is known of a turn before its speaker is found: names and office as printed, party where it is certain."""

    name: str = ""
    office: str = ""
    party: PartyFacts | None = None
    sure: bool = True  # whether a new person may be made of it
    from_record: bool = False  # the record says so of its one speaker: surname, country and date belong together


class Speakers:
    """All speakers of the archive, in memory; new ones are added as they are created."""

    def __init__(self, parties: Parties):
        self._parties = parties
        self._by_key: dict[str, list[Person]] = {}
        self._by_surname: dict[str, list[Person]] = {}
        self._terms_of_party: dict[int, list[tuple[TermFacts, Person]]] = {}
        self._parse_name = lru_cache(maxsize=16_384)(parse_person_name)
        self.office_keys = lru_cache(maxsize=16_384)(self._office_keys)

    @classmethod
    def load(cls, parties: Parties) -> Speakers:
        speakers = cls(parties)
        people = {speaker.pk: Person(speaker) for speaker in Speaker.objects.order_by("pk")}
        for term in Term.objects.select_related("party"):
            facts = speakers._build_term_facts(term)
            people[term.speaker_id].terms.append(facts)
            speakers._terms_of_party.setdefault(term.party_id, []).append((facts, people[term.speaker_id]))
        spoken = (
            StatementSpeaker.objects.exclude(party=None).order_by().values_list("speaker_id", "party_id").distinct()
        )
        for speaker, party in spoken:
            people[speaker].parties.add(party)
        for person in people.values():
            speakers.remember(person)
        for speaker, name in SpeakerAlias.objects.order_by("pk").values_list("speaker_id", "name"):
            speakers._add_key(fold(name), people[speaker])
            speakers._add_surname(name, people[speaker])
        for holder in load_office_holders():
            speakers._add_holder(holder)
        return speakers

    def _build_term_facts(self, term: Term) -> TermFacts:
        office_keys = frozenset().union(*(self.office_keys(name) for name in (term.title, *term.title_aliases)))
        return TermFacts(term, term.party_id, office_keys, term.start_earliest, term.end_latest)

    def _add_holder(self, holder: OfficeHolder) -> None:
        """Add an office holder of our list: as a new person, or as terms of a person whom an import has added. Speakers
        whose terms an editor has entered are left as they are."""
        names = (holder.name, *holder.aliases)
        existing = {id(person): person for name in names for person in self._by_key.get(fold(name), ())}
        if len(existing) > 1 or any(not self._parties.by_code.get(term.party) for term in holder.terms):
            return
        person = next(iter(existing.values()), None)
        if person is None:
            code = holder.terms[0].party
            person = Person(Speaker(name=holder.name, sort_name=build_sort_name(holder.name, code)))
            person.unwritten += [SpeakerAlias(name=alias, language="en") for alias in holder.aliases]
        elif person.terms or not person.record.provisional:
            return
        for listed_term in holder.terms:
            term = Term(
                party=self._parties.by_code[listed_term.party].record, title=listed_term.title,
                title_aliases=list(listed_term.aliases), start=listed_term.start, end=listed_term.end,
            )  # fmt: skip
            for name in ("start", "end"):
                fill_edtf_field(term, name)
            person.unwritten.append(term)
            facts = self._build_term_facts(term)
            person.terms.append(facts)
            self._terms_of_party.setdefault(facts.party, []).append((facts, person))
        for name in names:
            self._add_key(fold(name), person)
            self._add_surname(name, person)

    def copy_for_document(self) -> Speakers:
        """Return a copy with the same people: persons added to the copy stay unknown here."""
        speakers = copy(self)
        speakers._by_key = {key: list(people) for key, people in self._by_key.items()}
        speakers._by_surname = {key: list(people) for key, people in self._by_surname.items()}
        return speakers

    def remember(self, person: Person) -> None:
        self._add_key(fold(person.record.name), person)
        self._add_surname(person.record.name, person)

    def is_known_name(self, key: str) -> bool:
        """Whether a folded name is that of a known speaker; for the label grammar."""
        return key in self._by_key

    def match(self, label: SpeakerLabel, on: dates.EDTFDate | None, home: PartyFacts | None) -> SpeakerMatch:
        """Find whom ``label`` means in a document of the date ``on``. ``home`` is the party whose document it is."""
        if label.name and not is_placeholder(label.name):
            return self._match_by_name(label, on, home)
        if label.office and on is not None:
            return self._match_by_office(label, on, home)
        return NO_MATCH

    def _match_by_name(self, label: SpeakerLabel, on: dates.EDTFDate | None, home: PartyFacts | None) -> SpeakerMatch:
        person = self._parse_name(label.name, label.party.code if label.party else "")
        if person is None:
            return SpeakerMatch(party=label.party, reason="not readable as a name")
        found = self._by_key.get(person.key, [])
        if found and (person.full or " " in person.key):
            return self._settle(found, person, label, on)
        if (person.full or label.from_record) and (longer := self._find_longer_form(person, label, on)):
            return self._build_match(longer, label, on)
        if not person.full and not self._is_full_in_capitals(person, label):
            return self._match_by_surname(person, label, on, home)
        if not label.sure:
            return SpeakerMatch(party=label.party, reason="a new name under an unsure label")
        return self._create(person, label)

    def _find_longer_form(self, person: PersonName, label: SpeakerLabel, on: dates.EDTFDate | None) -> Person | None:
        """Find the one person with the same first and last name who held an office of the party on that day: "Ilham
        Heydar oglu Aliyev" is Ilham Aliyev."""
        words = person.key.split()
        if on is None or label.party is None or len(words) < 3:
            return None
        found = [
            other
            for other in self._by_surname.get(words[-1], ())
            if fold(other.record.name) == f"{words[0]} {words[-1]}"
            and any(term.covers(on) and term.party == label.party.pk for term in other.terms)
        ]
        return found[0] if len(found) == 1 else None

    def _is_full_in_capitals(self, person: PersonName, label: SpeakerLabel) -> bool:
        """Whether a name all in capitals is whole. Beside the office of a head of state or government it is: records
        that print capitals print these names in full ("ARTHUR ROBINSON", Prime Minister)."""
        if not (label.from_record and label.party and label.name.isupper() and label.party.code not in IBERIAN_PARTIES):
            return False
        head = {"president", "prime minister", "vice president", "head of state", "chancellor"}
        first = person.key.split()[0]
        return (
            " " in person.key and first not in NOT_GIVEN_NAMES and not head.isdisjoint(self.office_keys(label.office))
        )

    def _settle(
        self, found: list[Person], person: PersonName, label: SpeakerLabel, on: dates.EDTFDate | None
    ) -> SpeakerMatch:
        fitting = [other for other in found if self._fits(other, label.party)]
        if not fitting:
            if not (person.full and label.sure):
                return SpeakerMatch(party=label.party, reason="the name of somebody of another party")
            match = self._create(person, label)
            names = ", ".join(sorted({self._parties.by_pk[pk].name for other in found for pk in other.known_parties}))
            note = f"{person.name} is also the name of a speaker of {names}: taken for another person."
            return SpeakerMatch(match.person, None, match.party, note=note)
        if len(fitting) > 1 and label.party:
            fitting = [other for other in fitting if label.party.pk in other.known_parties] or fitting
        if len(fitting) > 1 and on is not None:
            fitting = [other for other in fitting if self._find_term(other, label, on)] or fitting
        if len(fitting) > 1:
            return SpeakerMatch(party=label.party, reason="a name that several speakers share")
        return self._build_match(fitting[0], label, on)

    def _match_by_surname(
        self, person: PersonName, label: SpeakerLabel, on: dates.EDTFDate | None, home: PartyFacts | None
    ) -> SpeakerMatch:
        """A surname needs an office or, in a record of one speaker, the party, and a term that covers the date."""
        if on is None or not (label.office or (label.from_record and label.party)):
            return SpeakerMatch(party=label.party, reason="a surname alone")
        people = self._by_surname.get(fold(person.surname) or person.key, [])
        fitting = {
            id(other): (other, term)
            for other in people
            for term in other.terms
            if term.covers(on)
            and (label.party is None or label.party.pk == term.party)
            and (not label.office or self._holds(term, label.office))
        }
        if len(fitting) != 1:
            reason = "a surname that several speakers share" if fitting else "a surname of nobody known in that office"
            return SpeakerMatch(party=label.party, reason=reason)
        other, _ = next(iter(fitting.values()))
        return self._build_match(other, label, on)

    def _match_by_office(self, label: SpeakerLabel, on: dates.EDTFDate, home: PartyFacts | None) -> SpeakerMatch:
        party = label.party or home
        if party is None:
            return SpeakerMatch(reason="an office without a country")
        holders = [
            (term, person)
            for term, person in self._terms_of_party.get(party.pk, ())
            if term.covers(on) and not self.office_keys(label.office).isdisjoint(term.office_keys)
        ]
        if len({id(person) for _, person in holders}) != 1:
            return SpeakerMatch(
                party=label.party,
                reason="an office that several held on that date" if holders else "an office of nobody known",
            )
        return SpeakerMatch(holders[0][1], holders[0][0], party)

    def _build_match(self, person: Person, label: SpeakerLabel, on: dates.EDTFDate | None) -> SpeakerMatch:
        term = self._find_term(person, label, on) if on is not None else None
        party = label.party or (self._parties.by_pk[term.party] if term else self._only_party(person))
        if label.party:
            person.parties.add(label.party.pk)
        note = ""
        if on is not None and person.terms and term is None and label.office:
            note = f"{person.record.name}: no term of the archive covers the date for the office printed."
        return SpeakerMatch(person, term, party, note=note)

    def _only_party(self, person: Person) -> PartyFacts | None:
        """The party of a person who has spoken for one only; a provisional speaker may be a journalist, with none."""
        parties = person.known_parties
        return self._parties.by_pk[next(iter(parties))] if len(parties) == 1 and not person.record.provisional else None

    def _find_term(self, person: Person, label: SpeakerLabel, on: dates.EDTFDate) -> TermFacts | None:
        """The one term that covers the date and fits party and office, or None."""
        terms = [term for term in person.terms if term.covers(on)]
        if label.party:
            terms = [term for term in terms if term.party == label.party.pk]
        if label.office:
            terms = [term for term in terms if self._holds(term, label.office)] or (terms if len(terms) == 1 else [])
        return terms[0] if len(terms) == 1 else None

    def _holds(self, term: TermFacts, office: str) -> bool:
        """Whether the term is of the office printed. "SECRETARY YELLEN" is enough beside her name."""
        if not self.office_keys(office).isdisjoint(term.office_keys):
            return True
        key = fold(office)
        return key in _NO_OFFICE and any(key in listed_term.split() for listed_term in term.office_keys)

    def _office_keys(self, office: str) -> frozenset[str]:
        """The folded forms under which an office is recognised: whole, without its country, and each of several held
        at once ("Prime Minister and Minister for Foreign Affairs")."""
        keys = set()
        for form in (office, self._parties.strip_party(office)):
            key = " ".join(word for word in fold(form).split() if word != "the")
            keys |= {key, *_BETWEEN_OFFICES.split(key)}
        keys |= {
            "foreign minister" for key in keys if {"minister", "foreign"} <= set(key.split()) and "deputy" not in key
        }
        return frozenset(key for key in keys if key not in _NO_OFFICE)

    def _fits(self, person: Person, party: PartyFacts | None) -> bool:
        known = person.known_parties
        if party is None or not known:
            return True
        return any(self._parties.may_share_speaker(party, self._parties.by_pk[pk]) for pk in known)

    def _create(self, person: PersonName, label: SpeakerLabel) -> SpeakerMatch:
        code = label.party.code if label.party else ""
        made = Person(Speaker(name=person.name, sort_name=build_sort_name(person, code), provisional=True))
        if label.party:
            made.parties.add(label.party.pk)
        self.remember(made)
        return SpeakerMatch(made, None, label.party)

    def _add_key(self, key: str, person: Person) -> None:
        people = self._by_key.setdefault(key, [])
        if person not in people:
            people.append(person)

    def _add_surname(self, name: str, person: Person) -> None:
        """Add a person under the surname, and under both halves of a double one: people are called by either."""
        party = self._parties.by_pk[person.terms[0].party].code if person.terms else ""
        read = self._parse_name(name, party)
        if read is None:
            return
        words = fold(read.surname).split()
        keys = {" ".join(words), *(word for word in words if len(word) > 3)}
        for key in keys - {""}:
            people = self._by_surname.setdefault(key, [])
            if person not in people:
                people.append(person)
