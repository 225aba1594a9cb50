"""What a redaction has touched and what nobody here can reach, in plain lines. None of them quotes the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.db import connection

from statements.models import Redaction
from statements.models.base import build_statement_path
from statements.models.redaction import RedactionState

from .redacting import Outcome

OUT_OF_REACH = (
    "backups and other copies of the data folder or the database made before: delete them, or restore each once, "
    "redact again and back up anew",
    "packages and files that were exported to other folders: --look-in names those that hold the words",
    "what others have taken: downloads, harvests (the new datestamp tells harvesters of the change), web archives, the "
    "caches of search engines and of proxies",
    "logs of the web server, of proxies and of the system, where somebody searched for the words",
    "the memory of processes that run, until they are started anew",
    "blocks that the disk or its snapshots keep although no file has them any more",
)
OUT_OF_REACH_ON_POSTGRESQL = (
    "archived write-ahead log, replicas and snapshots of the PostgreSQL server: take a new base backup and delete what "
    "is older; let a superuser run VACUUM FULL pg_catalog.pg_statistic",
)


def describe_counts(outcome: Outcome) -> Iterator[str]:
    for where, count in sorted(outcome.counts.items()):
        yield f"{where}: {count:,}"


def write_report(redaction: Redaction, outcome: Outcome, found: Sequence[Path] = ()) -> Iterator[str]:
    yield f"Redaction {redaction.uid}, {redaction.made_at:%Y-%m-%d %H:%M} UTC"
    yield f"Kind: {redaction.get_kind_display()}; {'the whole archive' if redaction.is_everywhere else 'one statement'}"
    yield f"Reason: {redaction.get_reason_display()}. {redaction.sentence}"
    yield f"State: {redaction.get_state_display()}"
    if redaction.state != RedactionState.DONE:
        yield f"Left to do: {outcome.obstacle or 'it was stopped.'} Run manage.py redact --resume."
    yield ""
    yield "Where the words stood:"
    yield from (f"- {line}" for line in describe_counts(outcome))
    if not outcome.counts:
        yield "- nowhere"
    yield ""
    yield "Statements touched:"
    yield from (f"- {build_statement_path(uid)} {title}" for uid, title in outcome.statements)
    versions = redaction.versions.select_related("revision__statement").order_by("revision__statement", "revision")
    if versions:
        yield ""
        yield "Versions whose SHA-256 has changed:"
    for version in versions:
        revision = version.revision
        was = f", was {version.was_sha256}" if version.was_sha256 else ""
        yield f"- {revision.statement.uid}, version {revision.number}: is {revision.sha256}{was}"
    if found:
        yield ""
        yield "Files that still hold the words, looked for and left as they are:"
        yield from (f"- {path}" for path in found)
    yield ""
    yield "What this archive cannot reach:"
    beyond = OUT_OF_REACH + (OUT_OF_REACH_ON_POSTGRESQL if connection.vendor == "postgresql" else ())
    yield from (f"- {line}" for line in beyond)
