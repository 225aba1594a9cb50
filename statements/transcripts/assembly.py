"""From a reader's draft to a transcript: unwrap, cut off furniture, decide the labels, read the front matter, build the
turns, resolve who spoke. All formats share this pipeline and its grammar."""

from __future__ import annotations

import re
from collections.abc import Callable

from statements.transcripts import (
    language_detection,
    legibility,
    page_furniture,
    page_layouts,
    speakers,
    turn_building,
)
from statements.transcripts.draft import BlockKind, Draft
from statements.transcripts.front_matter import FrontMatterReader
from statements.transcripts.labels.collection import is_turn_opening
from statements.transcripts.labels.decisions import decide_labels
from statements.transcripts.model import Dropped, Transcript, Turn, Warning
from statements.transcripts.normalisation import SourceParagraph, Unwrapper, is_running_line
from statements.transcripts.page_furniture import Furniture
from statements.transcripts.printed_dates import find_date

_DATELINE = re.compile(
    r"\d{1,2}\.? [^\W\d_]{3,12} \d{4}(?: года)?,? \d{1,2}:\d{2}|[^\W\d_]{3,12} \d{1,2}, \d{4},? \d{1,2}:\d{2}"
)
_CLOCK_FIRST = re.compile(r"(\d{1,2}[:.]\d{2}\s*[AaPp]\.?[Mm]\.?(?:\s*\(?[A-Z]{1,4}\)?)?)\s+(?=[A-Z])")
_MAX_HEAD = 12  # paragraphs among which the hour at which it began stands
Lookup = Callable[[str], bool]


def assemble(draft: Draft, known_name: Lookup | None = None, known_party: Lookup | None = None) -> Transcript:
    """Return the transcript of a draft. ``known_name`` and ``known_party`` answer whether the archive knows a folded
    person's name or a party's name as printed; without them the built-in lists serve."""
    transcript = Transcript(draft.front, [], list(draft.dropped), list(draft.warnings), draft.format, draft.refused)
    if draft.refused:
        _record_dropped(
            transcript, [Furniture(paragraph, "the file was refused") for paragraph in _collect_plain_paragraphs(draft)]
        )
        return transcript
    paragraphs = _collect_paragraphs(draft, transcript)
    refusal = legibility.find_refusal(paragraphs, draft.front)
    if refusal:
        transcript.refused = refusal
        _record_dropped(transcript, [Furniture(paragraph, "the file was refused") for paragraph in paragraphs])
        return transcript
    transcript.warnings += legibility.find_doubts(paragraphs, draft.front)
    draft.front.language = draft.front.language or language_detection.guess_language(legibility.take_sample(paragraphs))
    if any(paragraph.marked_speaker is not None for paragraph in paragraphs):
        transcript.turns = turn_building.build_marked_turns(paragraphs)
    else:
        paragraphs, flat = page_layouts.split_flattened(paragraphs)
        transcript.warnings += flat
        transcript.turns = _read_turns(paragraphs, transcript, known_name, known_party)
    transcript.warnings += speakers.resolve_speakers(transcript.turns, transcript.front.title)
    page_layouts.join_names(transcript.turns)
    _finish(transcript)
    return transcript


def _collect_plain_paragraphs(draft: Draft) -> list[SourceParagraph]:
    unwrapper = Unwrapper(draft, is_turn_opening)
    return [paragraph for block in draft.blocks for paragraph in unwrapper.paragraphs(block)]


def _collect_paragraphs(draft: Draft, transcript: Transcript) -> list[SourceParagraph]:
    """Return the paragraphs in order, rules and page furniture taken out, sentences joined over a page's end."""
    unwrapper = Unwrapper(draft, is_turn_opening)
    paragraphs: list[SourceParagraph] = []
    ruled = after_page = False
    for block in draft.blocks:
        for paragraph in unwrapper.paragraphs(block):
            text = paragraph.text
            clock = _CLOCK_FIRST.match(text) if text[0].isdigit() and not paragraphs[_MAX_HEAD:] else None
            if clock and is_turn_opening(text[clock.end() :]):
                paragraphs.append(SourceParagraph(clock[1], paragraph.line))  # "2:07 P.M. EDT THE PRESIDENT: …"
                paragraph.text = text = text[clock.end() :]
            if paragraph.kind is BlockKind.RULE or (
                len(text) <= 80 and not text[0].isalnum() and page_furniture.RULE_LINE.fullmatch(text)
            ):
                transcript.dropped.append(Dropped(paragraph.line, text, "a dividing line"))
                ruled = True
                continue
            if unwrapper.wrapped and is_running_line(text):
                transcript.dropped.append(
                    Dropped(paragraph.line, text, "a page number or running symbol of the printed document")
                )
                after_page = bool(paragraphs)
                continue
            if after_page and not ruled and _continues(paragraphs[-1], paragraph):
                paragraphs[-1].text += " " + text
            else:
                paragraph.ruled = ruled
                paragraphs.append(paragraph)
            ruled = after_page = False
    return paragraphs


def _continues(before: SourceParagraph, after: SourceParagraph) -> bool:
    return before.text[-1] not in '.!?:;…”"' and after.text[0].islower() and after.marked_speaker is None


def _record_dropped(transcript: Transcript, items: list[Furniture]) -> None:
    transcript.dropped += [Dropped(item.paragraph.line, item.paragraph.text, item.why) for item in items]


def _read_turns(
    paragraphs: list[SourceParagraph], transcript: Transcript, known_name: Lookup | None, known_party: Lookup | None
) -> list[Turn]:
    paragraphs, tail = page_furniture.cut_footer(
        paragraphs,
        lambda paragraph: is_turn_opening(paragraph.text) and not page_furniture.is_editors_note(paragraph.text),
    )
    _record_dropped(transcript, tail)
    for item in tail:
        if page_furniture.is_editors_note(item.paragraph.text):
            transcript.front.republisher_note = transcript.front.republisher_note or item.paragraph.text
    if any("navigation" in item.why or "among" in item.why or "note" in item.why for item in tail):
        transcript.warnings.append(
            Warning(
                "footer-cut",
                "Lines at the end were taken for furniture of the page; see what was left out.",
                tail[0].paragraph.line,
            )
        )
    decisions, warnings = decide_labels(paragraphs, known_name)
    transcript.warnings += warnings
    by_piece = {id(paragraphs[index]): decision for index, decision in decisions.items()}
    front = FrontMatterReader(transcript.front)
    paragraphs = front.read(paragraphs, min(decisions) if decisions else None)
    _record_dropped(transcript, front.taken)
    return turn_building.build_turns(
        paragraphs, by_piece, turn_building.build_splitter(by_piece.values(), known_name, known_party), transcript
    )


def _finish(transcript: Transcript) -> None:
    """Put what was dropped in the order of the file, and say what an editor has to supply."""
    transcript.dropped.sort(key=lambda item: item.line)
    if not transcript.turns:
        transcript.warnings.append(Warning("no-text", "Nothing is left that anybody could have said."))
        return
    front = transcript.front
    if not front.date and any(warning.code == "flattened" for warning in transcript.warnings):
        front.date = _find_flattened_date(transcript)
    labelled = [turn for turn in transcript.turns if turn.label is not None]
    if labelled:
        return
    if front.speaker:
        for turn in transcript.turns:
            turn.speaker, turn.role, turn.party = front.speaker, front.office, front.country
            turn.inherited = frozenset({"speaker", "role", "party"})
    else:
        transcript.warnings.append(
            Warning(
                "no-speaker",
                "No label names a speaker: the whole text is one turn, whose speaker an editor must choose.",
            )
        )


def _find_flattened_date(transcript: Transcript) -> str:
    """The date with an hour after it, near the start of a page that was flattened to one line: its dateline."""
    match = _DATELINE.search(transcript.turns[0].paragraphs[0].text[:600])
    return find_date(match[0], transcript.front.language) if match else ""
