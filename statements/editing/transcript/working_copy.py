"""A statement opened for editing: its pieces, an editor's corrections, and the speeches that follow from both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User

from statements.editing.transcript.lookup_table_cache import load_lookup_tables
from statements.editing.transcript.new_speakers import create_speaker
from statements.editing.transcript.speaker_credits import CHOSEN, NEW, TurnCredit, credit_turns
from statements.editing.transcript.text_pieces import Opening, Piece, Reading
from statements.editing.transcript.turn_corrections import CorrectedParagraph, CorrectedText, apply_corrections
from statements.ingest.matching.lookup_tables import LookupTables
from statements.ingest.writing import ParagraphDraft, SpeechDraft, write_speeches
from statements.models import Intake, Speaker, Speech, Statement
from statements.models.speech import Certainty, ParagraphKind
from statements.publishing import WrittenSpeeches
from statements.text.folding import fold

NO_CORRECTIONS: dict[str, Any] = {"pieces": {}, "voices": {}, "turns": {}}


@dataclass
class WorkingCopy:
    """``intake`` is unsaved where the statement was never edited here: it is then built from the records."""

    statement: Statement
    intake: Intake
    _tables: LookupTables | None = field(default=None, repr=False)

    @classmethod
    def open(cls, statement: Statement, tables: LookupTables | None = None) -> WorkingCopy:
        intake = Intake.objects.filter(statement=statement).first()
        return cls(statement, intake or build_intake(statement), tables)

    @cached_property
    def reading(self) -> Reading:
        return Reading.from_json(self.intake.reading)

    @property
    def corrections(self) -> dict[str, Any]:
        return {**NO_CORRECTIONS, **self.intake.corrections}

    @property
    def tables(self) -> LookupTables:
        if self._tables is None:
            self._tables = load_lookup_tables()
        return self._tables

    @cached_property
    def corrected_text(self) -> CorrectedText:
        return apply_corrections(self.reading.pieces, self.corrections["pieces"])

    @cached_property
    def turn_credits(self) -> list[TurnCredit]:
        return credit_turns(self.statement, self.reading, self.corrected_text.turns, self.corrections, self.tables)

    def replace_corrections(self, corrections: dict[str, Any]) -> None:
        """Nothing is saved."""
        self.intake.corrections = corrections
        self._discard("corrected_text", "turn_credits")

    def replace_reading(self, reading: Reading) -> None:
        """Put another reading of the same text in place of this one and keep the corrections; nothing is saved."""
        self.intake.reading = reading.to_json()
        self._discard("reading", "corrected_text", "turn_credits")

    def _discard(self, *computed: str) -> None:
        for name in computed:
            self.__dict__.pop(name, None)

    def save(self, user: User | None = None) -> None:
        """The speeches of a draft are written at once; those of a public statement stay as they are until the next
        version is published."""
        if self.intake.pk is None:
            self.intake.begun_by = user
        self.intake.is_written = False
        if self.statement.published_at is None or not self.statement.is_public:
            self.write_speeches()
        else:
            self.intake.save()

    def write_speeches(self) -> WrittenSpeeches:
        """Write the speeches and record which anchors their pieces got; returns them as written."""
        self._create_speakers()
        words = write_speeches(self.statement, self.build_drafts())
        written = iter(paragraph for _, paragraphs in words for paragraph in paragraphs)
        now: dict[str, list[str]] = {}
        own: dict[str, str] = dict(self.intake.anchors.get("own", {}))
        for paragraph in self._paragraphs_with_text():
            anchor = next(written).anchor
            for id in paragraph.ids:
                now.setdefault(id, []).append(anchor)
            if paragraph.is_untouched:
                own[paragraph.ids[0]] = anchor
        self.intake.anchors = {"now": now, "own": own}
        self.intake.is_written = True
        self.intake.save()
        return words

    def build_drafts(self) -> list[SpeechDraft]:
        """The speeches as they will be written. A piece whose words nobody touched keeps its own anchor; edited, split
        or joined words keep the anchor of the words that are still in them."""
        own = self._find_own_anchors()
        drafts = []
        for credit in self.turn_credits:
            parts = [
                ParagraphDraft(paragraph.text, ParagraphKind(paragraph.kind), own.get(id(paragraph), ""))
                for paragraph in credit.turn.paragraphs
                if paragraph.text
            ]
            if parts:
                drafts.append(_build_draft(credit, parts))
        return drafts

    def _paragraphs_with_text(self) -> list[CorrectedParagraph]:
        return [p for turn in self.corrected_text.turns for p in turn.paragraphs if p.text]

    def _find_own_anchors(self) -> dict[int, str]:
        """The anchors of paragraphs that are one untouched piece, by ``id()``: the one they have, or had before they
        were joined to another or left out, so that undoing a correction brings the old addresses back."""
        now, own = self.intake.anchors.get("now", {}), self.intake.anchors.get("own", {})
        untouched = [paragraph for paragraph in self._paragraphs_with_text() if paragraph.is_untouched]
        result: dict[int, str] = {}
        for paragraph in untouched:
            anchors = now.get(paragraph.ids[0], [])
            if len(anchors) == 1 and fold(self._text_of_anchor.get(anchors[0], "")) == fold(paragraph.text):
                result[id(paragraph)] = anchors[0]
        used = set(result.values())
        for paragraph in untouched:
            anchor = own.get(paragraph.ids[0], "")
            if id(paragraph) not in result and anchor and anchor not in used:
                result[id(paragraph)] = anchor
                used.add(anchor)
        return result

    @cached_property
    def _text_of_anchor(self) -> dict[str, str]:
        return dict(self.statement.paragraphs.order_by().values_list("anchor", "text"))

    def _create_speakers(self) -> None:
        """Create the new speakers that an editor confirmed; from then on the corrections name their records."""
        created: dict[str, Speaker] = {}
        for credit in self.turn_credits:
            if not credit.create:
                continue
            name = credit.new_name
            if name not in created:
                created[name] = create_speaker(name, credit.party)
            _name_in_corrections(self.intake.corrections, credit, created[name])
        if created:
            self.replace_corrections(self.intake.corrections)


def build_intake(statement: Statement) -> Intake:
    """An unsaved intake built from the speeches of a statement that an import made."""
    pieces: list[Piece] = []
    speeches: Sequence[Speech] = (
        list(statement.speeches.order_by("order").prefetch_related("paragraphs")) if statement.pk else ()
    )
    for speech in speeches:
        opening: Opening | None = Opening(
            speech.kind, label=speech.label, role=speech.role, certainty=speech.certainty, why="",
            interpreted=speech.interpreted, interpreted_note=speech.interpreted_note,
            inherited=list(speech.inherited), language=speech.language, timestamp=speech.timestamp,
            known={"kept": True, "speaker": speech.speaker_id, "term": speech.term_id, "party": speech.party_id,
                   "unknown": speech.speaker_unknown},
        )  # fmt: skip
        for paragraph in speech.paragraphs.all():
            pieces.append(Piece(paragraph.anchor, paragraph.text, paragraph.kind, opening=opening))
            opening = None
    reading = Reading(pieces, format="records")
    anchors = {"now": {piece.id: [piece.id] for piece in pieces}, "own": {piece.id: piece.id for piece in pieces}}
    return Intake(statement=statement, reading=reading.to_json(), anchors=anchors, is_written=True)


def _name_in_corrections(corrections: dict[str, Any], credit: TurnCredit, speaker: Speaker) -> None:
    for group, key in (("voices", credit.turn.credit_key), ("turns", credit.turn.id)):
        decision = corrections.get(group, {}).get(key)
        if decision and decision.get("who") == NEW:
            decision.update(who=CHOSEN, speaker=speaker.pk)
            decision.pop("name", None)
            if credit.party and "party" not in decision:
                decision["party"] = credit.party.pk


def _build_draft(credit: TurnCredit, parts: list[ParagraphDraft]) -> SpeechDraft:
    opening = credit.turn.opening
    return SpeechDraft(
        parts,
        kind=credit.kind,
        label=opening.label,
        speaker=credit.speaker,
        speaker_unknown=credit.unknown,
        role=credit.role,
        term=credit.term,
        party=credit.party,
        interpreted=credit.interpreted,
        interpreted_note=credit.interpreted_note,
        language=opening.language[:12],
        certainty=Certainty(credit.certainty),
        inherited=opening.inherited,
        timestamp=opening.timestamp,
    )
