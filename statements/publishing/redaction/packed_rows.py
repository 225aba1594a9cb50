"""What the database holds compressed: raw texts, published versions, reports of jobs."""

from __future__ import annotations

import json
from typing import cast

from statements.models import Job, RedactedStatement, RedactedVersion, Redaction, Revision, Source, Statement
from statements.models.redaction import RedactionKind
from statements.models.revision import Snapshot
from statements.publishing.redacted_words import make_digest
from statements.text.redacted_words import MARK

from .raw_texts import read_texts, rewrite_raw
from .rewriting import rewrite_address, rewrite_slug
from .sweep import Sweep

# Letters of a passage from which on nobody guesses it by trying: the hash of before may then be shown.
MIN_UNGUESSABLE = 40
NOTICE = f"{MARK}\nThe file as it was received held words that were redacted. What is left of it follows as text.\n"


def sweep_sources(sweep: Sweep, redaction: Redaction) -> dict[int, tuple[str, str]]:
    """Rewrite raw texts; returns statement -> (SHA-256 before, SHA-256 now) of those that held the words."""
    hashes: dict[int, tuple[str, str]] = {}
    for pk in list(_within(sweep, Source)):
        source = Source.objects.select_related("statement").get(pk=pk)
        rewritten = rewrite_raw(source.raw, source.format, sweep.words)
        if rewritten is None:
            continue
        if sweep.write:
            raw = rewritten.raw if rewritten.raw is not None else _write_out(source.statement)
            now = Source.from_bytes(raw, name=source.name, format=source.format if rewritten.raw is not None else "txt")
            hashes[source.statement_id] = (source.sha256, now.sha256)
            Source.objects.filter(pk=pk).update(
                compressed=now.compressed, size=now.size, sha256=now.sha256, format=now.format
            )
            Statement.objects.filter(pk=source.statement_id).update(raw_sha256=now.sha256)
            row, _ = RedactedStatement.objects.get_or_create(redaction=redaction, statement=source.statement)
            row.source_digest = make_digest(source.sha256)
            row.save(update_fields=["source_digest"])
        where = "raw texts" if rewritten.raw is not None else "raw texts replaced by plain text"
        text = max(read_texts(source.raw, source.format), key=lambda each: len(sweep.words.find(each)))
        sweep.note(where, f"raw text of {source.statement.uid}", text, statement=source.statement_id)
    return hashes


def sweep_versions(
    sweep: Sweep, redaction: Redaction, hashes: dict[int, tuple[str, str]], unlinked: frozenset[str]
) -> None:
    """Rewrite the snapshots of published versions and keep what their SHA-256 was.

    ``unlinked``: uids of speakers whose turns name nobody any more, where a name is taken from one statement only.
    """
    shown = (
        redaction.pk
        and redaction.kind == RedactionKind.PASSAGE
        and all(form.length >= MIN_UNGUESSABLE for form in redaction.forms.all())
    )
    for pk in list(_within(sweep, Revision)):
        revision = Revision.objects.select_related("statement").get(pk=pk)
        snapshot, count = rewrite_snapshot(sweep, revision.snapshot, unlinked)
        before, now = hashes.get(revision.statement_id, ("", ""))
        if before and snapshot["raw_sha256"] == before:
            snapshot["raw_sha256"] = now
        if snapshot == revision.snapshot:
            continue
        if count:
            text = json.dumps(revision.snapshot, ensure_ascii=False)
            sweep.note(
                "published versions", f"{revision.statement.uid}, version {revision.number}", text,
                statement=revision.statement_id,
            )  # fmt: skip
        if not sweep.write:
            continue
        was = revision.sha256
        revision.snapshot = snapshot
        Revision.objects.filter(pk=pk).update(compressed=revision.compressed, sha256=revision.sha256)
        RedactedVersion.objects.get_or_create(
            redaction=redaction, revision=revision,
            defaults={"was_sha256": was if shown else "", "was_digest": make_digest(was)},
        )  # fmt: skip


def rewrite_snapshot(sweep: Sweep, snapshot: Snapshot, unlinked: frozenset[str]) -> tuple[Snapshot, int]:
    """As the rows of the statement are rewritten, so that the last version goes on to be what is shown."""
    words = sweep.words
    marked, count = words.redact_value(snapshot)
    rewritten = cast(Snapshot, marked)
    rewritten["slug"] = rewrite_slug(snapshot["slug"], words)[0]
    rewritten["source_url"] = rewrite_address(snapshot["source_url"], words)[0]
    rewritten["republished_url"] = rewrite_address(snapshot["republished_url"], words)[0]
    for speech in rewritten["speeches"]:
        if speech["speaker"] and speech["speaker"]["uid"] in unlinked:
            speech["speaker"], speech["term"], speech["speaker_unknown"] = None, "", True
            count += 1
    return rewritten, count


def sweep_reports(sweep: Sweep) -> None:
    """The reports of jobs quote titles and labels."""
    for pk in list(Job.objects.exclude(report=b"").order_by("pk").values_list("pk", flat=True)):
        job = Job.objects.get(pk=pk)
        entries, count = sweep.words.redact_value(job.entries)
        if not count:
            continue
        sweep.note("reports of jobs", f"job {pk}", json.dumps(job.entries, ensure_ascii=False))
        if sweep.write:
            job.entries = entries
            Job.objects.filter(pk=pk).update(report=job.report)


def _within(sweep: Sweep, model: type[Source] | type[Revision]) -> list[int]:
    rows = sweep.rows_of(model)
    return [] if rows is None else list(rows.values_list("pk", flat=True))


def _write_out(statement: Statement) -> bytes:
    """The words of the statement, which are rewritten already, for a file that cannot be."""
    blocks = [NOTICE, statement.title]
    for speech in statement.speeches.order_by("order").prefetch_related("paragraphs"):
        paragraphs = [paragraph.text for paragraph in speech.paragraphs.all()]
        if speech.label and paragraphs:
            paragraphs[0] = f"{speech.label.rstrip(' :')}: {paragraphs[0]}"
        blocks += paragraphs
    return "\n\n".join(blocks).encode()
