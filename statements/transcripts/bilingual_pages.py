"""Pages that print each turn in two languages, one after the other: one person under two names."""

from __future__ import annotations

import unicodedata

from statements.transcripts import language_detection
from statements.transcripts.model import Turn

MIN_TURNS = 4  # with a label: two of each language


def join_names(turns: list[Turn]) -> None:
    """Where labels in two scripts take turns and each name of one always stands before the same name of the other, give
    both turns the name in Latin letters, marked as inherited, and each turn the language of its words."""
    labelled = [turn for turn in turns if turn.label is not None]
    scripts = [_script_of_label(turn) for turn in labelled]
    if len(labelled) < MIN_TURNS or len(labelled) % 2 or len(set(scripts)) != 2:
        return
    if any(left == right for left, right in zip(scripts, scripts[1:], strict=False)):
        return
    pairs = list(zip(labelled[::2], labelled[1::2], strict=True))
    second_of: dict[str, str] = {}
    first_of: dict[str, str] = {}
    for first, second in pairs:
        if bool(first.speaker) != bool(second.speaker) or first.kind != second.kind:
            return
        if second_of.setdefault(first.speaker, second.speaker) != second.speaker:
            return
        if first_of.setdefault(second.speaker, first.speaker) != first.speaker:
            return
    for pair in pairs:
        latin = next((turn for turn in pair if _script_of_label(turn) == "LATIN"), pair[0])
        for turn in pair:
            if turn.speaker and turn.speaker != latin.speaker:
                turn.speaker, turn.inherited = latin.speaker, turn.inherited | {"speaker"}
            turn.language = turn.language or language_detection.guess_language(
                "\n".join(p.text for p in turn.paragraphs)
            )


def _script_of_label(turn: Turn) -> str:
    """The script of a label's first letter, as the first word of the letter's name in Unicode: "LATIN", "CJK"."""
    printed = turn.label.printed if turn.label else ""
    letter = next((char for char in printed if char.isalpha()), "")
    return unicodedata.name(letter, "").partition(" ")[0]
