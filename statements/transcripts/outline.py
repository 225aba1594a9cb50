"""A transcript as plain dictionaries, as ``parse_transcript --json`` prints it. Unknown values are None."""

from __future__ import annotations

from dataclasses import fields

from statements.transcripts.model import FrontMatter, Transcript, Turn

_OWN = ("title", "date", "extra")


def as_dict(transcript: Transcript) -> dict[str, object]:
    """Return title, date, turns, dropped and warnings, and beside them what else was found out."""
    front = transcript.front
    return {
        "title": front.title or None,
        "date": front.date or None,
        "turns": [_turn(turn) for turn in transcript.turns],
        "dropped": [{"line": item.line, "text": item.text, "why": item.why} for item in transcript.dropped],
        "warnings": [
            f"line {item.line}: {item.message}" if item.line else item.message for item in transcript.warnings
        ],
        "front": _front(front),
        "format": transcript.format,
        "refused": transcript.refused or None,
    }


def _turn(turn: Turn) -> dict[str, object]:
    label = turn.label
    return {
        "label": label.printed if label else None,
        "speaker": turn.speaker or None,
        "role": turn.role or None,
        "party": turn.party or None,
        "kind": str(turn.kind),
        "interpreted": turn.interpreted,
        "paragraphs": [paragraph.text for paragraph in turn.paragraphs],
        "paragraph_kinds": [str(paragraph.kind) for paragraph in turn.paragraphs],
        "interpreted_note": turn.interpreted_note or None,
        "notes": [{"printed": note.printed, "kind": str(note.kind)} for note in label.notes] if label else [],
        "inherited": sorted(turn.inherited),
        "certainty": str(turn.certainty),
        "why": label.why if label else None,
        "timestamp": turn.timestamp or None,
        "language": turn.language or None,
        "line": turn.line,
    }


def _front(front: FrontMatter) -> dict[str, object]:
    found = {}
    for field in fields(front):
        value = getattr(front, field.name)
        if field.name not in _OWN and value:
            found[field.name] = list(value) if isinstance(value, tuple) else value
    if front.extra:
        found["extra"] = front.extra
    return found
