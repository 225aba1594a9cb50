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
from statements.ingest.matching import statement_kinds
from statements.ingest.matching.lookup_tables import LookupTables
from statements.ingest.matching.name_words import split_words
from statements.ingest.matching.parties import PartyFacts
from statements.ingest.matching.person_names import clean_printed_name, is_placeholder_office, may_be_two_surnames
from statements.ingest.matching.publishers import publishes_translations
from statements.ingest.matching.speakers import NO_MATCH, SpeakerLabel, SpeakerMatch
from statements.ingest.matching.title_speakers import find_full_names, find_office, find_title_speaker
from statements.ingest.reading.read_records import ReadRecord
from statements.ingest.writing import ParagraphDraft, SpeechDraft
from statements.models import Publisher
from statements.models.statement import StatementKind
from statements.text import web_addresses
from statements.text.folding import fold
from statements.transcripts import vocabulary
from statements.transcripts.model import Certainty, FrontMatter, Transcript, Turn, TurnKind

MAX_TITLE_LENGTH = 500
# An office that a state has and that its own publisher prints without its name. Presidents and prime ministers are not
# among them: a host prints its guest's office that way too.
_DOMESTIC = frozenset({"presidential", "secretary", "attorney", "adviser", "advisor"})
_NOT_DOMESTIC = split_words("general executive former editor party union association university")
_OF_A_STATE = _DOMESTIC | split_words(
    "president vice premier chancellor minister lady gentleman king queen emperor spokesperson spokesman ambassador"
)
# Offices of those who brief the press beside their host.
_BESIDE_THE_HOST = split_words(
    "secretary advisor adviser director coordinator administrator spokesperson spokesman spokeswoman assistant chair"
)
_DEMONYMS = frozenset(fold(word) for word in vocabulary.DEMONYMS)
# There, ministers are guests.
_NO_MINISTERS = frozenset({"USA"})


# Documents of an institution: that no speaker is named is as it should be.
_SPEAKERLESS_KINDS = frozenset(
    {StatementKind.STATEMENT, StatementKind.READOUT, StatementKind.JOINT_STATEMENT, StatementKind.OTHER}
)


_ON_THE_WAY = re.compile(r"\b(?:aboard|en route|on board|via|on the way)\b", re.I)
US_STATES = frozenset(
    {state.name for state in pycountry.subdivisions.get(country_code="US") if state.type == "State"} | {"D.C.", "DC"}
)


@dataclass(slots=True)
class ImportPlan:
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
    matches: list[SpeakerMatch]  # one a turn
    drafts: list[SpeechDraft] = field(default_factory=list)  # filled when new speakers have been written
    warnings: list[dict] = field(default_factory=list)
    unmatched: list[tuple[str, str]] = field(default_factory=list)  # (label as printed, why)
    unknown_tags: list[str] = field(default_factory=list)


class Planner:
    """Makes plans against one archive. ``publisher`` overrules what records say."""

    def __init__(self, tables: LookupTables, publisher: Publisher | None = None):
        self.tables = tables
        self.publisher = publisher

    def plan(self, record: ReadRecord) -> ImportPlan:
        """The plan for a reading that has a transcript."""
        transcript = record.transcript
        front = transcript.front
        on = dates.parse_or_none(front.date)
        warnings = [{"code": w.code, "message": w.message, "line": w.line} for w in transcript.warnings]
        if front.date and on is None:
            add_warning(warnings, "bad-date", f"“{front.date}” is no date that can be held.")
        publisher = self.publisher or self.tables.publishers.find_or_create(front.publisher, front.source_url)
        home = self.tables.find_home_party(transcript) or self._party_of(publisher)
        labelled_turns = sum(turn.label is not None and turn.kind is not TurnKind.QUESTION for turn in transcript.turns)
        monologue = all(turn.label is None for turn in transcript.turns)
        spoken = labelled_turns > 0 or bool(find_own_speaker(front, monologue=monologue)[0])
        kind = statement_kinds.detect_kind(front.kind, front.title, labelled_turns=labelled_turns, spoken=spoken)
        language = front.language or "en"
        if kind in _SPEAKERLESS_KINDS:
            warnings = [warning for warning in warnings if warning["code"] != "no-speaker"]
        topics, unknown = self.tables.topics.match((*front.topics, *front.categories))
        at_home = home is not None and self._party_of(publisher) is home
        turns = TurnMatcher(self.tables, transcript, on, home, warnings, at_home=at_home)
        matches = turns.match()
        speaking = {match.party.pk for match in matches if match.party}
        return ImportPlan(
            title=self._title(front, record, warnings),
            kind=kind,
            text_status=statement_kinds.detect_text_status(
                front.text_status, front.title, kind, opening=_opening_words(transcript), labelled_turns=labelled_turns,
                translated=publisher is not None and publishes_translations(publisher, language),
            ),
            language=language[:12],
            date=on.text if on else "",
            place=front.place[:200],
            place_party=self._place_party(front.place, on, home),
            publisher=publisher,
            republisher=self.tables.publishers.find_or_create(front.republisher) if front.republisher else None,
            source_url=front.source_url if _is_short_address(front.source_url) else "",
            source_key=build_source_key(front),
            front=front,
            retrieved_on=_parse_day(front.extra.get("retrieved_on") or front.extra.get("retrieved")),
            topics=topics,
            mentioned=self._mentioned(record.mentioned_parties, front, on, speaking),
            matches=matches,
            warnings=warnings,
            unmatched=turns.unmatched,
            unknown_tags=unknown,
        )  # fmt: skip

    def _title(self, front: FrontMatter, record: ReadRecord, warnings: list[dict]) -> str:
        title = front.title
        if not title:
            stem = record.file.rpartition("/")[2].rpartition(".")[0]
            title = " ".join(stem.replace("_", " ").replace("-", " ").split()) or "Untitled"
            if record.line:
                title = f"{title}, record {record.line}"
            add_warning(warnings, "no-title", "The text has no title: the name of its file stands in for it.")
        if len(title) > MAX_TITLE_LENGTH:
            add_warning(warnings, "title-cut", "The title was too long and has been cut.")
            title = title[: MAX_TITLE_LENGTH - 1].rpartition(" ")[0] + "…"
        return title

    def _place_party(self, place: str, on: dates.EDTFDate | None, home: PartyFacts | None) -> PartyFacts | None:
        """The party at the end of a place: "Hiroshima, Japan". Who is on the way is not there yet."""
        last = place.rpartition(",")[2].strip()
        if not last or _ON_THE_WAY.search(place):
            return None
        if last in US_STATES and (last != "Georgia" or (home and home.code == "USA")):
            return self.tables.parties.by_code.get("USA")
        return self.tables.parties.find_exact(last, on)

    def _party_of(self, publisher: Publisher | None) -> PartyFacts | None:
        return self.tables.parties.by_pk.get(publisher.party_id) if publisher else None

    def _mentioned(
        self, codes: Sequence[str], front: FrontMatter, on: dates.EDTFDate | None, speaking: set[int]
    ) -> list[PartyFacts]:
        """Parties the text speaks of and those the publisher tags it with, without those that speak."""
        parties = self.tables.parties
        found = {parties.by_code[code].pk: parties.by_code[code] for code in codes if code in parties.by_code}
        tags = front.extra.get("tags")
        geography = tags.get("geography") if isinstance(tags, dict) else None
        for tag in (*front.parties, *(geography if isinstance(geography, list) else ())):
            party = parties.find_exact(tag, on) if isinstance(tag, str) else None
            if party:
                found[party.pk] = party
        return [party for pk, party in found.items() if pk not in speaking]


class TurnMatcher:
    """Matches the turns of one document."""

    def __init__(
        self,
        tables: LookupTables,
        transcript: Transcript,
        on: dates.EDTFDate | None,
        home: PartyFacts | None,
        warnings: list[dict],
        *,
        at_home: bool,
    ):
        """``at_home``: the publisher is the party's own, so that "THE PRESIDENT" is its president."""
        self.parties, self.speakers = tables.parties, tables.speakers
        self.turns, self.front = transcript.turns, transcript.front
        self.on, self.home, self.warnings = on, home, warnings
        self.unmatched: list[tuple[str, str]] = []
        self.monologue = all(turn.label is None for turn in transcript.turns)
        self.speaker, self.office = find_own_speaker(self.front, monologue=self.monologue)
        self.at_home = at_home
        self.in_title = find_full_names(self.front.title)
        self.own = self._match_own_speaker()
        self._seen: dict[tuple, SpeakerMatch] = {}
        self._noted: set[str] = set()

    def match(self) -> list[SpeakerMatch]:
        matches = [self._match_turn(turn) for turn in self.turns]
        if self.home and not any(match.party for match in matches):
            # Nobody is known to speak for a party: the words the document says itself are its publisher's country's.
            matches = [
                SpeakerMatch(party=self.home) if turn.kind is TurnKind.INTRODUCTION else match
                for turn, match in zip(self.turns, matches, strict=True)
            ]
        for match in matches:
            self._add_warnings(match)
        return matches

    def _match_own_speaker(self) -> SpeakerMatch:
        """The speaker that the record itself names."""
        of_office = self.parties.find_in_office(self.office, self.on) if self.office else None
        party = of_office or (self.home if self.monologue or _is_of_a_state(self.office) else None)
        if not self.speaker:
            return SpeakerMatch(party=self.home if self.monologue else None)
        name = self.in_title.get(fold(self.speaker), self.speaker)
        sure = bool(self.office) or not may_be_two_surnames(name)
        return self.speakers.match(SpeakerLabel(name, self.office, party, sure=sure, own=True), self.on, self.home)

    def _match_turn(self, turn: Turn) -> SpeakerMatch:
        if turn.kind is TurnKind.STAGE:
            return NO_MATCH
        if turn.label is None:
            return self._match_unlabelled(turn)
        name = self._find_name(turn)
        key = (name, turn.role, turn.party, turn.kind, turn.certainty)
        if key not in self._seen:
            self._seen[key] = self._match_labelled(turn, name)
            if self._seen[key].person is None and self._seen[key].reason:
                self.unmatched.append((turn.label.printed, self._seen[key].reason))
        return self._seen[key]

    def _match_unlabelled(self, turn: Turn) -> SpeakerMatch:
        if not self.monologue:
            return NO_MATCH
        if self.own.reason and not self.unmatched:
            self.unmatched.append((self.speaker, self.own.reason))
        return self.own

    def _find_name(self, turn: Turn) -> str:
        if len(turn.label.names) > 1:
            return ""
        return turn.speaker or (turn.label.names[0] if turn.label.names else "")

    def _match_labelled(self, turn: Turn, name: str) -> SpeakerMatch:
        if len(turn.label.names) > 1:
            return SpeakerMatch(party=None, reason="a label of several persons")
        if not name and turn.kind is not TurnKind.SPEECH:
            return NO_MATCH
        party = self._find_party(turn)
        if self.own.person and self._is_own(name, turn.role, party):
            return self.own
        sure = turn.certainty is Certainty.SURE and turn.kind is not TurnKind.QUESTION
        name = self.in_title.get(fold(name), name)
        party = party or self._find_party_in_title(name)
        match = self.speakers.match(SpeakerLabel(name, turn.role, party, sure=sure), self.on, self.home)
        if match.party is None and party is None and self._is_domestic(turn, name):
            return SpeakerMatch(match.person, match.term, self.home, match.reason, match.note)
        return match

    def _find_party(self, turn: Turn) -> PartyFacts | None:
        """The party printed with the label, or the one country in the office printed."""
        printed = self.parties.resolve(turn.party, self.on) if turn.party else None
        return printed or (self.parties.find_in_office(turn.role, self.on) if turn.role else None)

    def _find_party_in_title(self, name: str) -> PartyFacts | None:
        """The home party of somebody to whom the title of its own publisher gives an office without another country:
        "Press Briefing by … and NEC Director Brian Deese"."""
        held = set(fold(find_office(self.front.title, name)).split()) if self.at_home else set()
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
        return bool(self.office) and not self.speakers.office_keys(role).isdisjoint(
            self.speakers.office_keys(self.office)
        )

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

    def _add_warnings(self, match: SpeakerMatch) -> None:
        if match.note and match.note not in self._noted:
            self._noted.add(match.note)
            add_warning(self.warnings, "speaker-doubt", match.note)
        party = match.party
        if party and self.on and party.code not in self._noted and not self.parties.covers(party, self.on):
            self._noted.add(party.code)
            add_warning(self.warnings, "party-date", f"{party.name} was not there on {dates.format_date(self.on)}.")


def find_own_speaker(front: FrontMatter, *, monologue: bool) -> tuple[str, str]:
    """The speaker and office that a record or its title names, as printed; "" where it names none or a placeholder.

    Only a monologue takes its speaker from the title: of a conversation it names one among several.
    """
    name = clean_printed_name(front.speaker)
    office = "" if is_placeholder_office(front.office) else front.office
    if not name and monologue and (named := find_title_speaker(front.title)):
        return named.name, office or named.office
    return name, office or find_office(front.title, name)


def build_drafts(plan: ImportPlan, transcript: Transcript) -> list[SpeechDraft]:
    """The speeches to write, once every person of the plan has a record."""
    monologue = all(turn.label is None for turn in transcript.turns)
    drafts = []
    for turn, match in zip(transcript.turns, plan.matches, strict=True):
        label, role = (turn.label.printed, turn.role) if turn.label else ("", "")
        if turn.label is None and monologue and turn.kind is not TurnKind.STAGE:
            label, role = find_own_speaker(plan.front, monologue=True)
        elif turn.label and match.person is not None and not role and match.term is None:
            role = turn.label.role
        drafts.append(
            SpeechDraft(
                paragraphs=[ParagraphDraft(p.text, p.kind.value) for p in turn.paragraphs],
                kind=_turn_kind(turn, monologue),
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


def build_source_key(front: FrontMatter) -> str:
    """By what an import knows the document again: its id within its source, else the address of its page."""
    id = front.extra.get("id") or front.extra.get("uid")
    if isinstance(id, str | int) and not isinstance(id, bool) and str(id).strip():
        return web_addresses.build_record_key(front.publisher or web_addresses.extract_host(front.source_url), str(id))
    return web_addresses.build_page_key(front.source_url)


def _is_of_a_state(office: str) -> bool:
    """Whether an office without a country is one of a government: the record's country is then the speaker's."""
    held = set(fold(office).split())
    return bool(held & _OF_A_STATE) and not held & _NOT_DOMESTIC


def _turn_kind(turn: Turn, monologue: bool) -> str:
    if monologue and turn.kind is TurnKind.INTRODUCTION:
        return TurnKind.SPEECH.value
    return turn.kind.value


def _opening_words(transcript: Transcript) -> str:
    """The first words of the text: notices of messages say there that they give them in part."""
    return transcript.turns[0].paragraphs[0].text[:200]


def _is_short_address(url: str) -> bool:
    return len(url) <= 1000 and web_addresses.is_web_address(url)


def _parse_day(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def add_warning(warnings: list[dict], code: str, message: str) -> None:
    warnings.append({"code": code, "message": message, "line": 0})
