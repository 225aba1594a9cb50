"""What can be uploaded and worked on in the background: transcripts, and a table of details."""

from __future__ import annotations

import functools

from statements.ingest.importing.existing_statements import Fingerprints
from statements.ingest.importing.importer import Importer, ImportOptions
from statements.ingest.matching.lookup_tables import LookupTables
from statements.ingest.reading import file_discovery
from statements.ingest.reading.read_records import parse_record, read_files
from statements.ingest.report import Entry, Outcome
from statements.ingest.restoring.own_exports import restore_tei_exports
from statements.models import Publisher, Statement
from statements.models.job import JobKind
from statements.publishing import duplicates

from . import details_table, uploads
from .reports import StoredReport
from .tasks import TaskContext, task


@task(name=JobKind.STATEMENTS)
def import_transcripts(
    context: TaskContext, *, dry_run: bool = False, publish: bool = False, publisher: int | None = None,
    **_other: object,
) -> None:  # fmt: skip
    """``publisher`` is the primary key of the publisher of all of it, whatever the records say."""
    report = context.report
    path = uploads.unpack(
        context.job,
        lambda name, reason: report.add(Entry(Outcome.FAILED, name, reason=f"Not unpacked. {reason}")),
    )
    if path.is_dir():
        report.set_root(path)
    tables = LookupTables.load()
    chosen = Publisher.objects.filter(pk=publisher).first() if publisher else None
    if chosen:
        chosen = tables.publishers.find_or_create(chosen.name)
    files = restore_tei_exports(
        file_discovery.find_files([path]), report, context.should_stop, publish=publish, dry_run=dry_run
    )
    if files and not report.interrupted:
        parse = functools.partial(
            parse_record, known_name=tables.speakers.is_known_name, known_party=tables.parties.is_known
        )
        importer = Importer(tables, ImportOptions(dry_run, publish, chosen), report, stop=context.should_stop)
        importer.run(
            read_files(files, parse, tables.scan, Fingerprints.load(publisher=chosen is not None), process=False),
            progress=lambda reading: context.save_progress(reading.bytes_read),
        )
    if not report.interrupted and not dry_run:
        _warn_of_duplicates(report)


@task(name=JobKind.METADATA)
def set_details(context: TaskContext, *, dry_run: bool = False, may_publish: bool = False, **_other: object) -> None:
    details_table.apply_table(
        uploads.unpack(context.job).read_bytes(), context.job.name, context.job.author, context.report,
        dry_run=dry_run, may_publish=may_publish, stop=context.should_stop,
        progress=lambda: context.save_progress(0),
    )  # fmt: skip


TASKS = {task.name: task for task in (import_transcripts, set_details)}


def _warn_of_duplicates(report: StoredReport) -> None:
    """Add to the entry of each new statement which others it resembles."""
    added = {entry["uid"]: entry for entry in report.entries if entry["outcome"] == Outcome.ADDED and entry["uid"]}
    pks = Statement.objects.filter(uid__in=added).values_list("pk", flat=True)
    for statement, pairs in duplicates.store_all_duplicates(pks):
        for pair in pairs:
            other = pair.second if pair.first_id == statement.pk else pair.first
            added[statement.uid]["warnings"].append(f"“{other}” ({other.uid}) {duplicates.describe_similarity(pair)}.")
