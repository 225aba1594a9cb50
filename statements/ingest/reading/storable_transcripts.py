"""Transcripts as a database can hold them."""

from __future__ import annotations

from dataclasses import replace

from statements.text.storable_text import remove_unstorable
from statements.transcripts.model import Transcript


def make_transcript_storable(transcript: Transcript) -> None:
    """Take out what a database cannot hold: NULs, halves of surrogate pairs, paragraphs and turns without a word."""
    front = transcript.front
    for name in front.__dataclass_fields__:
        value = getattr(front, name)
        if isinstance(value, str):
            setattr(front, name, remove_unstorable(value))
    for turn in transcript.turns:
        for paragraph in turn.paragraphs:
            paragraph.text = remove_unstorable(paragraph.text)
        turn.paragraphs = [paragraph for paragraph in turn.paragraphs if paragraph.text.strip()]
        turn.role, turn.party, turn.speaker = (
            remove_unstorable(turn.role),
            remove_unstorable(turn.party),
            remove_unstorable(turn.speaker),
        )
        if turn.label:
            turn.label = replace(turn.label, printed=remove_unstorable(turn.label.printed))
    transcript.turns = [turn for turn in transcript.turns if turn.paragraphs]
