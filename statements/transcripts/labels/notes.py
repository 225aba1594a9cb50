"""Notes in the brackets of a label, by kind: "Kim Jong-un (retranslated)" is a name and a note."""

from __future__ import annotations

import re
from functools import lru_cache

from statements.transcripts import vocabulary
from statements.transcripts.model import Note, NoteKind
from statements.transcripts.person_names import find_country_end, is_name, is_office_word, strip_honorifics

_BRACKET = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]|（([^（）]*)）")
_TIMESTAMP = re.compile(
    r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?(?:\s*(?:--?>|–|-)\s*(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?)?"
)
LEADING_TIME = re.compile(r"[\[(]?((?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)[\])]?\s+(?=\S)")


def classify(printed: str) -> NoteKind:
    """Return the kind of a bracket: interpretation, time, addressee, stage direction or affiliation."""
    folded = printed.strip().casefold().rstrip(".")
    if _TIMESTAMP.fullmatch(folded):
        return NoteKind.TIMESTAMP
    if any(word in folded for word in vocabulary.INTERPRETED):
        return NoteKind.INTERPRETED
    if any(word in folded for word in vocabulary.STAGE_WORDS):
        return NoteKind.STAGE
    if folded.startswith(vocabulary.ADDRESSEE):
        return NoteKind.ADDRESSEE
    if printed[:1].isupper() or any(char.isupper() for char in printed):
        return NoteKind.AFFILIATION
    return NoteKind.OTHER


def find_office_holder(note: Note) -> str:
    """Return who holds the office before the bracket, "Mr. Attlee" in "The Prime Minister (Mr. Attlee)", or ""."""
    words = note.printed.split()
    if note.kind is not NoteKind.AFFILIATION or not words:
        return ""
    plain = strip_honorifics(words)
    if not is_name(plain) or any(map(is_office_word, plain)) or find_country_end(plain, 0):
        return ""
    return " ".join(plain) if len(plain) > 1 or len(plain) < len(words) else ""


@lru_cache(maxsize=4096)
def extract_notes(label: str) -> tuple[str, tuple[Note, ...]]:
    """Return the label without its brackets, and the notes they held, in order."""
    if not any(char in label for char in "([（"):
        return label, ()
    notes: list[Note] = []

    def collect(match: re.Match[str]) -> str:
        printed = (match[1] or match[2] or match[3] or "").strip()
        if printed:
            notes.append(Note(printed, classify(printed)))
        return " "

    bare = label
    for _ in range(3):  # brackets inside brackets, innermost first
        bare, found = _BRACKET.subn(collect, bare)
        if not found:
            break
    return " ".join(bare.split()).replace(" ,", ",").strip(), tuple(notes)
