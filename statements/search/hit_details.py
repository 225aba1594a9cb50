"""The hits of a page with their texts: rows read for these hits alone, in three queries, and passages marked.

In SQL: building querysets and records takes several times as long as finding the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.db import connection
from django.urls import reverse
from django.utils.safestring import SafeString

from statements.models.base import build_paragraph_fragment
from statements.models.speech import SpeechKind
from statements.models.statement import StatementKind, StatementStatus
from statements.search.contract.requests import SearchRequest
from statements.search.contract.results import FoundPassage, Results

from .marking import Finder, excerpt, make_finder, mark_spans


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement as a line of a list shows it. `publisher` is a name; `shows_text`: its texts may be shown."""

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
class SpeakerCredit:
    """A speaker of a statement; `party` names whom they speak for, `code` is its code ("" for nobody)."""

    uid: str
    name: str
    party: str
    code: str


@dataclass(frozen=True, slots=True)
class ParagraphRow:
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
    def speaker_or_turn(self) -> str:
        """The speaker or the kind of turn; "" where neither says anything."""
        if self.speaker or self.label or self.kind == SpeechKind.SPEECH:
            return self.speaker or self.label
        return _TURNS.get(self.kind, self.kind)


_KINDS = {value: str(label) for value, label in StatementKind.choices}
_TURNS = {value: str(label) for value, label in SpeechKind.choices}

# By their keys alone: with a condition on the status, SQLite would walk through all published statements.
_STATEMENTS = """
SELECT statement.id, statement.status, statement.uid, statement.slug, statement.title, statement.kind,
       statement.language, statement.date, statement.place, publisher.name, publisher.shows_full_text
FROM statements_statement statement
LEFT JOIN statements_publisher publisher ON publisher.id = statement.publisher_id
WHERE statement.id IN ({marks})
"""
_SPEAKERS = """
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


def read_statements(pks: Sequence[int]) -> dict[int, StatementRow]:
    """The published ones, by primary key."""
    return {
        pk: StatementRow(*row) for pk, status, *row in _select(_STATEMENTS, pks) if status == StatementStatus.PUBLISHED
    }


def read_speakers(pks: Sequence[int]) -> dict[int, tuple[SpeakerCredit, ...]]:
    """The speakers of each statement, in the order of their first turns."""
    credits: dict[int, list[SpeakerCredit]] = {}
    for pk, *row in _select(_SPEAKERS, pks):
        credits.setdefault(pk, []).append(SpeakerCredit(*row))
    return {pk: tuple(speakers) for pk, speakers in credits.items()}


def read_paragraphs(passages: Iterable[FoundPassage]) -> dict[tuple[int, int], ParagraphRow]:
    """By statement and order."""
    wanted = list({(passage.statement, passage.order): None for passage in passages})
    if not wanted:
        return {}
    sql = _PARAGRAPHS.format(places=" OR ".join([_PLACE] * len(wanted)))
    return {(pk, row[0]): ParagraphRow(*row) for pk, *row in _fetch(sql, [part for place in wanted for part in place])}


def _select(sql: str, pks: Sequence[int]) -> list[tuple]:
    return _fetch(sql.format(marks=", ".join(["%s"] * len(pks))), pks) if pks else []


def _fetch(sql: str, parameters: Sequence[int]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


@dataclass(frozen=True, slots=True)
class PassageDetails:
    """A paragraph with its finds marked; `url` leads to it in its statement, with the finds marked there too."""

    html: SafeString
    number: int
    url: str
    anchor: str
    speaker: str
    party: str
    role: str
    interpreted: bool


@dataclass(frozen=True, slots=True)
class HitDetails:
    statement: StatementRow
    title: SafeString
    url: str
    speakers: tuple[SpeakerCredit, ...]
    passages: tuple[PassageDetails, ...]
    finds: int
    more: int  # finds beyond those in `passages`


def load_hits(request: SearchRequest, results: Results) -> list[HitDetails]:
    """The hits with their texts, without statements that are no longer public."""
    pks = list({hit.statement: None for hit in results.hits})
    statements = read_statements(pks)
    speakers = read_speakers(pks)
    paragraphs = read_paragraphs([passage for hit in results.hits for passage in hit.passages])
    finders: dict[str, tuple[Finder, Finder]] = {}
    suffix = f"?q={quote(request.text)}" if request.text else ""
    details = []
    for hit in results.hits:
        statement = statements.get(hit.statement)
        if statement is None:
            continue
        language = statement.language
        if language not in finders:
            finders[language] = make_finder(request.query, language), make_finder(request.query, language, title=True)
        words, title_words = finders[language]
        address = f"{statement.get_absolute_url()}{suffix}"
        # A text that its publisher does not let others show can be found, but is not shown.
        visible = hit.passages if statement.shows_text else ()
        found = [(each, paragraph) for each in visible if (paragraph := paragraphs.get((each.statement, each.order)))]
        inside = sum(each.finds for each, _ in found)
        details.append(
            HitDetails(
                statement=statement,
                title=mark_spans(statement.title, title_words.spans(statement.title)),
                url=address,
                speakers=speakers.get(hit.statement, ()),
                passages=tuple(_build_passage(paragraph, address, words) for _, paragraph in found),
                finds=hit.finds,
                more=max(0, hit.finds - inside),
            )  # fmt: skip
        )
    return details


def _build_passage(paragraph: ParagraphRow, address: str, words: Finder) -> PassageDetails:
    return PassageDetails(
        html=excerpt(paragraph.text, words), number=paragraph.order, anchor=paragraph.anchor,
        url=address + build_paragraph_fragment(paragraph.anchor),
        speaker=paragraph.speaker_or_turn, party=paragraph.party or "",
        role=paragraph.role, interpreted=bool(paragraph.interpreted),
    )  # fmt: skip
