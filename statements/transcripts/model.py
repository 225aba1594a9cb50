"""The parsed transcript: plain records.

A ``Transcript`` is front matter + turns + everything that was left out, each with a reason. Nothing is lost: every
non-empty line of the input is in a paragraph, in the front matter or in ``dropped``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Certainty(StrEnum):
    """How sure the grammar is of a label. ``ASK``: taken, and flagged. ``MAYBE``: left in the text, and flagged."""

    SURE = "sure"
    ASK = "ask"
    MAYBE = "maybe"


class TurnKind(StrEnum):
    SPEECH = "speech"
    QUESTION = "question"
    ANSWER = "answer"
    REMARK = "remark"
    INTRODUCTION = "introduction"  # the unlabelled text before the first label: it has no speaker
    STAGE = "stage"  # a stage direction that stands between two turns and belongs to no one


class ParsedParagraphKind(StrEnum):
    TEXT = "text"
    HEADING = "heading"
    STAGE = "stage"  # "(Laughter.)" alone: shown, not counted as words spoken
    OMISSION = "omission"  # "<…>": the publisher says that text is missing


class NoteKind(StrEnum):
    INTERPRETED = "interpreted"
    TIMESTAMP = "timestamp"
    ADDRESSEE = "addressee"
    STAGE = "stage"
    AFFILIATION = "affiliation"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Note:
    """One bracket taken out of a label, as printed without its brackets."""

    printed: str
    kind: NoteKind


@dataclass(frozen=True, slots=True)
class Label:
    """The words before the colon. ``printed`` is the label as printed, white space normalised, notes removed.

    ``names`` are the person or persons ("Vladimir Putin and Xi Jinping" gives two); empty where the label names no one
    ("Question"). ``role`` is the office as printed ("President of Russia"), ``party`` the state or organisation in
    it as printed ("Russia"); empty where the label has none.
    """

    printed: str
    names: tuple[str, ...] = ()
    role: str = ""
    party: str = ""
    notes: tuple[Note, ...] = ()
    certainty: Certainty = Certainty.SURE
    why: str = ""  # the rule that accepted it, in a few words


@dataclass(slots=True)
class ParsedParagraph:
    text: str
    kind: ParsedParagraphKind = ParsedParagraphKind.TEXT
    line: int = 0  # 1-based line of the raw text where it begins; 0 where the format has no lines


@dataclass(slots=True)
class Turn:
    """One uninterrupted turn. ``label`` is None for an introduction, a stage turn, or an unlabelled monologue."""

    kind: TurnKind
    paragraphs: list[ParsedParagraph]
    label: Label | None = None
    speaker: str = ""  # the fullest form of the name known in this document; "" where unresolved
    role: str = ""
    party: str = ""
    interpreted: bool = False
    interpreted_note: str = ""  # as printed ("retranslated"); the first turn's note where inherited
    inherited: frozenset[str] = (
        frozenset()
    )  # which of {"speaker", "role", "party", "interpreted"} come from an earlier turn
    language: str = ""  # BCP 47, of the words as printed; "" = the document's
    timestamp: str = ""
    certainty: Certainty = Certainty.SURE
    line: int = 0


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that is in no paragraph. ``why`` is a sentence for an editor."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Warning:
    """A doubt for an editor. ``code`` is stable and short ("unsure-label"), ``message`` is a sentence."""

    code: str
    message: str
    line: int = 0


@dataclass(slots=True)
class FrontMatter:
    """What the document says of itself; "" or () where it says nothing. Dates are EDTF strings. ``language`` (BCP 47)
    is found out from the words where the document does not say it."""

    title: str = ""
    date: str = ""
    kind: str = ""
    place: str = ""
    language: str = ""
    speaker: str = ""
    office: str = ""
    country: str = ""
    publisher: str = ""
    source_url: str = ""
    provenance: str = ""
    republisher: str = ""
    republisher_note: str = ""
    caption: str = ""
    credit: str = ""
    text_status: str = ""  # "as delivered", "check against delivery" … as printed
    categories: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    extra: dict[str, object] = field(default_factory=dict)  # whatever else a record carried: id, iso3, session, tags …


@dataclass(slots=True)
class Transcript:
    """The result of ``read``. ``refused`` is a sentence where the input is not a transcript (a listing page, a list of
    people, unreadable OCR); its turns are then empty and nothing may be archived without an editor's decision."""

    front: FrontMatter = field(default_factory=FrontMatter)
    turns: list[Turn] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    format: str = ""
    refused: str = ""

    @property
    def speakers(self) -> list[str]:
        """Distinct speakers in order of first appearance."""
        return list(dict.fromkeys(turn.speaker for turn in self.turns if turn.speaker))


class UnreadableTranscript(ValueError):
    """The bytes cannot be read as the format says. ``str(error)`` is one sentence: what was wrong and what to do."""
