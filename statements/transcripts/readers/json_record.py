"""Records: one JSON object a line (or one object a file).

The keys are title, date, country, speaker, office, place, source, source_url, language, kind and text, whose
paragraphs are divided by a blank line; others are kept in ``front.extra``. A record may bring its turns itself:
``turns`` is then a list of objects with label, speaker, role, party, kind and paragraphs.
"""

from __future__ import annotations

from collections.abc import Mapping

from statements.text.json_values import InvalidJSON, parse_json
from statements.transcripts import named_fields
from statements.transcripts.decoding import decode
from statements.transcripts.draft import Block, Draft, MarkedSpeaker
from statements.transcripts.model import TurnKind, UnreadableTranscript
from statements.transcripts.readers import markdown
from statements.transcripts.readers.text import split_blocks

_KINDS = {kind.value: kind for kind in TurnKind}
_PEOPLE_KEYS = {"persons", "people", "memberships", "organizations", "organisations", "posts", "areas"}


def read(data: bytes, *, name: str = "") -> Draft:
    """Return the draft of the one record that the file holds. Raises ``UnreadableTranscript`` for broken JSON and for a
    file of many records, which ``read_records`` takes one after the other."""
    text, warnings = decode(data)
    try:
        value = parse_json(text)
    except InvalidJSON as error:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) > 1 and lines[0].lstrip().startswith("{") and lines[0].rstrip().endswith("}"):
            raise UnreadableTranscript(
                f"The file holds {len(lines)} records, one a line; import it as JSON Lines, record by record."
            ) from error
        raise UnreadableTranscript(f"The file is not valid JSON: {error}.") from error
    if isinstance(value, list):
        if len(value) == 1 and isinstance(value[0], dict):
            value = value[0]
        else:
            return _refuse(f"The file is a JSON list of {len(value)} items, not the record of one statement.")
    if not isinstance(value, dict):
        return _refuse("The file holds a single JSON value, not the record of a statement.")
    draft = build_draft(value)
    draft.warnings[:0] = warnings
    draft.format = "json"
    return draft


def _refuse(why: str) -> Draft:
    return Draft(refused=why, format="json")


def build_draft(record: Mapping[str, object]) -> Draft:
    """Return the draft of one record, refused with a sentence where it has no text."""
    turns = record.get("turns")
    text = record.get("text")
    if isinstance(text, list) and all(isinstance(part, str) for part in text):
        text = "\n\n".join(text)
    if (
        isinstance(turns, list)
        and any(isinstance(turn, dict) for turn in turns)
        and not (isinstance(text, str) and text.strip())
    ):
        front = named_fields.build_front_matter(
            {key: value for key, value in record.items() if key not in ("turns", "dropped", "warnings")}
        )
        return Draft(
            front, [block for turn in turns if isinstance(turn, dict) for block in _build_blocks(turn)], format="jsonl"
        )
    if not isinstance(text, str) or not text.strip():
        if _PEOPLE_KEYS & set(record):
            return Draft(
                refused="The file is a list of people and organisations (Popolo), not a transcript.", format="jsonl"
            )
        return Draft(named_fields.build_front_matter(record), refused="The record has no text.", format="jsonl")
    found = markdown.read_blocks(text) if markdown.is_markdown(text) else split_blocks(text)
    return Draft(named_fields.build_front_matter(record), found, format="jsonl")


def _get_text(turn: Mapping[str, object], key: str) -> str:
    value = turn.get(key)
    return value if isinstance(value, str) else ""


def _build_blocks(turn: Mapping[str, object]) -> list[Block]:
    paragraphs = turn.get("paragraphs")
    if not isinstance(paragraphs, list):
        paragraphs = _get_text(turn, "text").split("\n\n")
    texts = [
        part if isinstance(part, str) else _get_text(part, "text") if isinstance(part, dict) else ""
        for part in paragraphs
    ]
    kind = _get_text(turn, "kind")
    marked_speaker = MarkedSpeaker(
        _get_text(turn, "label"),
        _get_text(turn, "speaker"),
        _get_text(turn, "role"),
        _get_text(turn, "party"),
        _get_text(turn, "language"),
        _KINDS.get(kind),
    )
    blocks = [Block(text) for text in texts if text.strip()]
    if blocks:
        blocks[0].marked_speaker = marked_speaker
    return blocks
