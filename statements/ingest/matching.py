"""From a transcript as read to a plan of records: who speaks for whom, what kind of document, under which topics.

Nothing is written here. What could not be settled is in the plan's warnings and unmatched labels, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pycountry

from statements import dates
from statements.ingest import kinds
from statements.ingest.archive import Archive
from statements.ingest.name_lists import words
from statements.ingest.names import as_printed, is_no_office, is_perhaps_surnames
from statements.ingest.parties import PartyFacts
from statements.ingest.publishers import translates
from statements.ingest.reading import Reading
from statements.ingest.speakers import NOBODY, Label, Match
from statements.ingest.titles import office_in, speaker_in, surnames_in
from statements.ingest.writing import ParagraphDraft, SpeechDraft
from statements.models import Publisher
from statements.models.statement import StatementKind
from statements.text import web_addresses
from statements.text.folding import fold
from statements.transcripts import vocabulary
from statements.transcripts.model import Certainty, FrontMatter, Transcript, Turn, TurnKind

LONGEST_TITLE = 500
# An office that a state has and that its own publisher prints without its name. Presidents and prime ministers are not
# among them: a host prints its guest's office that way too.
_DOMESTIC = frozenset({"presidential", "secretary", "attorney", "adviser", "advisor"})
_NOT_DOMESTIC = words("general executive former editor party union association university")
_OF_A_STATE = _DOMESTIC | words(
    "president vice premier chancellor minister lady gentleman king queen emperor spokesperson spokesman ambassador"
)
# Offices of those who brief the press beside their host.
_BESIDE_THE_HOST = words(
    "secretary advisor adviser director coordinator administrator spokesperson spokesman spokeswoman assistant chair"
)
_DEMONYMS = frozenset(fold(word) for word in vocabulary.DEMONYMS)
# There, ministers are guests.
_NO_MINISTERS = frozenset({"USA"})


# Documents of an institution: that no speaker is named is as it should be.
_NOBODY_EXPECTED = frozenset(
    {StatementKind.STATEMENT, StatementKind.READOUT, StatementKind.JOINT_STATEMENT, StatementKind.OTHER}
)


_ON_THE_WAY = re.compile(r"\b(?:aboard|en route|on board|via|on the way)\b", re.I)
US_STATES = frozenset(
    {state.name for state in pycountry.subdivisions.get(country_code="US") if state.type == "State"} | {"D.C.", "DC"}
)


@dataclass(slots=True)
class Plan:
    """Everything an import will write of one statement."""

    title: str
    kind: str
    text_status: str
    language: str
    date: str
    place: str
    place_party: PartyFacts | None
    publisher: Publisher | None
    republisher: Publisher | None
    source_url: str
    source_key: str
    front: FrontMatter
    retrieved_on: date | None
    topics: list[int]
    mentioned: list[PartyFacts]
    matches: list[Match]  # one a turn
    drafts: list[SpeechDraft] = field(default_factory=list)  # filled when new speakers have been written
    warnings: list[dict] = field(default_factory=list)
    unmatched: list[tuple[str, str]] = field(default_factory=list)  # (label as printed, why)
    unknown_tags: list[str] = field(default_factory=list)


class Matcher:
    """Makes plans against one archive. ``publisher`` overrules what records say."""

    def __init__(self, archive: Archive, publisher: Publisher | None = None):
        self.archive = archive
        self.publisher = publisher

    def plan(self, reading: Reading) -> Plan:
        """The plan for a reading that has a transcript."""
        transcript = reading.transcript
        front = transcript.front
        on = dates.parse_or_none(front.date)
        warnings = [{"code": w.code, "message": w.message, "line": w.line} for w in transcript.warnings]
        if front.date and on is None:
            _warn(warnings, "bad-date", f"“{front.date}” is no date that can be held.")
        publisher = self.publisher or self.archive.publishers.find_or_make(front.publisher, front.source_url)
        home = self.archive.home_of(transcript) or self._party_of(publisher)
        voices = sum(turn.label is not None and turn.kind is not TurnKind.QUESTION for turn in transcript.turns)
        monologue = all(turn.label is None for turn in transcript.turns)
        spoken = voices > 0 or bool(speaker_of(front, monologue=monologue)[0])
        kind = kinds.kind_of(front.kind, front.title, voices=voices, spoken=spoken)
        language = front.language or "en"
        if kind in _NOBODY_EXPECTED:
            warnings = [warning for warning in warnings if warning["code"] != "no-speaker"]
        topics, unknown = self.archive.topics.of((*front.topics, *front.categories))
        at_home = home is not None and self._party_of(publisher) is home
        turns = _Turns(self.archive, transcript, on, home, warnings, at_home=at_home)
        matches = turns.match()
        speaking = {match.party.pk for match in matches if match.party}
        return Plan(
            title=self._title(front, reading, warnings),
            kind=kind,
            text_status=kinds.text_status_of(
                front.text_status, front.title, kind, opening=_opening(transcript), voices=voices,
                translated=publisher is not None and translates(publisher, language),
            ),
            language=language[:12],
            date=on.text if on else "",
            place=front.place[:200],
            place_party=self._place_party(front.place, on, home),
            publisher=publisher,
            republisher=self.archive.publishers.find_or_make(front.republisher) if front.republisher else None,
            source_url=front.source_url if _is_short_address(front.source_url) else "",
            source_key=source_key(front),
            front=front,
            retrieved_on=_day(front.extra.get("retrieved_on") or front.extra.get("retrieved")),
            topics=topics,
            mentioned=self._mentioned(reading.spoken_of, front, on, speaking),
            matches=matches,
            warnings=warnings,
            unmatched=turns.unmatched,
            unknown_tags=unknown,
        )  # fmt: skip

    def _title(self, front: FrontMatter, reading: Reading, warnings: list[dict]) -> str:
        title = front.title
        if not title:
            stem = reading.file.rpartition("/")[2].rpartition(".")[0]
            title = " ".join(stem.replace("_", " ").replace("-", " ").split()) or "Untitled"
            if reading.line:
                title = f"{title}, record {reading.line}"
            _warn(warnings, "no-title", "The text has no title: the name of its file stands in for it.")
        if len(title) > LONGEST_TITLE:
            _warn(warnings, "title-cut", "The title was too long and has been cut.")
            title = title[: LONGEST_TITLE - 1].rpartition(" ")[0] + "…"
        return title

    def _place_party(self, place: str, on: dates.EDTFDate | None, home: PartyFacts | None) -> PartyFacts | None:
        """The party at the end of a place: "Hiroshima, Japan". Who is on the way is not there yet."""
        last = place.rpartition(",")[2].strip()
        if not last or _ON_THE_WAY.search(place):
            return None
        if last in US_STATES and (last != "Georgia" or (home and home.code == "USA")):
            return self.archive.parties.by_code.get("USA")
        return self.archive.parties.exactly(last, on)

    def _party_of(self, publisher: Publisher | None) -> PartyFacts | None:
        return self.archive.parties.by_pk.get(publisher.party_id) if publisher else None

    def _mentioned(
        self, codes: Sequence[str], front: FrontMatter, on: dates.EDTFDate | None, speaking: set[int]
    ) -> list[PartyFacts]:
        """Parties the text speaks of and those the publisher tags it with, without those that speak."""
        parties = self.archive.parties
        found = {parties.by_code[code].pk: parties.by_code[code] for code in codes if code in parties.by_code}
        tags = front.extra.get("tags")
        geography = tags.get("geography") if isinstance(tags, dict) else None
        for tag in (*front.parties, *(geography if isinstance(geography, list) else ())):
            party = parties.exactly(tag, on) if isinstance(tag, str) else None
            if party:
                found[party.pk] = party
        return [party for pk, party in found.items() if pk not in speaking]


class _Turns:
    """Matches the turns of one document."""

    def __init__(
        self,
        archive: Archive,
        transcript: Transcript,
        on: dates.EDTFDate | None,
        home: PartyFacts | None,
        warnings: list[dict],
        *,
        at_home: bool,
    ):
        """``at_home``: the publisher is the party's own, so that "THE PRESIDENT" is its president."""
        self.parties, self.speakers = archive.parties, archive.speakers
        self.turns, self.front = transcript.turns, transcript.front
        self.on, self.home, self.warnings = on, home, warnings
        self.unmatched: list[tuple[str, str]] = []
        self.monologue = all(turn.label is None for turn in transcript.turns)
        self.speaker, self.office = speaker_of(self.front, monologue=self.monologue)
        self.at_home = at_home
        self.in_title = surnames_in(self.front.title)
        self.own = self._own()
        self._seen: dict[tuple, Match] = {}
        self._noted: set[str] = set()

    def match(self) -> list[Match]:
        matches = [self._turn(turn) for turn in self.turns]
        if self.home and not any(match.party for match in matches):
            # Nobody is known to speak for a party: the words the document says itself are its publisher's country's.
            matches = [
                Match(party=self.home) if turn.kind is TurnKind.INTRODUCTION else match
                for turn, match in zip(self.turns, matches, strict=True)
            ]
        for match in matches:
            self._note(match)
        return matches

    def _own(self) -> Match:
        """The speaker that the record itself names."""
        of_office = self.parties.of_office(self.office, self.on) if self.office else None
        party = of_office or (self.home if self.monologue or _is_of_a_state(self.office) else None)
        if not self.speaker:
            return Match(party=self.home if self.monologue else None)
        name = self.in_title.get(fold(self.speaker), self.speaker)
        sure = bool(self.office) or not is_perhaps_surnames(name)
        return self.speakers.match(Label(name, self.office, party, sure=sure, own=True), self.on, self.home)

    def _turn(self, turn: Turn) -> Match:
        if turn.kind is TurnKind.STAGE:
            return NOBODY
        if turn.label is None:
            return self._unlabelled(turn)
        name = self._name(turn)
        key = (name, turn.role, turn.party, turn.kind, turn.certainty)
        if key not in self._seen:
            self._seen[key] = self._labelled(turn, name)
            if self._seen[key].person is None and self._seen[key].why_not:
                self.unmatched.append((turn.label.printed, self._seen[key].why_not))
        return self._seen[key]

    def _unlabelled(self, turn: Turn) -> Match:
        if not self.monologue:
            return NOBODY
        if self.own.why_not and not self.unmatched:
            self.unmatched.append((self.speaker, self.own.why_not))
        return self.own

    def _name(self, turn: Turn) -> str:
        if len(turn.label.names) > 1:
            return ""
        return turn.speaker or (turn.label.names[0] if turn.label.names else "")

    def _labelled(self, turn: Turn, name: str) -> Match:
        if len(turn.label.names) > 1:
            return Match(party=None, why_not="a label of several persons")
        if not name and turn.kind is not TurnKind.SPEECH:
            return NOBODY
        party = self._party(turn)
        if self.own.person and self._is_own(name, turn.role, party):
            return self.own
        sure = turn.certainty is Certainty.SURE and turn.kind is not TurnKind.QUESTION
        name = self.in_title.get(fold(name), name)
        party = party or self._party_in_title(name)
        match = self.speakers.match(Label(name, turn.role, party, sure=sure), self.on, self.home)
        if match.party is None and party is None and self._is_domestic(turn, name):
            return Match(match.person, match.term, self.home, match.why_not, match.note)
        return match

    def _party(self, turn: Turn) -> PartyFacts | None:
        """The party printed with the label, or the one country in the office printed."""
        printed = self.parties.resolve(turn.party, self.on) if turn.party else None
        return printed or (self.parties.of_office(turn.role, self.on) if turn.role else None)

    def _party_in_title(self, name: str) -> PartyFacts | None:
        """The home party of somebody to whom the title of its own publisher gives an office without another country:
        "Press Briefing by … and NEC Director Brian Deese"."""
        held = set(fold(office_in(self.front.title, name)).split()) if self.at_home else set()
        if held & (_NOT_DOMESTIC | _DEMONYMS) or not held & _BESIDE_THE_HOST:
            return None
        return self.home

    def _is_own(self, name: str, role: str, party: PartyFacts | None) -> bool:
        """Whether a label means the speaker whom the record names: by name, by surname, or by the office alone."""
        if party and self.own.party and party.pk != self.own.party.pk:
            return False
        own = self.own.person.record.name
        if name:
            key, whole = fold(name), fold(own)
            return key in (whole, fold(self.speaker)) or whole.endswith(f" {key}")
        return bool(self.office) and not self.speakers.offices(role).isdisjoint(self.speakers.offices(self.office))

    def _is_domestic(self, turn: Turn, name: str) -> bool:
        """Whether an office without a country is surely one of the party whose document it is."""
        held = set(fold(turn.role).split())
        if not held or self.home is None or not self.at_home:
            return False
        if not name and turn.role.lower().startswith("the "):
            return True
        if "minister" in held:
            # Only a deputy among prime ministers: a host prints its guest's office without the country.
            return self.home.code not in _NO_MINISTERS and ("prime" not in held or "deputy" in held)
        return bool(held & _DOMESTIC) and not held & _NOT_DOMESTIC

    def _note(self, match: Match) -> None:
        if match.note and match.note not in self._noted:
            self._noted.add(match.note)
            _warn(self.warnings, "speaker-doubt", match.note)
        party = match.party
        if party and self.on and party.code not in self._noted and not self.parties.covers(party, self.on):
            self._noted.add(party.code)
            _warn(self.warnings, "party-date", f"{party.name} was not there on {dates.format_date(self.on)}.")


def speaker_of(front: FrontMatter, *, monologue: bool) -> tuple[str, str]:
    """The speaker and office that a record or its title names, as printed; "" where it names none or a placeholder.

    Only a monologue takes its speaker from the title: of a conversation it names one among several.
    """
    name = as_printed(front.speaker)
    office = "" if is_no_office(front.office) else front.office
    if not name and monologue and (named := speaker_in(front.title)):
        return named.name, office or named.office
    return name, office or office_in(front.title, name)


def drafts_of(plan: Plan, transcript: Transcript) -> list[SpeechDraft]:
    """The speeches to write, once every person of the plan has a record."""
    monologue = all(turn.label is None for turn in transcript.turns)
    drafts = []
    for turn, match in zip(transcript.turns, plan.matches, strict=True):
        label, role = (turn.label.printed, turn.role) if turn.label else ("", "")
        if turn.label is None and monologue and turn.kind is not TurnKind.STAGE:
            label, role = speaker_of(plan.front, monologue=True)
        elif turn.label and match.person is not None and not role and match.term is None:
            role = turn.label.role
        drafts.append(
            SpeechDraft(
                paragraphs=[ParagraphDraft(p.text, p.kind.value) for p in turn.paragraphs],
                kind=_kind(turn, monologue),
                label=label,
                speaker=match.person.record if match.person else None,
                role=role,
                term=match.term.record if match.term else None,
                party=match.party.record if match.party else None,
                interpreted=turn.interpreted,
                interpreted_note=turn.interpreted_note,
                language=turn.language[:12],
                certainty=turn.certainty.value,
                inherited=sorted(turn.inherited),
                timestamp=turn.timestamp,
            )
        )
    return drafts


def source_key(front: FrontMatter) -> str:
    """By what an import knows the document again: its id within its source, else the address of its page."""
    id = front.extra.get("id") or front.extra.get("uid")
    if isinstance(id, str | int) and not isinstance(id, bool) and str(id).strip():
        return web_addresses.record_key(front.publisher or web_addresses.host_of(front.source_url), str(id))
    return web_addresses.page_key(front.source_url)


def _is_of_a_state(office: str) -> bool:
    """Whether an office without a country is one of a government: the record's country is then the speaker's."""
    held = set(fold(office).split())
    return bool(held & _OF_A_STATE) and not held & _NOT_DOMESTIC


def _kind(turn: Turn, monologue: bool) -> str:
    if monologue and turn.kind is TurnKind.INTRODUCTION:
        return TurnKind.SPEECH.value
    return turn.kind.value


def _opening(transcript: Transcript) -> str:
    """The first words of the text: notices of messages say there that they give them in part."""
    return transcript.turns[0].paragraphs[0].text[:200]


def _is_short_address(url: str) -> bool:
    return len(url) <= 1000 and web_addresses.is_web_address(url)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _warn(warnings: list[dict], code: str, message: str) -> None:
    warnings.append({"code": code, "message": message, "line": 0})
