"""A package of this archive restored: statements with their versions, tombstones, and everything they name.

An empty archive gets the same pages at the same addresses. In an archive that has statements the missing ones are
added and nothing else is touched. A restoration can be stopped and repeated: what is there is recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import F

from statements.ingest.report import Entry, Outcome, Report
from statements.ingest.restoring.authority_checks import check_records
from statements.ingest.restoring.authority_records import AuthorityRecords
from statements.ingest.restoring.authority_restorer import restore_authorities
from statements.ingest.restoring.packages import STATEMENTS, DamagedPackage, Package, PackageLine
from statements.ingest.restoring.redactions import restore_redactions
from statements.ingest.restoring.statement_restorer import (
    NotRestorable,
    RestorableStatement,
    format_errors,
    restore_statement,
)
from statements.models import Permalink, Revision, Statement, StatementParty, StatementSpeaker
from statements.models.base import build_permalink_key, build_statement_path
from statements.models.permalink import PermalinkKind
from statements.models.revision import Snapshot
from statements.models.statement import StatementStatus
from statements.publishing.lifecycle import lock_fields
from statements.publishing.redacted_words import explain_refusal, load_redacted_words

# What a record of another shape than expected raises, wherever it is first looked at.
_FAULTS = (
    KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError, RecursionError,
    IntegrityError, DataError,
)  # fmt: skip
MAX_SHOWN = 500  # characters of a title in the report
_TOMBSTONE_FIELDS = (
    "uid", "slug", "title", "kind", "text_status", "language", "date", "place", "source_url", "source_key",
    "withdrawn_reason",
)  # fmt: skip


class PackageRestorer:
    """``changed`` is called with the key of each statement, within the transaction that writes it."""

    def __init__(
        self,
        report: Report,
        *,
        dry_run: bool = False,
        changed: Callable[[list[int]], None] = lambda pks: None,
        stop: Callable[[], bool] = lambda: False,
    ):
        self.report, self.dry_run = report, dry_run
        self._changed, self._stop = changed, stop
        self._authorities = AuthorityRecords()
        self._related: list[tuple[int, str, str]] = []
        self._words = load_redacted_words()

    def run(self, package: Package, progress: Callable[[int], None] = lambda done: None) -> None:
        """Restore everything, each statement in a transaction of its own. A dry run rolls all of it back at the end."""
        if self.dry_run:
            with transaction.atomic():
                self._run(package, progress)
                transaction.set_rollback(True)
            return
        self._run(package, progress)

    def _run(self, package: Package, progress: Callable[[int], None]) -> None:
        refused: list[Entry] = []

        def refuse(kind: str, line: int, record: Mapping[str, Any], reason: str) -> None:
            title, uid = (str(record.get(name) or "")[:200] for name in ("name", "uid"))
            named = self._words.redact(title)[0]
            refused.append(Entry(Outcome.FAILED, f"{package}/{_file_of(kind)}", line, named, uid, reason))

        try:
            with transaction.atomic():
                added = restore_authorities(
                    lambda kind: self._redact(check_records(kind, package.lines(_file_of(kind)), refuse)),
                    self._authorities,
                )
        except (DamagedPackage, ValidationError, *_FAULTS) as error:
            reason = f"What its statements name cannot be restored: {_first_line(error)}"
            self.report.add(Entry(Outcome.FAILED, str(package), reason=reason))
            return
        for entry in refused:
            self.report.add(entry)
        self.report.note_counts.update({f"{kind} restored": number for kind, number in added.items() if number})
        try:
            for line in package.lines(STATEMENTS):
                if self._stop():
                    self.report.interrupted = True
                    break
                self.report.add(self._restore_one(package, line))
                progress(line.done)
        except DamagedPackage as error:
            self.report.add(Entry(Outcome.FAILED, str(package), reason=str(error)))
        self._link_related()

    def _redact(self, records: Iterator[dict]) -> Iterator[dict]:
        """The records with marks for words that were redacted here."""
        for record in records:
            yield self._words.redact_value(record)[0] if self._words else record

    def _restore_one(self, package: Package, line: PackageLine) -> Entry:
        content = line.record.get("statement", line.record)
        named = content if isinstance(content, dict) else {}
        title, uid = (str(named.get(name, ""))[:MAX_SHOWN] for name in ("title", "uid"))
        title = self._words.redact(title)[0]
        try:
            if line.problem:
                raise NotRestorable(line.problem)
            outcome, reason = self._restore(line.record, uid)
        except NotRestorable as error:
            outcome, reason = Outcome.FAILED, str(error)
        except ValidationError as error:
            outcome, reason = Outcome.FAILED, " ".join(format_errors(error))
        except (IntegrityError, DataError) as error:
            outcome, reason = Outcome.FAILED, f"The database refused it: {_first_line(error)}"
        except _FAULTS as error:
            outcome, reason = Outcome.FAILED, f"It is not laid out as an export of this archive ({_first_line(error)})."
        if outcome is Outcome.FAILED:
            self._authorities.discard_cache()
        return Entry(outcome, f"{package}/{STATEMENTS}", line.number, title, uid, reason)

    def _restore(self, record: dict, uid: str) -> tuple[Outcome, str]:
        if record["status"] not in (StatementStatus.PUBLISHED, StatementStatus.WITHDRAWN):
            raise NotRestorable("It is neither public nor withdrawn: only what was public is in a package.")
        existing = Statement.objects.filter(uid=uid).first()
        if existing is not None:
            outcome, reason = _compare(existing, record)
            if outcome is Outcome.UNCHANGED and existing.is_public:
                # A restoration that was interrupted had not linked it yet.
                self._note_related(existing.pk, record["statement"])
            return outcome, reason
        if refusal := explain_refusal(self._words, [record]):
            return Outcome.SKIPPED, refusal
        withdrawn = record["status"] == StatementStatus.WITHDRAWN
        if (
            not withdrawn
            and Permalink.objects.filter(
                address=build_permalink_key(build_statement_path(uid)), kind=PermalinkKind.MOVED
            ).exists()
        ):
            return Outcome.SKIPPED, "It has been merged into another statement here."
        write = self._restore_tombstone if withdrawn else self._restore_published
        with transaction.atomic():
            pk = write(record)
            if not self.dry_run:
                self._changed([pk])
        return Outcome.ADDED, ""

    def _restore_published(self, record: dict) -> int:
        snapshot, versions = record["statement"], record["versions"]
        statement = Statement()
        restore_statement(statement, RestorableStatement(snapshot, record["certainty"]), self._authorities, new=True)
        _restore_versions(statement, versions, snapshot)
        restore_redactions(statement, record.get("redactions", []))
        # By update, since saving would set its dates anew.
        Statement.objects.filter(pk=statement.pk).update(
            status=StatementStatus.PUBLISHED,
            source_key=record["source_key"],
            speech_count=record["speech_count"],
            word_count=record["word_count"],
            **lock_fields(len(versions)),
            **_parse_moments(record),
        )
        self._note_related(statement.pk, snapshot)
        return statement.pk

    def _restore_tombstone(self, record: dict) -> int:
        authorities = self._authorities
        statement = Statement(
            **{name: record[name] for name in _TOMBSTONE_FIELDS},
            status=StatementStatus.WITHDRAWN,
            withdrawn_on=date.fromisoformat(record["withdrawn_on"]) if record["withdrawn_on"] else None,
            place_party=authorities.get_party(record["place_party"]),
            publisher=authorities.get_or_create_publisher({"uid": record["publisher"], "name": ""})
            if record["publisher"]
            else None,
        )
        statement.clean_fields(exclude=["slug"] if not statement.slug else [])
        statement.clean()
        statement.save(force_insert=True)
        statement.topics.set(authorities.get_topic(path) for path in record["topics"])
        StatementParty.objects.bulk_create(
            StatementParty(statement=statement, party=authorities.get_party(each["code"]), role=each["role"])
            for each in record["parties"]
        )
        StatementSpeaker.objects.bulk_create(
            StatementSpeaker(
                statement=statement,
                speaker=authorities.get_or_create_speaker({"uid": voice["speaker"], "name": ""}),
                party=authorities.get_party(voice["party"]),
                role=voice["office"],
                order=order,
                speech_count=voice["speech_count"],
            )
            for order, voice in enumerate(record["voices"], start=1)
        )
        _restore_versions(statement, record["versions"])
        Statement.objects.filter(pk=statement.pk).update(**_parse_moments(record))
        return statement.pk

    def _link_related(self) -> None:
        """Link translations and versions, now that all are here."""
        expected = {uid for _, *uids in self._related for uid in uids if uid}
        keys = dict(Statement.objects.filter(uid__in=expected).values_list("uid", "pk"))
        for pk, translated, other in self._related:
            Statement.objects.filter(pk=pk).update(
                translation_of=keys.get(translated), version_of=keys.get(other), changed_at=F("changed_at")
            )

    def _note_related(self, pk: int, snapshot: Snapshot) -> None:
        if snapshot["translation_of"] or snapshot["version_of"]:
            self._related.append((pk, snapshot["translation_of"], snapshot["version_of"]))


def _file_of(kind: str) -> str:
    return f"archive/{kind}.jsonl"


def _compare(existing: Statement, record: dict) -> tuple[Outcome, str]:
    if existing.status == StatementStatus.WITHDRAWN:
        same = record["status"] == existing.status
        return (Outcome.UNCHANGED, "") if same else (Outcome.SKIPPED, "It was withdrawn here and stays so.")
    last = existing.revisions.order_by("-number").first()
    expected = record["versions"][-1]["sha256"] if record.get("versions") else ""
    if last is not None and last.sha256 == expected:
        return Outcome.UNCHANGED, ""
    return Outcome.SKIPPED, "The archive has it in another version: compare."


def _restore_versions(statement: Statement, versions: list[dict[str, Any]], current: Snapshot | None = None) -> None:
    """``current`` is what a version without a snapshot of its own holds."""
    revisions = []
    for version in versions:
        revision = Revision(statement=statement, number=version["number"], reason=version["reason"])
        snapshot: Snapshot | None = current if version["snapshot"] is None else version["snapshot"]
        if snapshot is None:
            raise NotRestorable(f"Version {version['number']} has no snapshot.")
        revision.snapshot = snapshot
        if revision.sha256 != version["sha256"]:
            raise NotRestorable(f"Version {version['number']} is not what its SHA-256 says.")
        revisions.append(revision)
    if not revisions:
        raise NotRestorable("It has no version.")
    Revision.objects.bulk_create(revisions)
    for revision, version in zip(revisions, versions, strict=True):
        revision.created_at = datetime.fromisoformat(version["at"])
    # The field sets the date of a new row itself.
    Revision.objects.bulk_update(revisions, ["created_at"])


def _parse_moments(record: dict) -> dict[str, datetime]:
    return {name: datetime.fromisoformat(record[name]) for name in ("added_at", "published_at", "datestamp")}


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
