"""A text comes in, pasted or uploaded: checked by its content, stored untouched, and only then read."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from statements import dates, transcripts
from statements.editing.transcript.text_pieces import MAX_PIECES, Reading, build_reading, restore_front_matter
from statements.editing.transcript.working_copy import NO_CORRECTIONS, WorkingCopy
from statements.ingest.importing.existing_statements import build_source_key
from statements.ingest.matching import statement_kinds
from statements.ingest.matching.lookup_tables import LookupTables
from statements.ingest.reading.read_records import make_transcript_storable
from statements.models import Intake, Publisher, Source, Statement
from statements.models.base import build_slug
from statements.publishing.lifecycle import mark_as_imported
from statements.publishing.redacted_words import explain_refusal, load_redacted_words
from statements.publishing.redaction.raw_texts import read_texts
from statements.text import web_addresses
from statements.transcripts import formats
from statements.transcripts.decoding import decode
from statements.transcripts.model import UnreadableTranscript

logger = logging.getLogger(__name__)
MAX_BYTES = 10 * 1024 * 1024
MAX_LINES = 60_000
UNTITLED = "Untitled transcript"
# Formats by content, as `transcripts.formats` names them.
ACCEPTED = {
    "txt": "text", "md": "Markdown", "html": "HTML", "docx": "Word (.docx)", "pdf": "PDF", "tei": "TEI XML",
    "akn": "Akoma Ntoso XML", "json": "a record in JSON", "jsonl": "a record in JSON Lines",
}  # fmt: skip
_WITH_LINES = frozenset({"txt", "md"})
_LINE_END = re.compile(r"\r\n?|\n|[\u2028\u2029\x85]")


@dataclass(frozen=True, slots=True)
class ReceivedText:
    """``raw`` is the text as it came, untouched."""

    raw: bytes
    name: str
    format: str


def receive_paste(text: str) -> ReceivedText:
    """A form sends every line end as CR LF; they become LF again. Raises ``UnreadableTranscript``."""
    raw = text.replace("\r\n", "\n").encode("utf-8", "replace")
    return _validate(ReceivedText(raw, "pasted text", formats.guess_format(raw)))


def receive_upload(file: UploadedFile) -> ReceivedText:
    """The format is told by the content, not by the file's name. Raises ``UnreadableTranscript``."""
    size = file.size or 0
    if size > MAX_BYTES:
        raise UnreadableTranscript(
            f"{file.name} has {size / 2**20:.1f} MB; a transcript may have at most {MAX_BYTES // 2**20} MB. "
            "Upload the text without its pictures, or one document at a time."
        )
    raw = file.read(MAX_BYTES + 1)
    return _validate(ReceivedText(raw, file.name or "upload", formats.guess_format(raw, file.name or "")))


def _validate(received: ReceivedText) -> ReceivedText:
    raw = received.raw
    if not raw.strip():
        raise UnreadableTranscript("There is no text in it.")
    if len(raw) > MAX_BYTES:
        raise UnreadableTranscript(
            f"The text has {len(raw) / 2**20:.1f} MB; a transcript may have at most {MAX_BYTES // 2**20} MB."
        )
    if raw[:2] == b"\x1f\x8b":
        raise UnreadableTranscript("This is a gzip archive: unpack it and upload the file that is in it.")
    if received.format == "zip":
        raise UnreadableTranscript(
            "This is a zip archive and not a Word document: unpack it and upload the files one by one."
        )
    if received.format not in ACCEPTED:
        raise UnreadableTranscript(f"This kind of file cannot be read. Accepted: {', '.join(ACCEPTED.values())}.")
    if received.format in _WITH_LINES and raw.count(b"\n") > MAX_LINES:
        raise UnreadableTranscript(
            f"The text has more than {MAX_LINES:,} lines: that is a collection, not a transcript. Split it first."
        )
    words = load_redacted_words()
    if words and (refusal := explain_refusal(words, [received.name, *read_texts(raw, received.format)])):
        raise UnreadableTranscript(refusal)
    return received


def read_text(raw: bytes, format: str, name: str, tables: LookupTables, before: Reading | None = None) -> Reading:
    """Read a stored text. ``before``: an earlier reading, whose pieces keep their ids. Raises UnreadableTranscript."""
    try:
        transcript = transcripts.read(
            raw, format, name=name, known_name=tables.speakers.is_known_name, known_party=tables.parties.is_known
        )
    except UnreadableTranscript:
        raise
    except (RecursionError, MemoryError) as error:
        raise UnreadableTranscript("The file is nested too deeply or too large to be read.") from error
    except Exception as error:  # as in `ingest.reading`: a reader's own fault is no error page
        logger.exception("The reader of %s failed on %s.", format, name)
        raise UnreadableTranscript(
            f"The reader failed on it ({type(error).__name__}): please report it with the file."
        ) from error
    make_transcript_storable(transcript)
    reading = build_reading(transcript, before.pieces if before else ())
    if len(reading.pieces) > MAX_PIECES:
        raise UnreadableTranscript(
            f"The text has {len(reading.pieces):,} paragraphs: that is a collection, not a transcript. Split it first."
        )
    return reading


def create_draft(
    received: ReceivedText, tables: LookupTables, user: User, *, url: str = "", publisher: Publisher | None = None
) -> WorkingCopy:
    """Store the text, read it, and create a draft. Raises ``UnreadableTranscript``, and keeps nothing then."""
    statement = _store_text(received, user, url=url, publisher=publisher)
    try:
        reading = read_text(received.raw, received.format, received.name, tables)
    except UnreadableTranscript:
        statement.delete()
        raise
    with transaction.atomic():
        _fill_in_details(statement, reading, tables)
        copy = WorkingCopy(statement, statement.intake, tables)
        copy.replace_reading(reading)
        copy.save(user)
    return copy


@transaction.atomic
def _store_text(received: ReceivedText, user: User, *, url: str, publisher: Publisher | None) -> Statement:
    source = Source.from_bytes(received.raw, name=received.name, format=received.format)
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
    Intake.objects.create(statement=statement, begun_by=user, corrections=dict(NO_CORRECTIONS))
    return statement


def _fill_in_details(statement: Statement, reading: Reading, tables: LookupTables) -> None:
    """Put what the document says of itself into the draft; an editor sees all of it under Details."""
    front = restore_front_matter(reading.front)
    labelled = sum(piece.opening is not None and bool(piece.opening.label) for piece in reading.pieces)
    title = " ".join(front.title.split())
    if title:
        statement.title = title if len(title) <= 500 else f"{title[:499].rpartition(' ')[0]}…"
        statement.slug = build_slug(statement.title, "statement")
    statement.kind = statement_kinds.detect_kind(
        front.kind, title, labelled_turns=labelled, spoken=bool(labelled or front.speaker)
    )
    statement.language = (front.language or "en")[:12]
    statement.date = _normalize_date(front.date)
    statement.place = front.place[:200]
    statement.provenance, statement.republisher_note = front.provenance, front.republisher_note
    statement.image_caption, statement.image_credit = front.caption, front.credit[:300]
    if not statement.source_url and len(front.source_url) <= 1000 and web_addresses.is_web_address(front.source_url):
        statement.source_url = front.source_url
        statement.source_key = build_source_key(front)
    statement.publisher = statement.publisher or _find_publisher(front.publisher, statement.source_url, tables)
    opening = next((piece.text for piece in reading.pieces if piece.opening), "")[:200]
    statement.text_status = statement_kinds.detect_text_status(
        front.text_status, title, statement.kind, opening=opening, labelled_turns=labelled, translated=False
    )
    statement.warnings = reading.doubts
    statement.save()


def _find_publisher(name: str, url: str, tables: LookupTables) -> Publisher | None:
    """The publisher that the document or its address names, where the archive has it already."""
    publisher = tables.publishers.find(name, url) or tables.publishers.find(url=url)
    return publisher if publisher is not None and publisher.pk else None


def _normalize_date(text: str) -> str:
    date = dates.parse_or_none(text)
    return date.text if date else ""


def split_raw_lines(source: Source) -> list[str]:
    """The lines of a stored text as an editor sees them beside the turns; [] for formats without lines."""
    if source.format not in _WITH_LINES:
        return []
    try:
        text, _ = decode(source.raw)
    except UnreadableTranscript:
        return []
    return _LINE_END.split(text)
