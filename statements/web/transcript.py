"""A statement's text as its page shows it: turns, with offices that are not repeated, and a list of who speaks where.

What a template would look up a thousand times is looked up here once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from statements.models import Paragraph, Party, Speaker, Speech, Statement
from statements.models.speech import Certainty, SpeechKind
from statements.text.folding import fold
from statements.text.languages import language_name, same_language

# With this many turns, a list of who speaks where is worth its space.
MIN_TURNS_WITH_CONTENTS = 8

_UNNAMED: dict[str, str] = {
    SpeechKind.QUESTION: "Question",
    SpeechKind.ANSWER: "Answer",
    SpeechKind.REMARK: "Remark",
}
# Labels that are not names.
_GENERIC_LABELS = {"", "q", "a", "question", "answer"}


@dataclass(slots=True)
class Turn:
    """One speech.

    ``name`` is empty where nobody speaks (introduction, stage direction). ``speaker`` is None where the label could not
    be resolved; ``name`` is then the label as printed. ``office``, ``party``, ``spoken`` (the language, where it is not
    the text's) and ``printed`` are empty where an earlier turn of the same speaker has just said the same.
    """

    anchor: str
    kind: str
    name: str
    speaker: Speaker | None
    office: str = ""
    party: Party | None = None
    spoken: str = ""
    printed: str = ""
    marks: list[str] = field(default_factory=list)
    timestamp: str = ""
    paragraphs: Sequence[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class ContentsEntry:
    """A line of the contents list: who, for whom, and which turns (number, anchor)."""

    name: str
    speaker: Speaker | None
    party: Party | None
    turns: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Transcript:
    turns: Sequence[Turn]
    contents: Sequence[ContentsEntry]

    @property
    def is_long(self) -> bool:
        return len(self.turns) >= MIN_TURNS_WITH_CONTENTS

    @property
    def speakers(self) -> list[ContentsEntry]:
        return [entry for entry in self.contents if entry.speaker]


# What was shown before: (office, party) by speaker, and which labels, each as (speaker, label).
Shown = dict[object, tuple[str, ...]]
# A speech with its paragraphs in order.
SpeechesWithParagraphs = Sequence[tuple[Speech, Sequence[Paragraph]]]


def read_transcript(statement: Statement) -> Transcript:
    """Two queries, whatever the length."""
    speeches = list(statement.speeches.order_by("order").select_related("speaker", "party", "term"))
    paragraphs: dict[int, list[Paragraph]] = {speech.pk: [] for speech in speeches}
    for paragraph in statement.paragraphs.order_by("order"):
        paragraphs[paragraph.speech_id].append(paragraph)
    return build_transcript([(speech, paragraphs[speech.pk]) for speech in speeches], statement.language)


def build_transcript(words: SpeechesWithParagraphs, language: str) -> Transcript:
    """No query where the speeches bring their speakers, parties and terms: of the database or of a snapshot."""
    turns: list[Turn] = []
    contents: dict[int | str, ContentsEntry] = {}
    shown: Shown = {}
    for number, (speech, paragraphs) in enumerate(words, start=1):
        turn = _build_turn(speech, paragraphs, shown, language)
        turns.append(turn)
        if turn.name:
            key = speech.speaker_id or turn.name
            entry = contents.setdefault(key, ContentsEntry(turn.name, turn.speaker, speech.party))
            entry.turns.append((number, turn.anchor))
    return Transcript(turns, list(contents.values()))


def _build_turn(speech: Speech, paragraphs: Sequence[Paragraph], shown: Shown, language: str) -> Turn:
    speaker, label = speech.speaker, speech.label
    name = speaker.name if speaker else _describe_unknown_speaker(speech)
    turn = Turn(
        speech.anchor,
        speech.kind,
        name,
        speaker,
        marks=_describe_marks(speech),
        timestamp=speech.timestamp,
        paragraphs=paragraphs,
    )
    if not name:
        return turn
    office = speech.term.title if speech.term else speech.role
    whose = speech.speaker_id or name
    if shown.get(whose) != (office, _party_code(speech)):
        turn.office, turn.party = office, speech.party
        if speech.language and not same_language(speech.language, language):
            turn.spoken = language_name(speech.language)
        shown[whose] = (office, _party_code(speech))
    printed = (whose, label)
    if label and fold(label) != fold(name) and printed not in shown:
        turn.printed = label
        shown[printed] = ()
    return turn


def _party_code(speech: Speech) -> str:
    return speech.party.code if speech.party else ""


def _describe_unknown_speaker(speech: Speech) -> str:
    if speech.kind in (SpeechKind.INTRODUCTION, SpeechKind.STAGE):
        return ""
    description = _UNNAMED.get(speech.kind, "Speaker not named")
    return description if fold(speech.label) in _GENERIC_LABELS else speech.label


def _describe_marks(speech: Speech) -> list[str]:
    """What a reader must know about the words of a turn."""
    marks = []
    if speech.interpreted:
        note = f", printed “{speech.interpreted_note}”" if speech.interpreted_note else ""
        marks.append(f"through an interpreter{note}")
    if speech.speaker_unknown:
        marks.append("who speaks is not known")
    if speech.certainty in (Certainty.ASK, Certainty.MAYBE):
        marks.append("where this turn begins is not certain")
    return marks
