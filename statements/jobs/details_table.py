"""Details of statements from a CSV file: a row for each, a column for each detail. An empty cell changes nothing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from statements import dates
from statements.ingest.report import Entry, Outcome, Report
from statements.models import Event, Party, Publisher, Statement, Topic
from statements.models.history import keep_history
from statements.models.statement import StatementKind, StatementStatus, TextStatus
from statements.publishing import NotReady, record_change
from statements.text import charsets
from statements.text.identity import read_uid

from .uploads import UploadRefused

KEYS = ("uid", "permalink")
TEXTS = ("title", "place", "language", "source_url", "provenance", "public_note", "private_note")
COLUMNS = (
    *KEYS, *TEXTS, "date", "kind", "text_status", "publisher", "event", "place_party", "topics", "reason",
)  # fmt: skip
MAX_ROWS = 50_000
_PERMALINK = re.compile(r"/s/([^/\s]+)")


class _UnusableCell(ValueError):
    """A cell that cannot be used; the message names the column."""


def parse_table(raw: bytes) -> list[dict[str, str]]:
    """Return the rows of the file. Raises UploadRefused where it is no table with the columns that are known."""
    text = _decode(raw)
    try:
        dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), dialect=dialect, restkey="")
        names = [" ".join(name.split()).lower() for name in reader.fieldnames or []]
        reader.fieldnames = names
        rows = [dict(row) for row in reader]
    except csv.Error as error:
        raise UploadRefused(f"The table cannot be read ({error}): save it as CSV in UTF-8.") from error
    unknown = [name for name in names if name and name not in COLUMNS]
    if unknown:
        raise UploadRefused(f"Unknown columns: {', '.join(unknown)[:200]}. Known are: {', '.join(COLUMNS)}.")
    if not set(names) & set(KEYS):
        raise UploadRefused("No column says which statement a row is about: it must have “uid” or “permalink”.")
    if len(rows) > MAX_ROWS:
        raise UploadRefused(f"The table has {len(rows):,} rows; at most {MAX_ROWS:,} are read at once.")
    return rows


def apply_table(
    raw: bytes, file: str, author: User | None, report: Report, *, dry_run: bool, may_publish: bool,
    stop: Callable[[], bool], progress: Callable[[], None],
) -> None:  # fmt: skip
    """Set the details of each row's statement, in a transaction of its own."""
    for number, row in enumerate(parse_table(raw), start=2):  # as a spreadsheet numbers them: the names are row 1
        if stop():
            report.interrupted = True
            return
        if not report.take_up(file, number):
            report.add(_apply_row(row, file, number, author, report, dry_run=dry_run, may_publish=may_publish))
        progress()


def _apply_row(
    row: dict[str, str], file: str, line: int, author: User | None, report: Report, *, dry_run: bool, may_publish: bool
) -> Entry:
    statement = _find_statement(row)
    if statement is None:
        typed = row.get("uid") or row.get("permalink") or ""
        return Entry(Outcome.FAILED, file, line, reason=f"No statement has the uid or permalink “{typed[:80]}”.")
    entry = partial(Entry, file=file, line=line, title=statement.title, uid=statement.uid)
    if statement.status == StatementStatus.WITHDRAWN:
        return entry(Outcome.SKIPPED, reason="It is withdrawn.")
    if statement.is_public and not may_publish:
        return entry(Outcome.SKIPPED, reason="It is public, and you may not publish a new version.")
    try:
        with transaction.atomic(), keep_history(author, f"Table {file}"):
            changed = _set_details(statement, row)
            if not changed:
                return entry(Outcome.UNCHANGED)
            record_change(statement, (row.get("reason") or "").strip() or "Details corrected.", author)
            updated = entry(Outcome.UPDATED, reason=f"Changed: {', '.join(changed)}.")
            report.keep(updated)
            if dry_run:
                transaction.set_rollback(True)
    except _UnusableCell as problem:
        return entry(Outcome.FAILED, reason=str(problem))
    except ValidationError as problem:
        return entry(Outcome.FAILED, reason=" ".join(problem.messages))
    except NotReady as problem:
        return entry(Outcome.FAILED, reason=f"It could not stay public. {problem}")
    return updated


def _set_details(statement: Statement, row: dict[str, str]) -> list[str]:
    """Set and save what the row says; return the names of what changed. Raises _UnusableCell, ValidationError."""
    values: dict[str, Any] = {name: row[name].strip() for name in TEXTS if (row.get(name) or "").strip()}
    for name, parse in _PARSERS.items():
        if cell := (row.get(name) or "").strip():
            values[name] = parse(cell)
    topics = _parse_topics(row.get("topics") or "")
    changed = [name for name, value in values.items() if getattr(statement, name) != value]
    for name in changed:
        setattr(statement, name, values[name])
    if changed:
        if "title" in changed:
            statement.slug = ""
        statement.clean_fields(exclude=[f.name for f in statement._meta.fields if f.name not in changed])
    new = [topic for topic in topics if topic not in set(statement.topics.all())] if topics else []
    if not changed and not new:
        return []
    statement.save()
    statement.topics.add(*new)
    return [*changed, *(["topics"] if new else [])]


def _find_statement(row: dict[str, str]) -> Statement | None:
    pasted = _PERMALINK.search(row.get("permalink") or "")
    uid = read_uid(row.get("uid") or "") or (read_uid(pasted[1]) if pasted else None)
    return Statement.objects.filter(uid=uid).select_related("publisher", "event").first() if uid else None


def _parse_date(cell: str) -> str:
    try:
        return dates.parse_typed(cell).text
    except dates.InvalidDate as refusal:
        raise _UnusableCell(f"date: {refusal}") from refusal


def _choice_parser(vocabulary: Any, column: str) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        for value, label in vocabulary.choices:
            if cell.casefold() in (str(value).casefold(), str(label).casefold()):
                return value
        raise _UnusableCell(f"{column}: “{cell[:60]}” is none of {', '.join(vocabulary.values)}.")

    return parse


def _record_parser(model: Any, column: str, *fields: str) -> Callable[[str], Any]:
    def parse(cell: str) -> Any:
        matches = Q()
        for field in fields:
            matches |= Q(**{f"{field}__iexact": cell})
        found = list(model.objects.filter(matches).distinct()[:2])
        if len(found) == 1:
            return found[0]
        why = "means several" if found else "is not in the archive"
        raise _UnusableCell(f"{column}: “{cell[:80]}” {why}; write its {' or '.join(fields)}.")

    return parse


def _parse_topics(cell: str) -> list[Topic]:
    parse = _record_parser(Topic, "topics", "path", "name")
    return [parse(part.strip()) for part in cell.split(";") if part.strip()]


_PARSERS: dict[str, Callable[[str], Any]] = {
    "date": _parse_date,
    "kind": _choice_parser(StatementKind, "kind"),
    "text_status": _choice_parser(TextStatus, "text_status"),
    "publisher": _record_parser(Publisher, "publisher", "name", "uid"),
    "event": _record_parser(Event, "event", "name", "uid"),
    "place_party": _record_parser(Party, "place_party", "code", "name"),
}


def _decode(raw: bytes) -> str:
    try:
        return charsets.decode(raw).text
    except charsets.UndecodableText as error:
        raise UploadRefused("The letters of the file cannot be read: save it as CSV in UTF-8.") from error
