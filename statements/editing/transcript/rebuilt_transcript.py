"""Corrected turns as a transcript again, which the importer's matcher reads like that of a file."""

from __future__ import annotations

from collections.abc import Sequence

from statements.editing.transcript.text_pieces import Opening, Reading, restore_front_matter
from statements.editing.transcript.turn_corrections import BY_EDITOR, CorrectedTurn
from statements.ingest.matching.lookup_tables import LookupTables
from statements.models import Statement
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
from statements.transcripts.speakers import resolve_speakers

# Turns of these kinds need no named speaker.
NAMELESS = frozenset(
    {TurnKind.QUESTION.value, TurnKind.REMARK.value, TurnKind.INTRODUCTION.value, TurnKind.STAGE.value}
)


def rebuild_transcript(
    statement: Statement, reading: Reading, turns: Sequence[CorrectedTurn], tables: LookupTables
) -> Transcript:
    """``turns`` under the front matter as read, with the title, date, place and language that the statement has now."""
    front = restore_front_matter(reading.front)
    front.title, front.date, front.language = statement.title, statement.date, statement.language
    front.place, front.republisher = statement.place or front.place, ""
    splitter = Splitter(known_name=tables.speakers.is_known_name, known_party=tables.parties.is_known)
    transcript = Transcript(front, [_rebuild_turn(turn, splitter) for turn in turns], format=reading.format)
    resolve_speakers(transcript.turns, statement.title)
    return transcript


def _rebuild_turn(corrected: CorrectedTurn, splitter: Splitter) -> Turn:
    opening = corrected.opening
    turn = Turn(
        TurnKind(opening.kind),
        [ParsedParagraph(p.text or " ", ParsedParagraphKind(p.kind)) for p in corrected.paragraphs],
        speaker=opening.speaker, role=opening.role, party=opening.party, interpreted=opening.interpreted,
        interpreted_note=opening.interpreted_note, inherited=frozenset(opening.inherited), language=opening.language,
        timestamp=opening.timestamp, certainty=_parse_certainty(opening.certainty),
    )  # fmt: skip
    if opening.label:
        turn.label = _rebuild_label(opening, turn.certainty, splitter)
    return turn


def _rebuild_label(opening: Opening, certainty: Certainty, splitter: Splitter) -> Label:
    if opening.why == BY_EDITOR or opening.known:
        # Not from this reading: the label is taken apart again.
        printed, own_notes = notes.extract_notes(opening.label)
        office = splitter.split(printed)
        names = () if opening.kind in NAMELESS else office.names or ((printed,) if not office.role else ())
        return Label(printed, names, office.role, office.party, own_notes, why=opening.why)
    interpreted: tuple[Note, ...] = ()
    if opening.interpreted_note and "interpreted" not in opening.inherited:
        interpreted = (Note(opening.interpreted_note, NoteKind.INTERPRETED),)
    return Label(opening.label, tuple(opening.names), opening.role, opening.party, interpreted, certainty, opening.why)


def _parse_certainty(value: str) -> Certainty:
    return Certainty(value) if value != BY_EDITOR else Certainty.SURE
