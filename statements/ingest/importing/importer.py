"""Records imported: statements added and updated, each in a transaction of its own, every record in the report."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

from django.db import DataError, IntegrityError, connection, transaction

from statements import publishing
from statements.ingest.importing.existing_statements import ExistingStatement, ExistingStatements, build_source_key
from statements.ingest.importing.plan_writing import (
    clear_keys,
    has_same_content,
    list_unsaved_records,
    refuse_incomplete,
    save_new_records,
    save_people,
    set_fields,
    write_relations,
    write_source,
)
from statements.ingest.importing.planning import ImportPlan, Planner, build_drafts
from statements.ingest.matching.lookup_tables import LookupTables
from statements.ingest.reading.read_records import ReadRecord
from statements.ingest.report import LEFT_AS_DRAFT, Entry, Outcome, Report
from statements.ingest.writing import write_speeches
from statements.models import Publisher, RedactedStatement, Statement
from statements.models.statement import StatementStatus
from statements.publishing import duplicates
from statements.publishing.lifecycle import update_import_mark
from statements.publishing.redacted_words import explain_refusal, load_redacted_words
from statements.publishing.redaction.raw_texts import list_texts, read_texts
from statements.text.batches import batches

# Records whose look-ups share their queries.
BATCH_SIZE = 50
MAX_WARNINGS_REPORTED = 20

ADDED_REASON = "Imported."
UPDATED_REASON = "Imported again: the text at the source has changed."


@dataclass(frozen=True, slots=True)
class ImportOptions:
    dry_run: bool = False
    publish: bool = False
    publisher: Publisher | None = None
    compare: bool = True  # what is added with what is there, for editors: now, or when this run ends early, later


class _Unchanged(Exception):
    """Written again, the statement is what it was: roll everything back."""


class Importer:
    """Imports records. ``stop`` is called before each record and tells whether to stop there."""

    def __init__(
        self,
        tables: LookupTables,
        options: ImportOptions,
        report: Report,
        stop: Callable[[], bool] = lambda: False,
    ):
        self.tables, self.options, self.report = tables, options, report
        self._stop = stop
        self._planner = Planner(tables, options.publisher)
        self._words = load_redacted_words()
        self._redacted = frozenset(RedactedStatement.objects.values_list("statement_id", flat=True))
        self.added: list[int] = []  # primary keys of what this run has added
        self._dry_run_hashes: set[int] = set()  # hashes of what a dry run would have added by now

    def run(self, records: Iterable[ReadRecord], progress: Callable[[ReadRecord], None] = lambda record: None) -> None:
        with _session():
            for batch in batches(records, BATCH_SIZE):
                existing_statements = ExistingStatements.load(batch)
                for record in batch:
                    if self._stop():
                        self.report.interrupted = True
                        return
                    if not self.report.take_up(record.file, record.line):
                        self._import_record(record, existing_statements)
                    progress(record)

    def _import_record(self, record: ReadRecord, existing_statements: ExistingStatements) -> None:
        transcript = record.transcript
        if record.problem:
            self._report(record, Outcome.SKIPPED if record.skipped else Outcome.FAILED, reason=record.problem)
            return
        existing = existing_statements.find(record)
        if existing and (record.is_known or existing.sha256 == record.sha256) and not self._is_named_now(existing):
            self._handle_same_text(record, existing)
        elif transcript is None:
            reason = "It was in the archive when the import began and is not there any more: import it again."
            self._report(record, Outcome.FAILED, reason=reason)
        elif transcript.refused:
            self._report(record, Outcome.FAILED, transcript.front.title, reason=transcript.refused)
        elif not transcript.turns:
            self._report(record, Outcome.FAILED, transcript.front.title, reason="No words of a statement are in it.")
        elif self._dry_run_hashes and hash(record.sha256) in self._dry_run_hashes:
            self._report(record, Outcome.UNCHANGED, transcript.front.title)
        elif self._dry_run_hashes and hash(build_source_key(transcript.front) or None) in self._dry_run_hashes:
            self._report(record, Outcome.UPDATED, transcript.front.title, reason=UPDATED_REASON)
        elif refusal := self._find_redacted(record, existing):
            title = self._words.redact(transcript.front.title)[0]
            self._report(record, Outcome.SKIPPED, title, existing.uid if existing else "", refusal)
        elif existing:
            self._update(record, existing, existing_statements)
        else:
            self._add(record, existing_statements)

    def _find_redacted(self, record: ReadRecord, existing: ExistingStatement | None) -> str:
        """A sentence where the record would bring words back that were redacted; "" where it would not."""
        words = self._words
        if existing and existing.pk in self._redacted:  # short words are kept out of this statement alone
            words = load_redacted_words(Statement(pk=existing.pk))
        if not words:
            return ""
        raw = zlib.decompress(record.compressed) if record.compressed else b""
        return explain_refusal(
            words, chain(list_texts(record.get_transcript()), read_texts(raw, record.format), [record.file])
        )

    def _is_named_now(self, existing: ExistingStatement) -> bool:
        """Whether the text is known, as a draft without a publisher, and this import names one: then it is planned
        anew, since whose it is decides who speaks."""
        return self.options.publisher is not None and existing.lacks_publisher and not existing.is_edited

    def _handle_same_text(self, record: ReadRecord, existing: ExistingStatement) -> None:
        if self.options.publish and existing.status == StatementStatus.DRAFT and not existing.is_edited:
            statement = Statement.objects.get(pk=existing.pk)
            if not publishing.find_obstacles(statement):
                reason = "It was a draft and is public now."
                entry = Entry(Outcome.UPDATED, record.file, record.line, existing.title, existing.uid, reason)
                try:
                    with self._transaction():
                        publishing.publish(statement, ADDED_REASON)
                        update_import_mark(statement)
                        self.report.keep(entry)
                except publishing.NotReady as error:
                    self._report(record, Outcome.FAILED, existing.title, existing.uid, str(error))
                    return
                self.report.add(entry)
                return
        reason = "It was withdrawn here and stays so." if existing.is_withdrawn else ""
        if existing.redacted:
            reason = reason or "Words of it were redacted here since and stay so."
        elif self.options.publish and existing.status == StatementStatus.DRAFT:
            reason = self._explain_draft(Statement.objects.get(pk=existing.pk))
        self._report(record, Outcome.UNCHANGED, existing.title, existing.uid, reason)

    def _add(self, record: ReadRecord, existing_statements: ExistingStatements) -> None:
        plan = self._planner.plan(record)
        for last_try in (False, True):
            statement = Statement(source_key=plan.source_key)
            try:
                with self._transaction(plan):
                    self._write(statement, plan, record, new=True)
                    if self.options.compare:
                        duplicates.queue_comparison(statement)
                    entry = self._build_entry(record, plan, Outcome.ADDED, statement, self._explain_draft(statement))
                    self.report.keep(entry)
                break
            except publishing.NotReady as error:
                self._report(record, Outcome.FAILED, plan.title, reason=str(error))
                return
            except (IntegrityError, DataError) as error:
                # Very rarely a new uid is already taken. Any other error comes again.
                if last_try:
                    self._report_failed(record, plan, error)
                    return
        if self.options.dry_run:
            self._dry_run_hashes |= {hash(statement.raw_sha256), hash(statement.source_key)}
        else:
            existing_statements.remember(_existing_statement(statement))
            self.added.append(statement.pk)
        self._report_written(entry, plan)

    def _update(self, record: ReadRecord, existing: ExistingStatement, existing_statements: ExistingStatements) -> None:
        if existing.is_withdrawn:
            reason = "It was withdrawn here and stays so; its text at the source has changed."
            self._report(record, Outcome.SKIPPED, existing.title, existing.uid, reason)
            return
        if existing.is_edited:
            reason = (
                "An editor has changed it since it was imported, and its text at the source has changed too: compare."
            )
            self._report(record, Outcome.SKIPPED, existing.title, existing.uid, reason)
            return
        plan = self._planner.plan(record)
        statement = Statement.objects.get(pk=existing.pk)
        was_public = statement.is_public
        try:
            with self._transaction(plan):
                self._write(statement, plan, record, new=False)
                reason = UPDATED_REASON if was_public else self._explain_draft(statement) or UPDATED_REASON
                entry = self._build_entry(record, plan, Outcome.UPDATED, statement, reason)
                self.report.keep(entry)
        except _Unchanged:
            self._report(record, Outcome.UNCHANGED, existing.title, existing.uid, "Only its wrapping has changed.")
            return
        except publishing.NotReady as error:
            reason = f"As it now is at the source it could not stay public. {error}"
            self._report(record, Outcome.FAILED, existing.title, existing.uid, reason)
            return
        except (IntegrityError, DataError) as error:
            self._report_failed(record, plan, error)
            return
        if not self.options.dry_run:
            existing_statements.remember(_existing_statement(statement))
        self._report_written(entry, plan)

    def _write(self, statement: Statement, plan: ImportPlan, record: ReadRecord, *, new: bool) -> None:
        """Write everything of one statement, within the caller's transaction."""
        before = None if new else publishing.build_snapshot(statement)
        save_people(plan)
        save_new_records([publisher for publisher in (plan.publisher, plan.republisher) if publisher])
        set_fields(statement, plan, record)
        drafts = build_drafts(plan, record.get_transcript())
        if statement.is_public:
            refuse_incomplete(statement, drafts)
        statement.save(force_insert=new)
        words = write_speeches(statement, drafts, new=new)
        write_relations(statement, plan, record, words, new=new)
        if before is not None and has_same_content(before, publishing.build_snapshot(statement, words)):
            raise _Unchanged
        if statement.is_public or (self.options.publish and not publishing.find_obstacles(statement)):
            publishing.publish(statement, ADDED_REASON if new else UPDATED_REASON, speeches=words)
        elif not new:
            publishing.record_change(statement, UPDATED_REASON)
        write_source(statement, record, new=new)

    def _explain_draft(self, statement: Statement) -> str:
        if statement.is_public:
            return ""
        reasons = publishing.find_obstacles(statement)
        return " ".join([LEFT_AS_DRAFT, *reasons]) if self.options.publish else ""

    @contextmanager
    def _transaction(self, plan: ImportPlan | None = None) -> Iterator[None]:
        """A transaction that a dry run rolls back; records rolled back are marked as unsaved in memory too."""
        made = list_unsaved_records(plan) if plan else []
        try:
            with transaction.atomic():
                yield
                if self.options.dry_run:
                    transaction.set_rollback(True)
        except BaseException:
            clear_keys(made)
            raise
        if self.options.dry_run:
            clear_keys(made)

    def _report(self, record: ReadRecord, outcome: Outcome, title: str = "", uid: str = "", reason: str = "") -> None:
        file = self._words.redact(record.file)[0]
        self.report.add(Entry(outcome, file, record.line, title, uid, reason))

    def _report_failed(self, record: ReadRecord, plan: ImportPlan, error: Exception) -> None:
        self._report(
            record, Outcome.FAILED, plan.title, reason=f"The database refused it: {str(error).splitlines()[0]}"
        )

    def _build_entry(
        self, record: ReadRecord, plan: ImportPlan, outcome: Outcome, statement: Statement, reason: str
    ) -> Entry:
        warnings = [warning["message"] for warning in plan.warnings]
        warnings += [f"“{label}” was matched to nobody: {why}." for label, why in plan.unmatched]
        uid = "" if self.options.dry_run and outcome is Outcome.ADDED else statement.uid
        shown = tuple(warnings[:MAX_WARNINGS_REPORTED])
        return Entry(outcome, record.file, record.line, plan.title, uid, reason, shown)

    def _report_written(self, entry: Entry, plan: ImportPlan) -> None:
        self.report.add(entry)
        self.report.note_counts.update(f"label matched to nobody: {why}" for _, why in plan.unmatched)
        self.report.note_counts.update(f"tag without a topic: {tag}" for tag in plan.unknown_tags)
        self.report.note_counts.update(f"warning: {warning['code']}" for warning in plan.warnings)
        self.report.note_counts["speeches with a speaker"] += sum(match.person is not None for match in plan.matches)


def _existing_statement(statement: Statement) -> ExistingStatement:
    return ExistingStatement(
        statement.pk, statement.uid, statement.title, statement.status, statement.raw_sha256, statement.source_key,
        statement.lock_version, statement.publisher_id,
    )  # fmt: skip


@contextmanager
def _session() -> Iterator[None]:
    """Let PostgreSQL not wait for the disk after each statement: a crash may lose the last ones, never half of one."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")
