"""Turns built from paragraphs and decided labels: notes typed, stage directions set apart, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from statements.text.folding import fold
from statements.transcripts.draft import BlockKind
from statements.transcripts.labels import notes
from statements.transcripts.labels.collection import Decision
from statements.transcripts.labels.parts import Splitter, is_outlet
from statements.transcripts.model import (
    Certainty,
    Dropped,
    Label,
    Note,
    NoteKind,
    ParsedParagraph,
    ParsedParagraphKind,
    Transcript,
    Turn,
    TurnKind,
    Warning,
)
from statements.transcripts.normalisation import SourceParagraph
from statements.transcripts.page_furniture import PROCEEDINGS
from statements.transcripts.vocabulary import ROLES

Lookup = Callable[[str], bool]

_STAGE = re.compile(r"(?:\*\*?|__?)?(?:\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|<[^<>]*>)(?:\*\*?|__?)?\.?")
_OMISSION = re.compile(r"[<(\[（]\s*(?:…+|\.{2,}|\. \. \.)\s*[>)\]）]")
_LEADING_NOTE = re.compile(r"(?:\(([^()]{3,80})\)|（([^（）]{2,40})）|\[([^\[\]]{3,80})\])\.?\s*")
_FLAT = 3000  # a paragraph longer than this with labels in its middle is a page flattened to one line
_INLINE = re.compile(
    r"[.!?…»”*]\s+(?:(?:[А-ЯЁ]\.\s?){1,2}[А-ЯЁ][а-яё-]+|(?:[A-Z]\.\s?){1,2}[A-Z][a-z-]+|M[RS]\. [A-Z]+|Question|"
    r"Вопрос|Ответ|THE PRESIDENT)\s*:\s"
)


def build_splitter(decisions: Iterable[Decision], known_name: Lookup | None, known_party: Lookup | None) -> Splitter:
    """Return a splitter that knows the names which stand alone as labels in this document."""
    plain = Splitter(known_party=known_party)
    alone: set[str] = set()
    for decision in decisions:
        if not decision.verdict.closed and not decision.verdict.office:
            alone.update(fold(name) for name in plain.split(decision.candidate.printed).names)
    return Splitter(frozenset(alone), known_name, known_party)


def build_label(decision: Decision, split: Splitter) -> Label:
    """Return the label with its names, office and party. A bracket that names a party or an office counts as such:
    "Mr. Nebenzia (Russian Federation)", "JENS STOLTENBERG (NATO Secretary General)"."""
    candidate, verdict = decision.candidate, decision.verdict
    if verdict.closed or verdict.presiding:
        role = candidate.printed if verdict.kind is TurnKind.SPEECH else ""
        holders = tuple(filter(None, map(notes.find_office_holder, candidate.notes))) if role else ()
        return Label(candidate.printed, holders[:1], role, "", candidate.notes, decision.certainty, decision.why)
    office = split.split(candidate.printed)
    names, role, party = office.names, office.role, office.party
    if not names and not role:
        if verdict.office:
            role = candidate.printed
        else:
            names = (candidate.printed,)
    holder = next(filter(None, map(notes.find_office_holder, candidate.notes)), "") if role and not names else ""
    if holder:
        return Label(candidate.printed, (holder,), role, party, candidate.notes, decision.certainty, decision.why)
    affiliation = next((note.printed for note in candidate.notes if note.kind is NoteKind.AFFILIATION), "")
    if affiliation and is_outlet(affiliation):
        role = role or affiliation
    elif affiliation and any(word.strip(",").lower() in ROLES for word in affiliation.split()):
        role, party = role or affiliation, party or split.party(affiliation)
    elif affiliation:
        party = party or affiliation
    return Label(candidate.printed, names, role, party, candidate.notes, decision.certainty, decision.why)


def _build_paragraph(source: SourceParagraph, text: str | None = None) -> ParsedParagraph:
    text = source.text if text is None else text
    kind = ParsedParagraphKind.TEXT
    if source.kind is BlockKind.HEADING:
        kind = ParsedParagraphKind.HEADING
    elif source.kind is BlockKind.STAGE:
        kind = ParsedParagraphKind.STAGE
    elif source.kind is BlockKind.OMISSION or (text[0] in "<([（" and _OMISSION.fullmatch(text)):
        kind = ParsedParagraphKind.OMISSION
    elif text[0] in "([（<*_" and _STAGE.fullmatch(text):
        kind = ParsedParagraphKind.STAGE
    return ParsedParagraph(text, kind, source.line)


def build_turns(
    sources: list[SourceParagraph], decisions: dict[int, Decision], split: Splitter, transcript: Transcript
) -> list[Turn]:
    """Return the turns. ``decisions`` are keyed by ``id`` of their paragraph. Text before the first label is an
    introduction where labels follow, and the whole speech where none does."""
    out: list[Turn] = []
    opening = TurnKind.INTRODUCTION if decisions else TurnKind.SPEECH
    labels: dict[tuple, Label] = {}
    for index, source in enumerate(sources):
        decision = decisions.get(id(source))
        if decision is None:
            paragraph = _build_paragraph(source)
            if decisions and PROCEEDINGS.fullmatch(paragraph.text):
                paragraph = ParsedParagraph(paragraph.text, ParsedParagraphKind.STAGE, paragraph.line)
                if index + 1 == len(sources) or id(sources[index + 1]) in decisions:
                    out.append(Turn(TurnKind.STAGE, [paragraph], line=source.line))  # nobody is cut off by it
                    continue
            if not out:
                out.append(Turn(opening, [], line=source.line))
            out[-1].paragraphs.append(paragraph)
            if len(paragraph.text) > _FLAT and len(_INLINE.findall(paragraph.text)) > 1:
                transcript.warnings.append(_warn_of_flattened_page(source))
            continue
        key = (decision.candidate.printed, decision.candidate.notes, decision.certainty)
        made = labels.get(key)
        if made is None:
            made = labels[key] = build_label(decision, split)
        if decision.candidate.number:
            number = decision.candidate.number
            why = (
                "the number of the paragraph in the printed record"
                if number[0].isdigit()
                else "the mark of a new speaker"
            )
            transcript.dropped.append(Dropped(source.line, number, why))
        out.append(_open_turn(source, decision, made))
    return _drop_empty_turns(out, transcript)


def _warn_of_flattened_page(source: SourceParagraph) -> Warning:
    return Warning(
        "flattened",
        "A page was flattened to one line: labels stand in the middle of it and its turns cannot be told apart; "
        "read the page itself instead.",
        source.line,
    )


def _open_turn(source: SourceParagraph, decision: Decision, made: Label) -> Turn:
    rest = decision.candidate.rest
    kind = decision.verdict.kind
    affiliations = [note.printed for note in made.notes if note.kind is NoteKind.AFFILIATION]
    if kind is TurnKind.SPEECH and any(map(is_outlet, affiliations)):
        kind = TurnKind.QUESTION  # "Jane Doe (Reuters)" asks
    turn = Turn(
        kind,
        [],
        made,
        certainty=decision.certainty,
        line=source.line,
        timestamp=decision.candidate.timestamp,
    )
    if rest[:1] in ("(", "（", "["):
        match = _LEADING_NOTE.match(rest)
        if match:
            printed = (match[1] or match[2] or match[3]).strip()
            if notes.classify(printed) is NoteKind.INTERPRETED and match.end() < len(rest):
                turn.interpreted, turn.interpreted_note = True, printed.rstrip(".")
                turn.label = _add_note(made, Note(printed, NoteKind.INTERPRETED))
                rest = rest[match.end() :]
    if rest:
        turn.paragraphs.append(_build_paragraph(source, rest))
    return turn


def _add_note(made: Label, note: Note) -> Label:
    return Label(made.printed, made.names, made.role, made.party, (*made.notes, note), made.certainty, made.why)


def _drop_empty_turns(found: list[Turn], transcript: Transcript) -> list[Turn]:
    """Leave out what is no turn: a label with nothing said under it. An introduction of stage directions alone is a
    stage turn."""
    out: list[Turn] = []
    for turn in found:
        if turn.label is not None and not turn.paragraphs:
            printed = " ".join((turn.label.printed, *(note.printed for note in turn.label.notes)))
            transcript.dropped.append(Dropped(turn.line, printed, "a label with nothing said under it"))
            transcript.warnings.append(
                Warning("empty-turn", f"Nothing is said under the label “{turn.label.printed}”.", turn.line)
            )
            continue
        if turn.label is None and all(paragraph.kind is ParsedParagraphKind.STAGE for paragraph in turn.paragraphs):
            turn.kind = TurnKind.STAGE
        out.append(turn)
    return out


def build_marked_turns(sources: list[SourceParagraph]) -> list[Turn]:
    """Return the turns of a file whose structure names the speakers: taken at its word, only brackets are taken out."""
    out: list[Turn] = []
    split = Splitter()
    for source in sources:
        marked_speaker = source.marked_speaker
        if marked_speaker is None and not out:
            out.append(Turn(TurnKind.INTRODUCTION, [], line=source.line))
        elif marked_speaker is not None:
            printed, found = notes.extract_notes(" ".join(marked_speaker.label.split()).rstrip(" :："))
            made = None
            if printed or marked_speaker.speaker:
                office = split.split(printed) if printed else None
                names = (marked_speaker.speaker,) if marked_speaker.speaker else (office.names if office else ())
                role, party = (
                    marked_speaker.role or (office.role if office else ""),
                    marked_speaker.party or (office.party if office else ""),
                )
                made = Label(
                    printed or marked_speaker.speaker,
                    names,
                    role,
                    party,
                    found,
                    Certainty.SURE,
                    "named by the file’s structure",
                )
            out.append(
                Turn(
                    marked_speaker.kind or TurnKind.SPEECH,
                    [],
                    made,
                    marked_speaker.speaker,
                    marked_speaker.role,
                    marked_speaker.party,
                    language=marked_speaker.language,
                    line=source.line,
                )
            )
        if source.text:
            out[-1].paragraphs.append(_build_paragraph(source))
    return [turn for turn in out if turn.paragraphs]
