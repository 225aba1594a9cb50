"""A transcript comes in: pasted or uploaded, checked by its content, stored untouched, and only then read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from statements import dates, transcripts
from statements.editing.transcript.text_pieces import MOST_PIECES, Reading, front_matter, of_transcript
from statements.editing.transcript.working_copy import EMPTY, WorkingCopy
from statements.ingest.importing.source_keys import build_source_key
from statements.ingest.matching import statement_kinds
from statements.ingest.matching.lookup_tables import LookupTables
from statements.ingest.reading.storable_transcripts import make_transcript_storable
from statements.models import Intake, Publisher, Source, Statement
from statements.models.base import slug_of
from statements.publishing.lifecycle import mark_as_imported
from statements.text import web_addresses
from statements.transcripts import formats
from statements.transcripts.model import UnreadableTranscript

MOST_BYTES = 10 * 1024 * 1024
MOST_LINES = 60_000
UNTITLED = "Untitled transcript"
# Formats by content, as `transcripts.formats` tells them.
ACCEPTED = {
    "txt": "text", "md": "Markdown", "html": "HTML", "docx": "Word (.docx)", "pdf": "PDF", "tei": "TEI XML",
    "akn": "Akoma Ntoso XML", "json": "a record in JSON", "jsonl": "a record in JSON Lines",
}  # fmt: skip
_LINED = frozenset({"txt", "md"})


@dataclass(frozen=True, slots=True)
class Received:
    """A text as it came: its bytes untouched, and what format they are in."""

    raw: bytes
    name: str
    format: str


def pasted(text: str) -> Received:
    """A text from the clipboard. A form sends its line ends as CR LF whatever they were: they are LF again."""
    raw = text.replace("\r\n", "\n").encode("utf-8", "replace")
    return _checked(Received(raw, "pasted text", formats.guess(raw)))


def uploaded(file: UploadedFile) -> Received:
    """An uploaded file. Its content says what it is, not its name. Raises ``UnreadableTranscript``."""
    if file.size > MOST_BYTES:
        raise UnreadableTranscript(
            f"{file.name} has {file.size / 2**20:.1f} MB; a transcript may have at most {MOST_BYTES // 2**20} MB. "
            "Upload the text without its pictures, or one document at a time."
        )
    raw = file.read(MOST_BYTES + 1)
    return _checked(Received(raw, file.name or "upload", formats.guess(raw, file.name or "")))


def _checked(received: Received) -> Received:
    raw = received.raw
    if not raw.strip():
        raise UnreadableTranscript("There is no text in it.")
    if len(raw) > MOST_BYTES:
        raise UnreadableTranscript(
            f"The text has {len(raw) / 2**20:.1f} MB; a transcript may have at most {MOST_BYTES // 2**20} MB."
        )
    if raw[:2] == b"\x1f\x8b":
        raise UnreadableTranscript("This is a gzip archive: unpack it and upload the file that is in it.")
    if received.format == "zip":
        raise UnreadableTranscript(
            "This is a zip archive and no Word document: unpack it and upload the files one by one."
        )
    if received.format not in ACCEPTED:
        raise UnreadableTranscript(f"This is no kind of file that can be read here: {', '.join(ACCEPTED.values())}.")
    if received.format in _LINED and raw.count(b"\n") > MOST_LINES:
        raise UnreadableTranscript(
            f"The text has more than {MOST_LINES:,} lines: that is a collection, no transcript. Divide it first."
        )
    return received


def read(raw: bytes, format: str, name: str, archive: LookupTables, before: Reading | None = None) -> Reading:
    """Read a stored text. ``before``: an earlier reading, whose pieces keep their ids. Raises UnreadableTranscript."""
    try:
        transcript = transcripts.read(
            raw, format, name=name, known_name=archive.speakers.is_known_name, known_party=archive.parties.is_known
        )
    except (RecursionError, MemoryError) as error:
        raise UnreadableTranscript("The file is nested too deeply or too large to be read.") from error
    make_transcript_storable(transcript)
    reading = of_transcript(transcript, before.pieces if before else ())
    if len(reading.pieces) > MOST_PIECES:
        raise UnreadableTranscript(
            f"The text has {len(reading.pieces):,} paragraphs: that is a collection, no transcript. Divide it first."
        )
    return reading


def take_in(
    received: Received,
    archive: LookupTables,
    user: AbstractBaseUser,
    *,
    url: str = "",
    publisher: Publisher | None = None,
) -> WorkingCopy:
    """Store the text, read it, and leave a draft on the desk. Raises ``UnreadableTranscript``: then nothing stays."""
    statement = store(received, user, url=url, publisher=publisher)
    try:
        reading = read(received.raw, received.format, received.name, archive)
    except UnreadableTranscript:
        statement.delete()
        raise
    with transaction.atomic():
        _fill(statement, reading, archive)
        copy = WorkingCopy(statement, statement.intake, archive)
        copy.read_again(reading)
        copy.save(user)
    return copy


@transaction.atomic
def store(
    received: Received, user: AbstractBaseUser, *, url: str = "", publisher: Publisher | None = None
) -> Statement:
    """Keep the raw text untouched under a draft, before anything has looked into it."""
    source = Source.of(received.raw, name=received.name, format=received.format)
    statement = Statement.objects.create(
        title=UNTITLED,
        publisher=publisher,
        source_url=url,
        source_key=web_addresses.build_page_key(url),
        raw_sha256=source.sha256,
    )
    source.statement = statement
    mark_as_imported(source)
    source.save()
    Intake.objects.create(statement=statement, begun_by=user, corrections=dict(EMPTY))
    return statement


def _fill(statement: Statement, reading: Reading, archive: LookupTables) -> None:
    """Put what the document says of itself into the draft; an editor sees all of it under Details."""
    front = front_matter(reading.front)
    labelled = sum(piece.opening is not None and bool(piece.opening.label) for piece in reading.pieces)
    title = " ".join(front.title.split())
    if title:
        statement.title = title if len(title) <= 500 else f"{title[:499].rpartition(' ')[0]}…"
        statement.slug = slug_of(statement.title, "statement")
    statement.kind = statement_kinds.detect_kind(
        front.kind, title, labelled_turns=labelled, spoken=bool(labelled or front.speaker)
    )
    statement.language = (front.language or "en")[:12]
    statement.date = _date(front.date)
    statement.place = front.place[:200]
    statement.provenance, statement.republisher_note = front.provenance, front.republisher_note
    statement.image_caption, statement.image_credit = front.caption, front.credit[:300]
    if not statement.source_url and len(front.source_url) <= 1000 and web_addresses.is_web_address(front.source_url):
        statement.source_url = front.source_url
        statement.source_key = build_source_key(front)
    statement.publisher = statement.publisher or _publisher(front.publisher, statement.source_url, archive)
    opening = next((piece.text for piece in reading.pieces if piece.opening), "")[:200]
    statement.text_status = statement_kinds.detect_text_status(
        front.text_status, title, statement.kind, opening=opening, labelled_turns=labelled, translated=False
    )
    statement.warnings = reading.doubts
    statement.save()


def _publisher(name: str, url: str, archive: LookupTables) -> Publisher | None:
    """The publisher that the document or its address names, where the archive has it already."""
    found = archive.publishers.find(name, url) or archive.publishers.find(url=url)
    return found if found is not None and found.pk else None


def _date(text: str) -> str:
    try:
        return dates.parse(text).text if text else ""
    except dates.InvalidDate:
        return ""


def raw_lines(source: Source) -> list[str]:
    """The lines of a stored text as an editor sees them beside the turns; [] for formats without lines."""
    if source.format not in _LINED:
        return []
    from statements.transcripts.decoding import decode

    try:
        text, _ = decode(source.raw)
    except UnreadableTranscript:
        return []
    return re.split(r"\r\n?|\n|[\u2028\u2029\x85]", text)
