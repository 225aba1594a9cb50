"""Plans carried out: statements added and updated, each in a transaction of its own, with a report of every record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from django.db import DataError, IntegrityError, connection, models, transaction

from statements import publishing
from statements.ingest.archive import Archive
from statements.ingest.known import Known, Standing
from statements.ingest.matching import Matcher, Plan, drafts_of, source_key
from statements.ingest.reading import Reading
from statements.ingest.report import Entry, Outcome, Report
from statements.ingest.speakers import Person
from statements.ingest.writing import SpeechDraft, write_speeches
from statements.models import Publisher, Source, Statement, StatementParty, TreatyMention
from statements.models.base import slug_of
from statements.models.speech import SpeechKind
from statements.models.statement import PartyRole, StatementStatus
from statements.models.treaty import MentionRelation
from statements.publishing.lock_versions import mark_as_imported, update_import_mark

# Readings whose look-ups share their queries.
LOT = 50
WARNINGS_REPORTED = 20

ADDED_REASON = "Imported."
UPDATED_REASON = "Imported again: the text at the source has changed."


@dataclass(frozen=True, slots=True)
class Options:
    dry_run: bool = False
    publish: bool = False
    publisher: Publisher | None = None


class _Unchanged(Exception):
    """Written again, the statement is what it was: take it all back."""


class Importer:
    """Takes readings into the archive. ``stop`` is asked before each record whether to stop there."""

    def __init__(
        self,
        archive: Archive,
        options: Options,
        report: Report,
        stop: Callable[[], bool] = lambda: False,
    ):
        self.archive, self.options, self.report = archive, options, report
        self._stop = stop
        self._matcher = Matcher(archive, options.publisher)
        self.added: list[int] = []  # primary keys of what this run has added
        self._rehearsed: set[int] = set()  # hashes of what a dry run would have added by now

    def run(self, readings: Iterable[Reading], progress: Callable[[Reading], None] = lambda reading: None) -> None:
        readings = iter(readings)
        with _session():
            while lot := list(islice(readings, LOT)):
                known = Known.of(lot)
                for reading in lot:
                    if self._stop():
                        self.report.interrupted = True
                        return
                    self._take(reading, known)
                    progress(reading)

    def _take(self, reading: Reading, known: Known) -> None:
        transcript = reading.transcript
        if reading.problem:
            self._say(reading, Outcome.SKIPPED if reading.skipped else Outcome.FAILED, reason=reading.problem)
            return
        standing = known.find(reading)
        if standing and (reading.known or standing.sha256 == reading.sha256):
            self._same(reading, standing)
        elif transcript is None:
            reason = "It was in the archive when the import began and is not there any more: import it again."
            self._say(reading, Outcome.FAILED, reason=reason)
        elif transcript.refused:
            self._say(reading, Outcome.FAILED, transcript.front.title, reason=transcript.refused)
        elif not transcript.turns:
            self._say(reading, Outcome.FAILED, transcript.front.title, reason="No words of a statement are in it.")
        elif self._rehearsed and hash(reading.sha256) in self._rehearsed:
            self._say(reading, Outcome.UNCHANGED, transcript.front.title)
        elif self._rehearsed and hash(source_key(transcript.front) or None) in self._rehearsed:
            self._say(reading, Outcome.UPDATED, transcript.front.title, reason=UPDATED_REASON)
        elif standing:
            self._changed_text(reading, standing, known)
        else:
            self._new(reading, known)

    def _same(self, reading: Reading, standing: Standing) -> None:
        if self.options.publish and standing.status == StatementStatus.DRAFT and not standing.is_edited:
            statement = Statement.objects.get(pk=standing.pk)
            if not publishing.find_obstacles(statement):
                with self._transaction():
                    publishing.publish(statement, ADDED_REASON)
                    update_import_mark(statement)
                self._say(reading, Outcome.UPDATED, standing.title, standing.uid, "It was a draft and is public now.")
                return
        reason = "It was withdrawn here and stays so." if standing.is_withdrawn else ""
        self._say(reading, Outcome.UNCHANGED, standing.title, standing.uid, reason)

    def _new(self, reading: Reading, known: Known) -> None:
        plan = self._matcher.plan(reading)
        for last_try in (False, True):
            statement = Statement(source_key=plan.source_key)
            try:
                with self._transaction(plan):
                    self._write(statement, plan, reading, new=True)
                break
            except (IntegrityError, DataError) as error:
                # Once in a great while a new uid is taken. Anything else fails again.
                if last_try:
                    self._say_failed(reading, plan, error)
                    return
        if self.options.dry_run:
            self._rehearsed |= {hash(statement.raw_sha256), hash(statement.source_key)}
        else:
            known.remember(_standing(statement))
            self.added.append(statement.pk)
        self._say_written(reading, plan, Outcome.ADDED, statement, self._why_draft(statement))

    def _changed_text(self, reading: Reading, standing: Standing, known: Known) -> None:
        if standing.is_withdrawn:
            reason = "It was withdrawn here and stays so; its text at the source has changed."
            self._say(reading, Outcome.SKIPPED, standing.title, standing.uid, reason)
            return
        if standing.is_edited:
            reason = (
                "An editor has changed it since it was imported, and its text at the source has changed too: compare."
            )
            self._say(reading, Outcome.SKIPPED, standing.title, standing.uid, reason)
            return
        plan = self._matcher.plan(reading)
        statement = Statement.objects.get(pk=standing.pk)
        was_public = statement.is_public
        try:
            with self._transaction(plan):
                self._write(statement, plan, reading, new=False)
        except _Unchanged:
            self._say(reading, Outcome.UNCHANGED, standing.title, standing.uid, "Only its wrapping has changed.")
            return
        except publishing.NotReady as error:
            reason = f"As it now is at the source it could not stay public. {error}"
            self._say(reading, Outcome.FAILED, standing.title, standing.uid, reason)
            return
        except (IntegrityError, DataError) as error:
            self._say_failed(reading, plan, error)
            return
        if not self.options.dry_run:
            known.remember(_standing(statement))
        reason = UPDATED_REASON if was_public else self._why_draft(statement) or UPDATED_REASON
        self._say_written(reading, plan, Outcome.UPDATED, statement, reason)

    def _write(self, statement: Statement, plan: Plan, reading: Reading, *, new: bool) -> None:
        """Write everything of one statement; the caller's transaction takes it back as a whole."""
        before = None if new else publishing.build_snapshot(statement)
        _save_people(plan)
        _save_new([publisher for publisher in (plan.publisher, plan.republisher) if publisher])
        _fill(statement, plan, reading)
        drafts = drafts_of(plan, reading.transcript)
        if statement.is_public:
            _refuse_loss(statement, drafts)
        statement.save(force_insert=new)
        words = write_speeches(statement, drafts, new=new)
        _write_relations(statement, plan, reading, words, new=new)
        if before is not None and _same_content(before, publishing.build_snapshot(statement, words)):
            raise _Unchanged
        if statement.is_public or (self.options.publish and not publishing.find_obstacles(statement)):
            publishing.publish(statement, ADDED_REASON if new else UPDATED_REASON, speeches=words)
        elif not new:
            publishing.record_change(statement, UPDATED_REASON)
        _write_source(statement, reading, new=new)

    def _why_draft(self, statement: Statement) -> str:
        if statement.is_public:
            return ""
        reasons = publishing.find_obstacles(statement)
        if self.options.publish and reasons:
            return f"Left as a draft. {' '.join(reasons)}"
        return "Left as a draft." if self.options.publish else ""

    @contextmanager
    def _transaction(self, plan: Plan | None = None) -> Iterator[None]:
        """A transaction that a dry run takes back, and that leaves no trace in memory when it is taken back."""
        made = _unsaved(plan) if plan else []
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

    def _say(self, reading: Reading, outcome: Outcome, title: str = "", uid: str = "", reason: str = "") -> None:
        self.report.add(Entry(outcome, reading.file, reading.line, title, uid, reason))

    def _say_failed(self, reading: Reading, plan: Plan, error: Exception) -> None:
        self._say(reading, Outcome.FAILED, plan.title, reason=f"The database refused it: {str(error).splitlines()[0]}")

    def _say_written(self, reading: Reading, plan: Plan, outcome: Outcome, statement: Statement, reason: str) -> None:
        warnings = [warning["message"] for warning in plan.warnings]
        warnings += [f"“{label}” was matched to nobody: {why}." for label, why in plan.unmatched]
        uid = "" if self.options.dry_run and outcome is Outcome.ADDED else statement.uid
        self.report.add(
            Entry(outcome, reading.file, reading.line, plan.title, uid, reason, tuple(warnings[:WARNINGS_REPORTED]))
        )
        self.report.noted.update(f"label matched to nobody: {why}" for _, why in plan.unmatched)
        self.report.noted.update(f"tag without a topic: {tag}" for tag in plan.unknown_tags)
        self.report.noted.update(f"warning: {warning['code']}" for warning in plan.warnings)
        self.report.noted["speeches with a speaker"] += sum(match.person is not None for match in plan.matches)


def _fill(statement: Statement, plan: Plan, reading: Reading) -> None:
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
    statement.raw_sha256 = reading.sha256
    statement.image_caption, statement.image_credit = front.caption, front.credit[:300]
    unmatched = [
        {"code": "unmatched-label", "message": f"“{label}” was matched to nobody: {why}.", "line": 0}
        for label, why in plan.unmatched
    ]
    statement.warnings = plan.warnings + unmatched


def _refuse_loss(statement: Statement, drafts: list[SpeechDraft]) -> None:
    """Raise ``NotReady`` where a public statement would lose what it must have."""
    Statement._meta.get_field("date").fill(statement)
    statement.speech_count = sum(draft.kind != SpeechKind.STAGE for draft in drafts)
    if reasons := publishing.find_obstacles(statement):
        raise publishing.NotReady(reasons)


def _write_relations(statement: Statement, plan: Plan, reading: Reading, words, *, new: bool) -> None:
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
    paragraphs = [paragraph for _, its_own in words for paragraph in its_own]
    TreatyMention.objects.bulk_create(
        TreatyMention(
            statement=statement, treaty_id=named.treaty, paragraph=paragraphs[named.paragraph],
            surface=named.surface[:300],
        )
        for named in reading.treaties
    )  # fmt: skip


def _write_source(statement: Statement, reading: Reading, *, new: bool) -> None:
    if not new:
        Source.objects.filter(statement=statement).delete()
    source = Source(
        statement=statement,
        name=f"{reading.file.rpartition('/')[2]}{f':{reading.line}' if reading.line else ''}"[:300],
        format=reading.format,
        compressed=reading.compressed,
        size=reading.size,
        sha256=reading.sha256,
    )
    mark_as_imported(source)
    source.save(force_insert=True)


def _same_content(before: dict, after: dict) -> bool:
    return {**before, "raw_sha256": ""} == {**after, "raw_sha256": ""}


def _people(plan: Plan) -> list[Person]:
    return list({id(match.person): match.person for match in plan.matches if match.person}.values())


def _unsaved(plan: Plan) -> list[models.Model]:
    """What writing the plan will insert besides the statement."""
    people = _people(plan)
    records = [person.record for person in people] + [record for person in people for record in person.unwritten]
    records += [publisher for publisher in (plan.publisher, plan.republisher) if publisher]
    return [record for record in records if record.pk is None]


def _save_people(plan: Plan) -> None:
    for person in _people(plan):
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


def _standing(statement: Statement) -> Standing:
    return Standing(
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
