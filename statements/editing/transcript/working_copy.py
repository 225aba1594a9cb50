"""A statement opened on the desk: its pieces, an editor's corrections, and the speeches that follow from both."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from statements.editing.transcript import archive_cache, speaker_credits, turn_corrections
from statements.editing.transcript.speaker_credits import Spoken
from statements.editing.transcript.text_pieces import Opening, Piece, Reading
from statements.editing.transcript.turn_corrections import Shape
from statements.ingest.matching.lookup_tables import LookupTables
from statements.ingest.matching.office_holders import load_office_holders
from statements.ingest.matching.person_names import build_sort_name
from statements.ingest.writing import ParagraphDraft, SpeechDraft, write_speeches
from statements.models import Intake, Party, Speaker, SpeakerAlias, Statement, Term
from statements.models.speech import Certainty, ParagraphKind
from statements.text.folding import fold

EMPTY: dict[str, Any] = {"pieces": {}, "voices": {}, "turns": {}}


@dataclass
class WorkingCopy:
    """``intake`` is unsaved where the statement was never on the desk: it is then made of the records."""

    statement: Statement
    intake: Intake
    _archive: LookupTables | None = field(default=None, repr=False)

    @classmethod
    def of(cls, statement: Statement, archive: LookupTables | None = None) -> WorkingCopy:
        intake = Intake.objects.filter(statement=statement).first()
        return cls(statement, intake or from_records(statement), archive)

    @cached_property
    def reading(self) -> Reading:
        return Reading.from_json(self.intake.reading)

    @property
    def corrections(self) -> dict[str, Any]:
        return {**EMPTY, **self.intake.corrections}

    @property
    def archive(self) -> LookupTables:
        if self._archive is None:
            self._archive = archive_cache.archive()
        return self._archive

    @cached_property
    def shape(self) -> Shape:
        return turn_corrections.shape(self.reading.pieces, self.corrections["pieces"])

    @cached_property
    def spoken(self) -> list[Spoken]:
        return speaker_credits.settle(self.statement, self.reading, self.shape.turns, self.corrections, self.archive)

    def correct(self, corrections: dict[str, Any]) -> None:
        """Put ``corrections`` in the place of those there; nothing is saved."""
        self.intake.corrections = corrections
        for name in ("shape", "spoken"):
            self.__dict__.pop(name, None)

    def read_again(self, reading: Reading) -> None:
        """Put another reading of the same text in the place of the one there, corrections kept; nothing is saved."""
        self.intake.reading = reading.to_json()
        for name in ("reading", "shape", "spoken"):
            self.__dict__.pop(name, None)

    def save(self, user: AbstractBaseUser | None = None) -> None:
        """Keep the working copy. A draft's speeches are written at once; those of a public statement stay as they are
        until the next version is published."""
        if self.intake.pk is None:
            self.intake.begun_by = user
        self.intake.is_written = False
        if self.statement.published_at is None or not self.statement.is_public:
            self.write()
        else:
            self.intake.save()

    def write(self) -> list:
        """Write the speeches and keep the anchors that their pieces were given; returns them as written."""
        self._create_speakers()
        words = write_speeches(self.statement, self.drafts())
        written = iter(paragraph for _, paragraphs in words for paragraph in paragraphs)
        now: dict[str, list[str]] = {}
        own: dict[str, str] = dict(self.intake.anchors.get("own", {}))
        for turn in self.shape.turns:
            for paragraph in turn.paragraphs:
                if not paragraph.text:
                    continue
                anchor = next(written).anchor
                for id in paragraph.ids:
                    now.setdefault(id, []).append(anchor)
                if paragraph.whole:
                    own[paragraph.ids[0]] = anchor
        self.intake.anchors = {"now": now, "own": own}
        self.intake.is_written = True
        self.intake.save()
        return words

    def drafts(self) -> list[SpeechDraft]:
        """The speeches as they will be written. A piece whose words nobody touched keeps its own anchor; what was
        edited, split or joined keeps the anchor of the words that are still in it."""
        own = self._own_anchors()
        drafts = []
        for spoken in self.spoken:
            parts = [
                ParagraphDraft(paragraph.text, ParagraphKind(paragraph.kind), own.get(id(paragraph), ""))
                for paragraph in spoken.turn.paragraphs
                if paragraph.text
            ]
            if parts:
                drafts.append(_draft(spoken, parts))
        return drafts

    def _own_anchors(self) -> dict[int, str]:
        """The anchors of paragraphs that are one untouched piece: that which they have, or else had before they were
        joined to another or left out, so that taking a correction back brings the old addresses back."""
        now, own = self.intake.anchors.get("now", {}), self.intake.anchors.get("own", {})
        whole = [p for turn in self.shape.turns for p in turn.paragraphs if p.whole and p.text]
        given: dict[int, str] = {}
        for paragraph in whole:
            anchors = now.get(paragraph.ids[0], [])
            if len(anchors) == 1 and fold(self._anchored_texts.get(anchors[0], "")) == fold(paragraph.text):
                given[id(paragraph)] = anchors[0]
        used = set(given.values())
        for paragraph in whole:
            anchor = own.get(paragraph.ids[0], "")
            if id(paragraph) not in given and anchor and anchor not in used:
                given[id(paragraph)] = anchor
                used.add(anchor)
        return given

    @cached_property
    def _anchored_texts(self) -> dict[str, str]:
        return dict(self.statement.paragraphs.order_by().values_list("anchor", "text"))

    def _create_speakers(self) -> None:
        """Make records of the new speakers that an editor confirmed; the corrections name them from then on."""
        made: dict[str, Speaker] = {}
        for spoken in self.spoken:
            if not spoken.create:
                continue
            name = spoken.new_name
            if name not in made:
                made[name] = create_speaker(name, spoken.party)
            _name_in_corrections(self.intake.corrections, spoken, made[name])
        if made:
            self.correct(self.intake.corrections)


def create_speaker(name: str, party: Party | None) -> Speaker:
    """A new speaker; one of our list of office holders comes with aliases and terms."""
    holder = next((one for one in load_office_holders() if fold(name) in map(fold, (one.name, *one.aliases))), None)
    if holder is None:
        return Speaker.objects.create(
            name=name[:200], sort_name=str(build_sort_name(name, party.code if party else ""))[:200]
        )
    parties = Party.objects.filter(code__in=[term.party for term in holder.terms]).in_bulk(field_name="code")
    speaker = Speaker.objects.create(
        name=holder.name, sort_name=build_sort_name(holder.name, holder.terms[0].party if holder.terms else "")
    )
    SpeakerAlias.objects.bulk_create(
        SpeakerAlias(speaker=speaker, name=alias, language="en") for alias in holder.aliases
    )
    for held in holder.terms:
        if held.party in parties:
            Term.objects.create(
                speaker=speaker, party=parties[held.party], title=held.title, title_aliases=list(held.aliases),
                start=held.start, end=held.end,
            )  # fmt: skip
    return speaker


def from_records(statement: Statement) -> Intake:
    """An unsaved intake made of the speeches that a statement has: how an imported one comes to the desk."""
    pieces: list[Piece] = []
    speeches = statement.speeches.order_by("order").prefetch_related("paragraphs") if statement.pk else []
    for speech in speeches:
        opening = Opening(
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


def _name_in_corrections(corrections: dict[str, Any], spoken: Spoken, speaker: Speaker) -> None:
    for group, key in (("voices", spoken.turn.voice), ("turns", spoken.turn.id)):
        said = corrections.get(group, {}).get(key)
        if said and said.get("who") == speaker_credits.NEW:
            said.update(who=speaker_credits.CHOSEN, speaker=speaker.pk)
            said.pop("name", None)
            if spoken.party and "party" not in said:
                said["party"] = spoken.party.pk


def _draft(spoken: Spoken, parts: list[ParagraphDraft]) -> SpeechDraft:
    opening = spoken.turn.opening
    return SpeechDraft(
        parts,
        kind=spoken.kind,
        label=opening.label,
        speaker=spoken.speaker,
        speaker_unknown=spoken.unknown,
        role=spoken.role,
        term=spoken.term,
        party=spoken.party,
        interpreted=spoken.interpreted,
        interpreted_note=spoken.interpreted_note,
        language=opening.language[:12],
        certainty=Certainty(spoken.certainty),
        inherited=opening.inherited,
        timestamp=opening.timestamp,
    )
