"""What a page of results reads from the database: statements, who speaks in them, paragraphs. Three queries.

They are written as SQL: making querysets and records takes several times as long as finding the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse

from statements.models.speech import SpeechKind
from statements.models.statement import StatementKind, StatementStatus
from statements.search.contract.results import FoundPassage


@dataclass(frozen=True, slots=True)
class ListedStatement:
    """What a line of a list shows of a statement. `publisher` is a name; `shows_text`: its texts may be shown."""

    uid: str
    slug: str
    title: str
    kind: str
    language: str
    date: str
    place: str
    publisher: str | None
    shows_text: bool | None

    @property
    def kind_name(self) -> str:
        return _KINDS.get(self.kind, self.kind)

    def get_absolute_url(self) -> str:
        return reverse("statements:statement", args=[self.uid, self.slug])


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in a statement; `party` is the name of whom they speak for, `code` its code ("" for nobody)."""

    uid: str
    name: str
    party: str
    code: str


@dataclass(frozen=True, slots=True)
class FoundParagraph:
    """`kind`, `label`, `role` and `interpreted` are those of its speech; `speaker` and `party` are names."""

    order: int
    anchor: str
    text: str
    kind: str
    label: str
    role: str
    interpreted: bool
    speaker: str | None
    party: str | None

    @property
    def said_by(self) -> str:
        """Who speaks, or what kind of turn it is; nothing where neither tells a reader anything."""
        if self.speaker or self.label or self.kind == SpeechKind.SPEECH:
            return self.speaker or self.label
        return _TURNS.get(self.kind, self.kind)


_KINDS = {value: str(label) for value, label in StatementKind.choices}
_TURNS = {value: str(label) for value, label in SpeechKind.choices}

# By their keys alone: asked for their status too, SQLite would walk through all that are published.
_STATEMENTS = """
SELECT statement.id, statement.status, statement.uid, statement.slug, statement.title, statement.kind,
       statement.language, statement.date, statement.place, publisher.name, publisher.shows_full_text
FROM statements_statement statement
LEFT JOIN statements_publisher publisher ON publisher.id = statement.publisher_id
WHERE statement.id IN ({marks})
"""
_VOICES = """
SELECT voice.statement_id, speaker.uid, speaker.name, COALESCE(party.name, ''), COALESCE(party.code, '')
FROM statements_statementspeaker voice
JOIN statements_speaker speaker ON speaker.id = voice.speaker_id
LEFT JOIN statements_party party ON party.id = voice.party_id
WHERE voice.statement_id IN ({marks})
ORDER BY voice."order"
"""
_PARAGRAPHS = """
SELECT paragraph.statement_id, paragraph."order", paragraph.anchor, paragraph.text,
       speech.kind, speech.label, speech.role, speech.interpreted, speaker.name, party.name
FROM statements_paragraph paragraph
JOIN statements_speech speech ON speech.id = paragraph.speech_id
LEFT JOIN statements_speaker speaker ON speaker.id = speech.speaker_id
LEFT JOIN statements_party party ON party.id = speech.party_id
WHERE {places}
"""
_PLACE = '(paragraph.statement_id = %s AND paragraph."order" = %s)'


def listed_statements(pks: Sequence[int]) -> dict[int, ListedStatement]:
    """Those that are published, by primary key."""
    return {
        pk: ListedStatement(*row) for pk, status, *row in _of(_STATEMENTS, pks) if status == StatementStatus.PUBLISHED
    }


def voices_in(pks: Sequence[int]) -> dict[int, tuple[Voice, ...]]:
    """Who speaks in each of the statements, in the order in which they begin to."""
    found: dict[int, list[Voice]] = {}
    for pk, *who in _of(_VOICES, pks):
        found.setdefault(pk, []).append(Voice(*who))
    return {pk: tuple(voices) for pk, voices in found.items()}


def found_paragraphs(passages: Iterable[FoundPassage]) -> dict[tuple[int, int], FoundParagraph]:
    """By statement and order."""
    wanted = list({(passage.statement, passage.order): None for passage in passages})
    if not wanted:
        return {}
    asked = _PARAGRAPHS.format(places=" OR ".join([_PLACE] * len(wanted)))
    return {
        (pk, row[0]): FoundParagraph(*row) for pk, *row in _rows(asked, [part for place in wanted for part in place])
    }


def _of(sql: str, pks: Sequence[int]) -> list[tuple]:
    return _rows(sql.format(marks=", ".join(["%s"] * len(pks))), pks) if pks else []


def _rows(sql: str, parameters: Sequence[int]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
