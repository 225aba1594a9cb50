"""Details of statements from a CSV file: a row for each, a column for each detail. What a cell leaves empty stays."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

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

from .uploads import Refused

KEYS = ("uid", "permalink")
TEXTS = ("title", "place", "language", "source_url", "provenance", "public_note", "private_note")
COLUMNS = (
    *KEYS, *TEXTS, "date", "kind", "text_status", "publisher", "event", "place_party", "topics", "reason",
)  # fmt: skip
MOST_ROWS = 50_000
_PERMALINK = re.compile(r"/s/([^/\s]+)")


class _Wrong(ValueError):
    """A cell that cannot be used; the message names the column."""


def rows_of(raw: bytes) -> list[dict[str, str]]:
    """The rows of the file. Raises Refused where it is no table with the columns that are known."""
    text = _decoded(raw)
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
        raise Refused(f"The table cannot be read ({error}): save it as CSV in UTF-8.") from error
    unknown = [name for name in names if name and name not in COLUMNS]
    if unknown:
        raise Refused(f"Unknown columns: {', '.join(unknown)[:200]}. Known are: {', '.join(COLUMNS)}.")
    if not set(names) & set(KEYS):
        raise Refused("No column says which statement a row is about: it must have “uid” or “permalink”.")
    if len(rows) > MOST_ROWS:
        raise Refused(f"The table has {len(rows):,} rows; at most {MOST_ROWS:,} are read at once.")
    return rows


def run(
    raw: bytes, file: str, author: Any, report: Report, *, dry_run: bool, may_publish: bool,
    stop: Callable[[], bool], progress: Callable[[], None],
) -> None:  # fmt: skip
    """Set the details of each row's statement, in a transaction of its own."""
    for number, row in _numbered(rows_of(raw)):
        if stop():
            report.interrupted = True
            return
        report.add(_entry(row, file, number, author, dry_run=dry_run, may_publish=may_publish))
        progress()


def _entry(row: dict, file: str, line: int, author: Any, *, dry_run: bool, may_publish: bool) -> Entry:
    statement = _statement(row)
    if statement is None:
        typed = row.get("uid") or row.get("permalink") or ""
        return Entry(Outcome.FAILED, file, line, reason=f"No statement has the uid or permalink “{typed[:80]}”.")
    said = {"file": file, "line": line, "title": statement.title, "uid": statement.uid}
    if statement.status == StatementStatus.WITHDRAWN:
        return Entry(Outcome.SKIPPED, reason="It is withdrawn.", **said)
    if statement.is_public and not may_publish:
        return Entry(Outcome.SKIPPED, reason="It is public, and you may not publish a new version.", **said)
    try:
        with transaction.atomic(), keep_history(author, f"Table {file}"):
            changed = _apply(statement, row)
            if not changed:
                return Entry(Outcome.UNCHANGED, **said)
            record_change(statement, (row.get("reason") or "").strip() or "Details corrected.", author)
            if dry_run:
                transaction.set_rollback(True)
    except _Wrong as problem:
        return Entry(Outcome.FAILED, reason=str(problem), **said)
    except ValidationError as problem:
        return Entry(Outcome.FAILED, reason=" ".join(problem.messages), **said)
    except NotReady as problem:
        return Entry(Outcome.FAILED, reason=f"It could not stay public. {problem}", **said)
    return Entry(Outcome.UPDATED, reason=f"Changed: {', '.join(changed)}.", **said)


def _apply(statement: Statement, row: dict[str, str]) -> list[str]:
    """Set what the row says; returns the names of what changed. Raises _Wrong, ValidationError."""
    values: dict[str, Any] = {name: row[name].strip() for name in TEXTS if (row.get(name) or "").strip()}
    for name, read in _READ.items():
        if cell := (row.get(name) or "").strip():
            values[name] = read(cell)
    topics = _topics(row.get("topics") or "")
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


def _statement(row: dict[str, str]) -> Statement | None:
    pasted = _PERMALINK.search(row.get("permalink") or "")
    uid = read_uid(row.get("uid") or "") or (read_uid(pasted[1]) if pasted else None)
    return Statement.objects.filter(uid=uid).select_related("publisher", "event").first() if uid else None


def _date(cell: str) -> str:
    try:
        return dates.parse_typed(cell).text
    except dates.InvalidDate as refusal:
        raise _Wrong(f"date: {refusal}") from refusal


def _choice(vocabulary: Any, column: str) -> Callable[[str], str]:
    def read(cell: str) -> str:
        for value, label in vocabulary.choices:
            if cell.casefold() in (str(value).casefold(), str(label).casefold()):
                return value
        raise _Wrong(f"{column}: “{cell[:60]}” is none of {', '.join(vocabulary.values)}.")

    return read


def _one(model: Any, column: str, *fields: str) -> Callable[[str], Any]:
    def read(cell: str) -> Any:
        asked = Q()
        for field in fields:
            asked |= Q(**{f"{field}__iexact": cell})
        found = list(model.objects.filter(asked).distinct()[:2])
        if len(found) == 1:
            return found[0]
        why = "means several" if found else "is not in the archive"
        raise _Wrong(f"{column}: “{cell[:80]}” {why}; write its {' or '.join(fields)}.")

    return read


def _topics(cell: str) -> list[Topic]:
    out = []
    for part in filter(None, (part.strip() for part in cell.split(";"))):
        out.append(_one(Topic, "topics", "path", "name")(part))
    return out


_READ: dict[str, Callable[[str], Any]] = {
    "date": _date,
    "kind": _choice(StatementKind, "kind"),
    "text_status": _choice(TextStatus, "text_status"),
    "publisher": _one(Publisher, "publisher", "name", "uid"),
    "event": _one(Event, "event", "name", "uid"),
    "place_party": _one(Party, "place_party", "code", "name"),
}


def _numbered(rows: list[dict]) -> Iterator[tuple[int, dict]]:
    return enumerate(rows, start=2)


def _decoded(raw: bytes) -> str:
    try:
        return charsets.decode(raw).text
    except charsets.UndecodableText as error:
        raise Refused("The letters of the file cannot be read: save it as CSV in UTF-8.") from error
