"""Who is credited with each turn, for whom and in which office: as matched, or as an editor decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from statements import dates
from statements.editing.transcript.credit_records import CreditRecords
from statements.editing.transcript.rebuilt_transcript import NAMELESS, rebuild_transcript
from statements.editing.transcript.text_pieces import Reading
from statements.editing.transcript.turn_corrections import BY_EDITOR, CorrectedTurn
from statements.ingest.importing.planning import ImportPlan, Planner
from statements.ingest.matching.lookup_tables import LookupTables
from statements.ingest.matching.speakers import SpeakerMatch
from statements.ingest.reading.read_records import ReadRecord
from statements.models import Party, Publisher, Speaker, Statement, Term
from statements.transcripts.model import Certainty

# What an editor can choose for the speaker, as stored and as sent by the form; "" is “as matched”.
CHOSEN, NEW, UNMATCHED, UNKNOWN = "chosen", "new", "unmatched", "unknown"


@dataclass(slots=True)
class TurnCredit:
    """``new_name`` is proposed; with ``create`` an editor confirmed it and the speaker is made when saved."""

    turn: CorrectedTurn
    kind: str
    speaker: Speaker | None = None
    new_name: str = ""
    create: bool = False
    unknown: bool = False
    term: Term | None = None
    party: Party | None = None
    role: str = ""
    interpreted: bool = False
    interpreted_note: str = ""
    certainty: str = Certainty.SURE.value
    by_hand: bool = False
    unmatched_reason: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        return self.turn.opening.label

    @property
    def needs_no_speaker(self) -> bool:
        """A question whose asker is not named, or the publisher's own words."""
        return self.kind in NAMELESS and not self.turn.opening.names

    @property
    def is_unresolved(self) -> bool:
        """Whether an editor must still decide who speaks."""
        return self.speaker is None and not self.create and not self.unknown and self.kind not in NAMELESS

    @property
    def has_doubtful_label(self) -> bool:
        """Whether the grammar was not sure of the label and no editor has decided since."""
        return self.certainty == Certainty.ASK.value


@dataclass(slots=True)
class SpeakerCredit:
    """All turns under one printed label, credited together."""

    key: str
    first: TurnCredit
    turns: list[TurnCredit] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.turns)


def group_credits(turn_credits: Sequence[TurnCredit]) -> list[SpeakerCredit]:
    """In the order of their first turns."""
    groups: dict[str, SpeakerCredit] = {}
    for credit in turn_credits:
        key = credit.turn.credit_key
        groups.setdefault(key, SpeakerCredit(key, credit)).turns.append(credit)
    return list(groups.values())


def credit_turns(
    statement: Statement,
    reading: Reading,
    turns: Sequence[CorrectedTurn],
    corrections: Mapping[str, Any],
    tables: LookupTables,
) -> list[TurnCredit]:
    """Match every turn and apply the decisions: ``corrections["voices"]`` of all turns under a label, then
    ``corrections["turns"]`` of single turns."""
    if not turns:
        return []
    plan = _match(statement, reading, turns, tables)
    decisions = [_find_decision(turn, corrections) for turn in turns]
    records = CreditRecords.load([turn.opening.known for turn in turns], decisions)
    on = dates.parse_or_none(statement.date)
    credits = []
    for turn, match, decision in zip(turns, plan.matches, decisions, strict=True):
        credit = _restore(turn, records) if "kept" in turn.opening.known else _credit_match(turn, match)
        if decision:
            _apply_decision(credit, decision, records, on)
        credits.append(credit)
    return credits


def _match(statement: Statement, reading: Reading, turns: Sequence[CorrectedTurn], tables: LookupTables) -> ImportPlan:
    transcript = rebuild_transcript(statement, reading, turns, tables)
    # A statement without a publisher must not make the matcher create one.
    return Planner(tables, statement.publisher or Publisher()).plan(ReadRecord("", 0, transcript=transcript))


def _find_decision(turn: CorrectedTurn, corrections: Mapping[str, Any]) -> dict[str, Any]:
    """What was decided of the label, overridden by what was decided of this one turn."""
    of_label = corrections.get("voices", {}).get(turn.credit_key, {})
    of_turn = corrections.get("turns", {}).get(turn.id, {})
    return {**of_label, **of_turn}


def _credit_match(turn: CorrectedTurn, match: SpeakerMatch) -> TurnCredit:
    opening = turn.opening
    person = match.person.record if match.person else None
    return TurnCredit(
        turn, opening.kind,
        speaker=person if person is not None and person.pk else None,
        new_name=person.name if person is not None and not person.pk else "",
        term=match.term.record if match.term and match.term.record.pk else None,
        party=match.party.record if match.party else None,
        role=opening.role, interpreted=opening.interpreted, interpreted_note=opening.interpreted_note,
        certainty=opening.certainty, unmatched_reason=match.reason, note=match.note,
    )  # fmt: skip


def _restore(turn: CorrectedTurn, records: CreditRecords) -> TurnCredit:
    """The credit that the records hold: the turn comes from the archive, not from a file."""
    opening, known = turn.opening, turn.opening.known
    return TurnCredit(
        turn, opening.kind,
        speaker=records.speakers.get(known.get("speaker")), unknown=bool(known.get("unknown")),
        term=records.terms.get(known.get("term")), party=records.parties.get(known.get("party")),
        role=opening.role, interpreted=opening.interpreted, interpreted_note=opening.interpreted_note,
        certainty=opening.certainty,
    )  # fmt: skip


def _apply_decision(
    credit: TurnCredit, decision: Mapping[str, Any], records: CreditRecords, on: dates.EDTFDate | None
) -> None:
    credit.by_hand = True
    who = decision.get("who", "")
    _apply_speaker(credit, who, decision, records)
    for name in ("role", "interpreted", "interpreted_note", "kind"):
        if name in decision:
            setattr(credit, name, decision[name])
    if "party" in decision:
        credit.party = records.parties.get(decision["party"])
    if who == CHOSEN and credit.speaker:
        party = credit.party if "party" in decision else None
        credit.term = records.find_term(credit.speaker, party, credit.role, on)
        if "party" not in decision and credit.term:
            credit.party = credit.term.party
    if decision.get("confirmed") or who:
        credit.certainty = BY_EDITOR


def _apply_speaker(credit: TurnCredit, who: str, decision: Mapping[str, Any], records: CreditRecords) -> None:
    if who == CHOSEN and decision.get("speaker") in records.speakers:
        credit.speaker, credit.term = records.speakers[decision["speaker"]], None
        credit.new_name, credit.unknown = "", False
    elif who == NEW:
        credit.new_name = decision.get("name") or credit.new_name or credit.turn.opening.speaker or credit.label
        credit.speaker, credit.term, credit.create, credit.unknown = None, None, bool(credit.new_name), False
    elif who in (UNMATCHED, UNKNOWN):
        credit.speaker, credit.term, credit.new_name = None, None, ""
        credit.unknown = who == UNKNOWN
