"""Who speaks, for whom, in which office: as matched, or as an editor said of all turns of a label or of one turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from statements import dates
from statements.editing.transcript.text_pieces import Reading, front_matter
from statements.editing.transcript.turn_corrections import BY_EDITOR, ShapedTurn
from statements.ingest.importing.planning import ImportPlan, Planner
from statements.ingest.matching.lookup_tables import LookupTables
from statements.ingest.reading.read_records import ReadRecord
from statements.models import Party, Publisher, Speaker, Statement, Term
from statements.transcripts.labels import notes
from statements.transcripts.labels.parts import Splitter
from statements.transcripts.model import (
    Certainty,
    Label,
    Note,
    NoteKind,
    ParsedParagraph,
    ParsedParagraphKind,
    Transcript,
    Turn,
    TurnKind,
)
from statements.transcripts.speakers import resolve

# What an editor can say of who speaks; "" is “as matched”.
CHOSEN, NEW, UNMATCHED, UNKNOWN = "chosen", "new", "unmatched", "unknown"
WHO = (CHOSEN, NEW, UNMATCHED, UNKNOWN)
# Kinds of turn that a nameless voice may have; of the others somebody must be named.
NAMELESS = frozenset(
    {TurnKind.QUESTION.value, TurnKind.REMARK.value, TurnKind.INTRODUCTION.value, TurnKind.STAGE.value}
)


@dataclass(slots=True)
class Spoken:
    """A turn with its voice settled as far as it is. ``new_name`` is proposed; ``create``: an editor confirmed it."""

    turn: ShapedTurn
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
    why_not: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        return self.turn.opening.label

    @property
    def is_nobody(self) -> bool:
        """Whether no speaker is to be expected: a question whose asker is not named, words of the publisher."""
        return self.kind in NAMELESS and not self.turn.opening.names

    @property
    def is_open(self) -> bool:
        """Whether an editor must still say who speaks."""
        settled = self.speaker is not None or self.create or self.unknown
        return not settled and self.kind not in NAMELESS

    @property
    def asks(self) -> bool:
        """Whether the grammar was not sure of the label and no editor has said so since."""
        return self.certainty == Certainty.ASK.value


@dataclass(slots=True)
class Voice:
    """All turns that are printed under one label."""

    key: str
    first: Spoken
    turns: list[Spoken] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.turns)


def voices_of(spoken: Sequence[Spoken]) -> list[Voice]:
    """The voices in the order in which they are first heard."""
    voices: dict[str, Voice] = {}
    for one in spoken:
        voices.setdefault(one.turn.voice, Voice(one.turn.voice, one)).turns.append(one)
    return list(voices.values())


def settle(
    statement: Statement,
    reading: Reading,
    turns: Sequence[ShapedTurn],
    corrections: Mapping[str, Any],
    archive: LookupTables,
) -> list[Spoken]:
    """Say of each turn who speaks. ``corrections`` are those of ``voices`` and of single ``turns``."""
    if not turns:
        return []
    plan = _plan(statement, reading, turns, archive)
    said = [_said(turn, corrections) for turn in turns]
    records = _Records.of(turns, said)
    on = dates.parse_or_none(statement.date)
    out = []
    for turn, match, decision in zip(turns, plan.matches, said, strict=True):
        spoken = _from_records(turn, records) if _is_known(turn) else _matched(turn, match)
        if decision:
            _decide(spoken, decision, records, on)
        out.append(spoken)
    return out


def transcript_of(
    statement: Statement, reading: Reading, turns: Sequence[ShapedTurn], archive: LookupTables
) -> Transcript:
    """The turns as a transcript again, with the date and title that the statement now has."""
    front = front_matter(reading.front)
    front.title, front.date, front.language = statement.title, statement.date, statement.language
    front.place, front.republisher = statement.place or front.place, ""
    split = Splitter(known_name=archive.speakers.is_known_name, known_party=archive.parties.is_known)
    transcript = Transcript(front, [_turn(turn, split) for turn in turns], format=reading.format)
    resolve(transcript.turns, statement.title)
    return transcript


def _plan(statement: Statement, reading: Reading, turns: Sequence[ShapedTurn], archive: LookupTables) -> ImportPlan:
    transcript = transcript_of(statement, reading, turns, archive)
    # A statement without a publisher must not make the matcher know a new one.
    return Planner(archive, statement.publisher or Publisher()).plan(ReadRecord("", 0, transcript=transcript))


def _turn(shaped: ShapedTurn, split: Splitter) -> Turn:
    opening = shaped.opening
    turn = Turn(
        TurnKind(opening.kind),
        [ParsedParagraph(p.text or " ", ParsedParagraphKind(p.kind)) for p in shaped.paragraphs],
        speaker=opening.speaker, role=opening.role, party=opening.party, interpreted=opening.interpreted,
        interpreted_note=opening.interpreted_note, inherited=frozenset(opening.inherited), language=opening.language,
        timestamp=opening.timestamp, certainty=_certainty(opening.certainty),
    )  # fmt: skip
    if not opening.label:
        return turn
    if opening.why == BY_EDITOR or opening.known:
        printed, taken = notes.take_out(opening.label)
        office = split.split(printed)
        names = () if opening.kind in NAMELESS else office.names or ((printed,) if not office.role else ())
        turn.label = Label(printed, names, office.role, office.party, taken, why=opening.why)
        return turn
    own_notes = ()
    if opening.interpreted_note and "interpreted" not in opening.inherited:
        own_notes = (Note(opening.interpreted_note, NoteKind.INTERPRETED),)
    turn.label = Label(
        opening.label, tuple(opening.names), opening.role, opening.party, own_notes, turn.certainty, opening.why
    )
    return turn


def _certainty(value: str) -> Certainty:
    return Certainty(value) if value != BY_EDITOR else Certainty.SURE


def _said(turn: ShapedTurn, corrections: Mapping[str, Any]) -> dict[str, Any]:
    """What was said of the voice, and over it what was said of this one turn."""
    return {**corrections.get("voices", {}).get(turn.voice, {}), **corrections.get("turns", {}).get(turn.id, {})}


def _is_known(turn: ShapedTurn) -> bool:
    return "kept" in turn.opening.known


def _matched(turn: ShapedTurn, match) -> Spoken:
    opening = turn.opening
    person = match.person.record if match.person else None
    return Spoken(
        turn, opening.kind,
        speaker=person if person is not None and person.pk else None,
        new_name=person.name if person is not None and not person.pk else "",
        term=match.term.record if match.term and match.term.record.pk else None,
        party=match.party.record if match.party else None,
        role=opening.role, interpreted=opening.interpreted, interpreted_note=opening.interpreted_note,
        certainty=opening.certainty, why_not=match.reason, note=match.note,
    )  # fmt: skip


def _from_records(turn: ShapedTurn, records: _Records) -> Spoken:
    opening, known = turn.opening, turn.opening.known
    return Spoken(
        turn, opening.kind,
        speaker=records.speakers.get(known.get("speaker")), unknown=bool(known.get("unknown")),
        term=records.terms.get(known.get("term")), party=records.parties.get(known.get("party")),
        role=opening.role, interpreted=opening.interpreted, interpreted_note=opening.interpreted_note,
        certainty=opening.certainty,
    )  # fmt: skip


def _decide(spoken: Spoken, said: Mapping[str, Any], records: _Records, on: dates.EDTFDate | None) -> None:
    spoken.by_hand = True
    who = said.get("who", "")
    if who == CHOSEN and said.get("speaker") in records.speakers:
        spoken.speaker, spoken.new_name, spoken.unknown = records.speakers[said["speaker"]], "", False
        spoken.term, spoken.party = None, spoken.party
    elif who == NEW:
        spoken.new_name = said.get("name") or spoken.new_name or spoken.turn.opening.speaker or spoken.label
        spoken.speaker, spoken.term, spoken.create, spoken.unknown = None, None, bool(spoken.new_name), False
    elif who in (UNMATCHED, UNKNOWN):
        spoken.speaker, spoken.new_name, spoken.term = None, "", None
        spoken.unknown = who == UNKNOWN
    for name in ("role", "interpreted", "interpreted_note", "kind"):
        if name in said:
            setattr(spoken, name, said[name])
    if "party" in said:
        spoken.party = records.parties.get(said["party"])
    if who == CHOSEN and spoken.speaker:
        spoken.term = records.term(spoken.speaker, spoken.party if "party" in said else None, spoken.role, on)
        if "party" not in said and spoken.term:
            spoken.party = spoken.term.party
    if said.get("confirmed") or who:
        spoken.certainty = BY_EDITOR


@dataclass(slots=True)
class _Records:
    """The records that decisions and earlier versions name, read in three queries."""

    speakers: dict[Any, Speaker]
    parties: dict[Any, Party]
    terms: dict[Any, Term]
    of_speaker: dict[int, list[Term]]

    @classmethod
    def of(cls, turns: Sequence[ShapedTurn], said: Sequence[Mapping[str, Any]]) -> _Records:
        known = [turn.opening.known for turn in turns]
        keys = {name: {one[name] for one in (*known, *said) if one.get(name)} for name in ("speaker", "party", "term")}
        chosen = {one["speaker"] for one in said if one.get("speaker")}
        terms = {}
        of_speaker: dict[int, list[Term]] = {}
        if keys["term"] or chosen:
            rows = Term.objects.filter(pk__in=keys["term"]) | Term.objects.filter(speaker__in=chosen)
            for term in rows.select_related("party"):
                terms[term.pk] = term
                of_speaker.setdefault(term.speaker_id, []).append(term)
        return cls(
            Speaker.objects.in_bulk(keys["speaker"]) if keys["speaker"] else {},
            Party.objects.in_bulk(keys["party"]) if keys["party"] else {},
            terms,
            of_speaker,
        )

    def term(self, speaker: Speaker, party: Party | None, role: str, on: dates.EDTFDate | None) -> Term | None:
        """The one term of ``speaker`` that covers the date, for ``party`` where that is said."""
        terms = [term for term in self.of_speaker.get(speaker.pk, ()) if on is None or _covers(term, on)]
        if party is not None:
            terms = [term for term in terms if term.party_id == party.pk]
        if len(terms) > 1 and role:
            terms = [term for term in terms if role in (term.title, *term.title_aliases)] or terms
        return terms[0] if len(terms) == 1 else None


def _covers(term: Term, on: dates.EDTFDate) -> bool:
    return not (
        (term.start_earliest and on.latest and on.latest < term.start_earliest)
        or (term.end_latest and on.earliest and on.earliest > term.end_latest)
    )
