"""The plan of an import: who speaks for whom, what kind of document it is, which topics it has.

Nothing is written here. What could not be settled is in the plan's warnings and unmatched labels; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as Date

import pycountry

from statements import dates
from statements.ingest.importing.existing_statements import build_source_key
from statements.ingest.matching import statement_kinds
from statements.ingest.matching.lookup_tables import LookupTables
from statements.ingest.matching.parties import PartyFacts
from statements.ingest.matching.publishers import publishes_translations
from statements.ingest.matching.speakers import SpeakerMatch
from statements.ingest.matching.turn_matcher import TurnMatcher, add_warning, find_own_speaker
from statements.ingest.reading.read_records import ReadRecord
from statements.ingest.writing import ParagraphDraft, SpeechDraft
from statements.models import Publisher
from statements.models.statement import StatementKind
from statements.text import web_addresses
from statements.transcripts.model import FrontMatter, Transcript, Turn, TurnKind

MAX_TITLE_LENGTH = 500
# Documents of an institution: they need no speaker.
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
    retrieved_on: Date | None
    topics: list[int]
    mentioned: list[PartyFacts]
    matches: list[SpeakerMatch]  # one a turn
    warnings: list[dict] = field(default_factory=list)
    unmatched: list[tuple[str, str]] = field(default_factory=list)  # (label as printed, why)
    unknown_tags: list[str] = field(default_factory=list)


class Planner:
    """Plans imports into one archive. ``publisher`` overrules what records say."""

    def __init__(self, tables: LookupTables, publisher: Publisher | None = None):
        self.tables = tables
        self.publisher = publisher

    def plan(self, record: ReadRecord) -> ImportPlan:
        """Plan the import of a record that has a transcript."""
        transcript = record.get_transcript()
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
        """The party at the end of a place: "Hiroshima, Japan". None for a place on the way ("en route to …")."""
        last = place.rpartition(",")[2].strip()
        if not last or _ON_THE_WAY.search(place):
            return None
        if last in US_STATES and (last != "Georgia" or (home and home.code == "USA")):
            return self.tables.parties.by_code.get("USA")
        return self.tables.parties.find_exact(last, on)

    def _party_of(self, publisher: Publisher | None) -> PartyFacts | None:
        return self.tables.parties.by_pk.get(publisher.party_id) if publisher and publisher.party_id else None

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


def build_drafts(plan: ImportPlan, transcript: Transcript) -> list[SpeechDraft]:
    """Build the speeches to write. Every person of the plan must have a record by then."""
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


def _turn_kind(turn: Turn, monologue: bool) -> str:
    if monologue and turn.kind is TurnKind.INTRODUCTION:
        return TurnKind.SPEECH.value
    return turn.kind.value


def _opening_words(transcript: Transcript) -> str:
    """The first words of the text: notices of messages say there that they quote in part."""
    return transcript.turns[0].paragraphs[0].text[:200]


def _is_short_address(url: str) -> bool:
    return len(url) <= 1000 and web_addresses.is_web_address(url)


def _parse_day(value: object) -> Date | None:
    try:
        return Date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
