"""Tables: one row a statement or one row a text, in columns that are fixed and documented in docs/exports.md.

Columns are never renamed, moved or taken away; new ones come at the end.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from statements import dates
from statements.exchange.content import Content, has_words, spoken_paragraphs
from statements.links.addresses import build_permalink
from statements.models.base import build_speech_fragment
from statements.models.revision import Snapshot, SpeechEntry
from statements.models.speech import SpeechKind
from statements.models.statement import PartyRole, StatementKind, TextStatus
from statements.text.table_cells import escape_cell

# Excel takes a file without it for the code page of the country; everything else passes over it.
BOM = "\ufeff"
SEPARATOR = "; "

R_contra = TypeVar("R_contra", bound="Row", contravariant=True)


@dataclass(frozen=True, slots=True)
class Column(Generic[R_contra]):
    """``header`` is for people, ``name`` for programs; ``type`` is a type of Frictionless table schemas."""

    header: str
    name: str
    value: Callable[[R_contra], object]
    description: str
    type: str = "string"


@dataclass(frozen=True, slots=True)
class Row:
    """What a row of the table of statements is made from."""

    content: Content
    base: str

    @property
    def snapshot(self) -> Snapshot:
        return self.content.snapshot


@dataclass(frozen=True, slots=True)
class TextRow(Row):
    """What a row of the table of texts is made from: a speech, its number, the name of its file."""

    speech: SpeechEntry
    number: int
    file: str


def _join(values: Iterable[str]) -> str:
    return SEPARATOR.join(value.replace(";", ",") for value in values if value)


def _speakers(row: Row) -> list[str]:
    names = row.content.names.speakers
    return [names[uid].name if uid in names else uid for uid, _, _ in row.content.speakers()]


def _parties(role: str, *, names: bool) -> Callable[[Row], str]:
    def value(row: Row) -> str:
        codes = row.content.parties(role)
        return _join(map(row.content.names.party_name, codes) if names else codes)

    return value


def _treaties(row: Row) -> str:
    treaties = row.content.names.treaties
    uids = dict.fromkeys(mention["treaty"] for mention in row.snapshot["treaty_mentions"])
    return _join(treaties[uid].name if uid in treaties else uid for uid in uids)


def _date_bound(end: str) -> Callable[[Row], object]:
    def value(row: Row) -> object:
        return getattr(dates.parse(row.snapshot["date"]), end) or ""

    return value


def _snapshot(name: str) -> Callable[[Row], object]:
    return lambda row: cast(Mapping[str, object], row.snapshot)[name]


def _topics(row: Row) -> str:
    topics = row.content.names.topics
    return _join(topics.get(path, path) for path in row.snapshot["topics"])


def _year(row: Row) -> object:
    return dates.parse(row.snapshot["date"]).year or ""


STATEMENTS: tuple[Column[Row], ...] = (
    Column("UID", "uid", _snapshot("uid"), "The name of the statement, made once and never reused."),
    Column("Permalink", "permalink", lambda row: build_permalink(row.base, row.content.uid), "Its address for good."),
    Column("Title", "title", _snapshot("title"), "As its publisher gives it."),
    Column("Kind", "kind", lambda row: StatementKind(row.snapshot["kind"]).label, "Speech, press conference …"),
    Column("Date", "date", _snapshot("date"), "When the words were said, as EDTF: as exactly as is known."),
    Column("Earliest day", "earliest", _date_bound("earliest"), "The first day the date may mean.", "date"),
    Column("Latest day", "latest", _date_bound("latest"), "The last day the date may mean.", "date"),
    Column("Year", "year", _year, "Of the date.", "integer"),
    Column("Place", "place", _snapshot("place"), "Where the words were said."),
    Column("Country of the place", "place_country",
           lambda row: row.content.names.party_name(row.snapshot["place_party"]),
           "The country in which the place lies."),
    Column("Event", "event", lambda row: event["name"] if (event := row.snapshot["event"]) else "",
           "Talks, visit, session …"),
    Column("Speakers", "speakers", lambda row: _join(_speakers(row)), "In order of appearance."),
    Column("Offices", "offices", lambda row: _join(role or "—" for _, role, _ in row.content.speakers()),
           "As printed, in the order of the speakers; “—” where none is printed."),
    Column("Speaking for", "speaking_for", _parties(PartyRole.SPEAKING, names=True), "Countries and organisations."),
    Column("Codes speaking", "codes_speaking", _parties(PartyRole.SPEAKING, names=False), "Their codes."),
    Column("Mentioned", "mentioned", _parties(PartyRole.MENTIONED, names=True), "Countries and organisations."),
    Column("Codes mentioned", "codes_mentioned", _parties(PartyRole.MENTIONED, names=False), "Their codes."),
    Column("Topics", "topics", _topics, "Under which it is filed."),
    Column("Treaties", "treaties", _treaties, "Of which it speaks."),
    Column("Language", "language", _snapshot("language"), "Of the text, as a BCP 47 tag."),
    Column("Text", "text_status", lambda row: TextStatus(row.snapshot["text_status"]).label,
           "As delivered, as prepared, translation …"),
    Column("Publisher", "publisher", lambda row: row.content.publisher.name, "Of origin."),
    Column("Address at the publisher", "source_url", _snapshot("source_url"), "Where it was published."),
    Column("Licence", "licence", lambda row: row.content.publisher.licence, "As its publisher states it."),
    Column("Address of the licence", "licence_url", lambda row: row.content.publisher.licence_url, "Its text."),
    Column("Turns", "turns", lambda row: row.content.speech_count, "How many.", "integer"),
    Column("Words", "words", lambda row: row.content.word_count, "Spoken: no labels or stage directions.", "integer"),
    Column("Version", "version", lambda row: row.content.version, "Of the statement in this archive.", "integer"),
    Column("Published here", "published_here", lambda row: row.content.published_at.date().isoformat(),
           "The day it first became public in this archive.", "date"),
    Column("Changed here", "changed_here", lambda row: row.content.datestamp.date().isoformat(),
           "The day of its last public change.", "date"),
)  # fmt: skip


def _speech(name: str) -> Callable[[TextRow], object]:
    return lambda row: cast(Mapping[str, object], row.speech)[name]


def _speaker(name: str) -> Callable[[TextRow], object]:
    def value(row: TextRow) -> object:
        speaker = row.speech["speaker"]
        if not speaker:
            return ""
        entry = row.content.names.speakers.get(speaker["uid"])
        return getattr(entry, name) if entry else speaker.get(name, "")

    return value


_TEXT_COLUMNS: tuple[Column[TextRow], ...] = (
    Column("Document", "doc_id", lambda row: row.file, "The name of the file in texts/."),
    Column("Statement", "statement", _snapshot("uid"), "The UID of the statement: see statements.csv."),
    Column("Permalink", "permalink",
           lambda row: build_permalink(row.base, row.content.uid) + build_speech_fragment(row.speech["anchor"]),
           "The address of the turn."),
    Column("Turn", "turn", lambda row: row.number, "Its number within the statement, from 1.", "integer"),
    Column("Kind of turn", "turn_kind", lambda row: SpeechKind(row.speech["kind"]).label, "Speech, question …"),
    Column("Speaker", "speaker", _speaker("name"), "Empty where it is not known who speaks."),
    Column("UID of the speaker", "speaker_uid", _speaker("uid"), "The same person has the same one everywhere."),
    Column("Wikidata", "speaker_wikidata", _speaker("wikidata"), "The speaker’s Wikidata id."),
    Column("Label", "label", _speech("label"), "As printed before the turn."),
    Column("Office", "office", lambda row: row.speech["term"] or row.speech["role"], "In which the speaker speaks."),
    Column("Speaking for", "party", lambda row: row.content.names.party_name(row.speech["party"]), "Whom."),
    Column("Code", "party_code", _speech("party"), "ISO 3166-1 alpha-3, ISO 3166-3, or initials."),
    Column("Interpreted", "interpreted", lambda row: str(bool(row.speech["interpreted"])).lower(),
           "Whether the text renders the interpreter’s words.", "boolean"),
    Column("Spoken language", "spoken_language", _speech("language"), "As a BCP 47 tag, where known."),
    Column("Words", "words", lambda row: sum(len(text.split()) for text in spoken_paragraphs(row.speech)),
           "In the file, divided at blanks.", "integer"),
)  # fmt: skip

_SHARED_NAMES = {"title", "kind", "date", "year", "place", "event", "topics", "language", "text_status", "publisher"}
_STATEMENT_COLUMNS = tuple(column for column in STATEMENTS if column.name in _SHARED_NAMES)
TEXTS: tuple[Column[TextRow], ...] = (*_TEXT_COLUMNS, *_STATEMENT_COLUMNS)


def format_row(columns: Iterable[Column[Row]], row: Row) -> str:
    """One line as RFC 4180 has it, ended by CRLF."""
    return _format_csv(escape_cell(column.value(row)) for column in columns)


def format_header(columns: Iterable[Column[R_contra]], *, for_programs: bool = False) -> str:
    return _format_csv(column.name if for_programs else column.header for column in columns)


def render_statement_rows(contents: Iterable[Content], base: str) -> Iterator[str]:
    """A whole CSV file for people, line by line, its mark of byte order first."""
    yield BOM + format_header(STATEMENTS)
    for content in contents:
        yield format_row(STATEMENTS, Row(content, base))


def render_text_rows(content: Content, base: str, named: Callable[[int], str]) -> Iterator[tuple[str, str]]:
    """(text, line of the table for programs) for every turn that has words; ``named`` gives file names by number."""
    shared = [escape_cell(column.value(Row(content, base))) for column in _STATEMENT_COLUMNS]
    for number, speech in enumerate(content.snapshot["speeches"], start=1):
        if has_words(speech):
            row = TextRow(content, base, speech, number, named(number))
            own = [escape_cell(column.value(row)) for column in _TEXT_COLUMNS]
            yield "\n\n".join(spoken_paragraphs(speech)) + "\n", _format_csv([*own, *shared])


class _LineBuffer(list[str]):
    """What a CSV writer writes to."""

    write = list.append


def _format_csv(values: Iterable[object]) -> str:
    kept = _LineBuffer()
    csv.writer(kept).writerow(values)
    return kept[0]
