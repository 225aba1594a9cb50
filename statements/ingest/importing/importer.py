"""Plans carried out: statements added and updated, each in a transaction of its own, with a report of every record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from django.db import DataError, IntegrityError, connection, models, transaction

from statements import publishing
from statements.ingest.importing.existing_statements import ExistingStatement, ExistingStatements
from statements.ingest.importing.planning import ImportPlan, Planner, build_drafts, build_source_key
from statements.ingest.matching.lookup_tables import LookupTables
from statements.ingest.matching.speakers import Person
from statements.ingest.reading.read_records import ReadRecord
from statements.ingest.report import Entry, Outcome, Report
from statements.ingest.writing import SpeechDraft, write_speeches
from statements.models import Publisher, Source, Statement, StatementParty, TreatyMention
from statements.models.base import slug_of
from statements.models.speech import SpeechKind
from statements.models.statement import PartyRole, StatementStatus
from statements.models.treaty import MentionRelation
from statements.publishing.lock_versions import mark_as_imported, update_import_mark

# Readings whose look-ups share their queries.
BATCH_SIZE = 50
MAX_WARNINGS_REPORTED = 20

ADDED_REASON = "Imported."
UPDATED_REASON = "Imported again: the text at the source has changed."


@dataclass(frozen=True, slots=True)
class ImportOptions:
    dry_run: bool = False
    publish: bool = False
    publisher: Publisher | None = None


class _Unchanged(Exception):
    """Written again, the statement is what it was: take it all back."""


class Importer:
    """Takes readings into the archive. ``stop`` is asked before each record whether to stop there."""

    def __init__(
        self,
        archive: LookupTables,
        options: ImportOptions,
        report: Report,
        stop: Callable[[], bool] = lambda: False,
    ):
        self.archive, self.options, self.report = archive, options, report
        self._stop = stop
        self._matcher = Planner(archive, options.publisher)
        self.added: list[int] = []  # primary keys of what this run has added
        self._dry_run_hashes: set[int] = set()  # hashes of what a dry run would have added by now

    def run(self, records: Iterable[ReadRecord], progress: Callable[[ReadRecord], None] = lambda record: None) -> None:
        records = iter(records)
        with _session():
            while batch := list(islice(records, BATCH_SIZE)):
                existing_statements = ExistingStatements.load(batch)
                for record in batch:
                    if self._stop():
                        self.report.interrupted = True
                        return
                    self._import_record(record, existing_statements)
                    progress(record)

    def _import_record(self, record: ReadRecord, existing_statements: ExistingStatements) -> None:
        transcript = record.transcript
        if record.problem:
            self._report(record, Outcome.SKIPPED if record.skipped else Outcome.FAILED, reason=record.problem)
            return
        existing = existing_statements.find(record)
        if existing and (record.is_known or existing.sha256 == record.sha256):
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
        elif existing:
            self._update(record, existing, existing_statements)
        else:
            self._add(record, existing_statements)

    def _handle_same_text(self, record: ReadRecord, existing: ExistingStatement) -> None:
        if self.options.publish and existing.status == StatementStatus.DRAFT and not existing.is_edited:
            statement = Statement.objects.get(pk=existing.pk)
            if not publishing.find_obstacles(statement):
                with self._transaction():
                    publishing.publish(statement, ADDED_REASON)
                    update_import_mark(statement)
                self._report(record, Outcome.UPDATED, existing.title, existing.uid, "It was a draft and is public now.")
                return
        reason = "It was withdrawn here and stays so." if existing.is_withdrawn else ""
        self._report(record, Outcome.UNCHANGED, existing.title, existing.uid, reason)

    def _add(self, record: ReadRecord, existing_statements: ExistingStatements) -> None:
        plan = self._matcher.plan(record)
        for last_try in (False, True):
            statement = Statement(source_key=plan.source_key)
            try:
                with self._transaction(plan):
                    self._write(statement, plan, record, new=True)
                break
            except (IntegrityError, DataError) as error:
                # Once in a great while a new uid is taken. Anything else fails again.
                if last_try:
                    self._report_failed(record, plan, error)
                    return
        if self.options.dry_run:
            self._dry_run_hashes |= {hash(statement.raw_sha256), hash(statement.source_key)}
        else:
            existing_statements.remember(_existing_statement(statement))
            self.added.append(statement.pk)
        self._report_written(record, plan, Outcome.ADDED, statement, self._explain_draft(statement))

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
        plan = self._matcher.plan(record)
        statement = Statement.objects.get(pk=existing.pk)
        was_public = statement.is_public
        try:
            with self._transaction(plan):
                self._write(statement, plan, record, new=False)
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
        reason = UPDATED_REASON if was_public else self._explain_draft(statement) or UPDATED_REASON
        self._report_written(record, plan, Outcome.UPDATED, statement, reason)

    def _write(self, statement: Statement, plan: ImportPlan, record: ReadRecord, *, new: bool) -> None:
        """Write everything of one statement; the caller's transaction takes it back as a whole."""
        before = None if new else publishing.build_snapshot(statement)
        _save_people(plan)
        _save_new([publisher for publisher in (plan.publisher, plan.republisher) if publisher])
        _set_fields(statement, plan, record)
        drafts = build_drafts(plan, record.transcript)
        if statement.is_public:
            _refuse_incomplete(statement, drafts)
        statement.save(force_insert=new)
        words = write_speeches(statement, drafts, new=new)
        _write_relations(statement, plan, record, words, new=new)
        if before is not None and _has_same_content(before, publishing.build_snapshot(statement, words)):
            raise _Unchanged
        if statement.is_public or (self.options.publish and not publishing.find_obstacles(statement)):
            publishing.publish(statement, ADDED_REASON if new else UPDATED_REASON, speeches=words)
        elif not new:
            publishing.record_change(statement, UPDATED_REASON)
        _write_source(statement, record, new=new)

    def _explain_draft(self, statement: Statement) -> str:
        if statement.is_public:
            return ""
        reasons = publishing.find_obstacles(statement)
        if self.options.publish and reasons:
            return f"Left as a draft. {' '.join(reasons)}"
        return "Left as a draft." if self.options.publish else ""

    @contextmanager
    def _transaction(self, plan: ImportPlan | None = None) -> Iterator[None]:
        """A transaction that a dry run takes back, and that leaves no trace in memory when it is taken back."""
        made = _unsaved_records(plan) if plan else []
        try:
            with transaction.atomic():
                yield
                if self.options.dry_run:
                    transaction.set_rollback(True)
        except BaseException:
            _forget_keys(made)
            raise
        if self.options.dry_run:
            _forget_keys(made)

    def _report(self, record: ReadRecord, outcome: Outcome, title: str = "", uid: str = "", reason: str = "") -> None:
        self.report.add(Entry(outcome, record.file, record.line, title, uid, reason))

    def _report_failed(self, record: ReadRecord, plan: ImportPlan, error: Exception) -> None:
        self._report(
            record, Outcome.FAILED, plan.title, reason=f"The database refused it: {str(error).splitlines()[0]}"
        )

    def _report_written(
        self, record: ReadRecord, plan: ImportPlan, outcome: Outcome, statement: Statement, reason: str
    ) -> None:
        warnings = [warning["message"] for warning in plan.warnings]
        warnings += [f"“{label}” was matched to nobody: {why}." for label, why in plan.unmatched]
        uid = "" if self.options.dry_run and outcome is Outcome.ADDED else statement.uid
        self.report.add(
            Entry(outcome, record.file, record.line, plan.title, uid, reason, tuple(warnings[:MAX_WARNINGS_REPORTED]))
        )
        self.report.note_counts.update(f"label matched to nobody: {why}" for _, why in plan.unmatched)
        self.report.note_counts.update(f"tag without a topic: {tag}" for tag in plan.unknown_tags)
        self.report.note_counts.update(f"warning: {warning['code']}" for warning in plan.warnings)
        self.report.note_counts["speeches with a speaker"] += sum(match.person is not None for match in plan.matches)


def _set_fields(statement: Statement, plan: ImportPlan, record: ReadRecord) -> None:
    front = plan.front
    if statement.title != plan.title:
        statement.slug = slug_of(plan.title, "statement")
    statement.title = plan.title
    statement.kind, statement.text_status = plan.kind, plan.text_status
    statement.language, statement.date = plan.language, plan.date
    statement.place = plan.place
    statement.place_party_id = plan.place_party.pk if plan.place_party else None
    statement.publisher, statement.republisher = plan.publisher, plan.republisher
    statement.source_url, statement.source_key = plan.source_url, plan.source_key
    statement.republisher_note, statement.provenance = front.republisher_note, front.provenance
    statement.retrieved_on = plan.retrieved_on
    statement.raw_sha256 = record.sha256
    statement.image_caption, statement.image_credit = front.caption, front.credit[:300]
    unmatched = [
        {"code": "unmatched-label", "message": f"“{label}” was matched to nobody: {why}.", "line": 0}
        for label, why in plan.unmatched
    ]
    statement.warnings = plan.warnings + unmatched


def _refuse_incomplete(statement: Statement, drafts: list[SpeechDraft]) -> None:
    """Raise ``NotReady`` where a public statement would lose what it must have."""
    Statement._meta.get_field("date").fill(statement)
    statement.speech_count = sum(draft.kind != SpeechKind.STAGE for draft in drafts)
    if reasons := publishing.find_obstacles(statement):
        raise publishing.NotReady(reasons)


def _write_relations(statement: Statement, plan: ImportPlan, record: ReadRecord, words, *, new: bool) -> None:
    if new:
        through = Statement.topics.through
        through.objects.bulk_create(through(statement=statement, topic_id=topic) for topic in plan.topics)
    else:
        statement.topics.set(plan.topics)
        statement.party_roles.filter(role=PartyRole.MENTIONED).delete()
        statement.treaty_mentions.filter(relation=MentionRelation.MENTIONS).delete()
    speaking = {speech.party_id for speech, _ in words}
    StatementParty.objects.bulk_create(
        StatementParty(statement=statement, party_id=party.pk, role=PartyRole.MENTIONED)
        for party in plan.mentioned
        if party.pk not in speaking
    )
    paragraphs = [paragraph for _, paragraphs_of_speech in words for paragraph in paragraphs_of_speech]
    TreatyMention.objects.bulk_create(
        TreatyMention(
            statement=statement, treaty_id=named.treaty, paragraph=paragraphs[named.paragraph],
            surface=named.surface[:300],
        )
        for named in record.treaty_occurrences
    )  # fmt: skip


def _write_source(statement: Statement, record: ReadRecord, *, new: bool) -> None:
    if not new:
        Source.objects.filter(statement=statement).delete()
    source = Source(
        statement=statement,
        name=f"{record.file.rpartition('/')[2]}{f':{record.line}' if record.line else ''}"[:300],
        format=record.format,
        compressed=record.compressed,
        size=record.size,
        sha256=record.sha256,
    )
    mark_as_imported(source)
    source.save(force_insert=True)


def _has_same_content(before: dict, after: dict) -> bool:
    return {**before, "raw_sha256": ""} == {**after, "raw_sha256": ""}


def _people_of(plan: ImportPlan) -> list[Person]:
    return list({id(match.person): match.person for match in plan.matches if match.person}.values())


def _unsaved_records(plan: ImportPlan) -> list[models.Model]:
    """What writing the plan will insert besides the statement."""
    people = _people_of(plan)
    records = [person.record for person in people] + [record for person in people for record in person.unwritten]
    records += [publisher for publisher in (plan.publisher, plan.republisher) if publisher]
    return [record for record in records if record.pk is None]


def _save_people(plan: ImportPlan) -> None:
    for person in _people_of(plan):
        _save_new([person.record])
        for record in person.unwritten:
            record.speaker_id = person.record.pk
        _save_new(person.unwritten)


def _save_new(records: Iterable[models.Model]) -> None:
    for record in records:
        if record.pk is None:
            record.save(force_insert=True)


def _forget_keys(records: list[models.Model]) -> None:
    """A record whose insertion was taken back has no key, and is inserted again when it is next needed."""
    for record in records:
        record.pk = None
        record._state.adding = True


def _existing_statement(statement: Statement) -> ExistingStatement:
    return ExistingStatement(
        statement.pk, statement.uid, statement.title, statement.status, statement.raw_sha256, statement.source_key,
        statement.lock_version,
    )  # fmt: skip


@contextmanager
def _session() -> Iterator[None]:
    """PostgreSQL need not wait for the disk after each statement: a crash may cost the last ones, never half of one."""
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
