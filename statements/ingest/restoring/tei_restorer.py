"""TEI that the archive itself has exported, restored: a new statement, or the next version of an existing one.

Somebody may have corrected the file in an editor of their own in the meantime. It becomes the next version only of the
very version it was exported from; otherwise it would undo what has been corrected here since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from django.db import DataError, IntegrityError, transaction
from django.db.models import Max

from statements import publishing
from statements.ingest.report import Entry, Outcome, Report
from statements.ingest.restoring.authority_records import AuthorityRecords
from statements.ingest.restoring.statement_restorer import NotRestorable, RestorableStatement, restore_statement
from statements.models import Statement
from statements.models.base import build_slug
from statements.models.statement import StatementStatus
from statements.publishing.redacted_words import explain_refusal, load_redacted_words
from statements.transcripts.model import UnreadableTranscript
from statements.transcripts.readers.xml.archive_tei import TeiStatement, is_own, read_statement

RESTORED_REASON = "Restored from a TEI file of this archive."
# Bytes read of a file to see whether it is an export of ours: enough for its header.
MAX_SNIFFED_BYTES = 100_000


def is_tei_export(path: Path) -> bool:
    """Whether ``path`` is a TEI file that this archive has written. False where it cannot be read at all."""
    try:
        with path.open("rb") as stream:
            return is_own(stream.read(MAX_SNIFFED_BYTES))
    except OSError:
        return False


class TeiRestorer:
    """``publish`` publishes new statements; ``dry_run`` rolls everything back."""

    def __init__(
        self,
        report: Report,
        *,
        publish: bool = False,
        dry_run: bool = False,
        changed: Callable[[list[int]], None] = lambda pks: None,
    ):
        self.report, self.publish, self.dry_run = report, publish, dry_run
        self._changed = changed
        self._authorities = AuthorityRecords()

    def run(self, paths: Iterable[Path], stop: Callable[[], bool] = lambda: False) -> None:
        for path in paths:
            if stop():
                self.report.interrupted = True
                break
            if not self.report.take_up(str(path), 0):
                self._restore_one(path)

    def _restore_one(self, path: Path) -> None:
        title = uid = ""
        try:
            read = read_statement(path.read_bytes())
            title, uid = read.snapshot["title"], read.snapshot["uid"]
            outcome, reason = self._restore(read, path)
        except OSError as error:
            outcome, reason = Outcome.FAILED, f"The file cannot be read: {error.strerror or error}."
        except (UnreadableTranscript, NotRestorable, publishing.NotReady) as error:
            outcome, reason = Outcome.FAILED, str(error)
        except (IntegrityError, DataError) as error:
            outcome, reason = Outcome.FAILED, f"The database refused it: {str(error).splitlines()[0]}"
        if outcome is Outcome.FAILED or self.dry_run:
            self._authorities.discard_cache()
        self.report.add(Entry(outcome, str(path), title=title, uid=uid, reason=reason))

    def _restore(self, read: TeiStatement, path: Path) -> tuple[Outcome, str]:
        if not read.has_text:
            return (
                Outcome.SKIPPED,
                "The licence of its publisher keeps the text out of exports: there is none to restore.",
            )
        statement = Statement.objects.filter(uid=read.snapshot["uid"]).first()
        if refusal := explain_refusal(load_redacted_words(statement), [read.snapshot, read.named]):
            return Outcome.SKIPPED, refusal
        if statement is None:
            return self._write(Statement(), read, path)
        if publishing.build_snapshot(statement) == read.snapshot:
            return Outcome.UNCHANGED, ""
        if statement.status == StatementStatus.WITHDRAWN:
            return Outcome.SKIPPED, "It was withdrawn here and stays so."
        version = statement.revisions.aggregate(last=Max("number"))["last"] or 0
        if version != read.version:
            reason = f"It was exported from version {read.version}; the archive has version {version}: compare."
            return Outcome.SKIPPED, reason
        return self._write(statement, read, path)

    def _write(self, statement: Statement, read: TeiStatement, path: Path) -> tuple[Outcome, str]:
        new = statement.pk is None
        was_public = statement.is_public
        with transaction.atomic():
            if not new and statement.title != read.snapshot["title"]:
                # The slug in the file is that of the title it was exported with.
                read.snapshot["slug"] = build_slug(read.snapshot["title"], "statement")
            words = restore_statement(
                statement, RestorableStatement(read.snapshot, read.certainty, read.named), self._authorities, new=new
            )
            _link_related(statement, read.snapshot)
            if was_public or self.publish:
                reason = RESTORED_REASON if new else f"Corrected in a TEI file of version {read.version}."
                publishing.publish(statement, reason, speeches=words)
            elif not new:
                publishing.record_change(statement, RESTORED_REASON)
            outcome = Outcome.ADDED if new else Outcome.UPDATED
            left = "" if statement.is_public else "Left as a draft."
            self.report.keep(Entry(outcome, str(path), title=statement.title, uid=statement.uid, reason=left))
            if self.dry_run:
                transaction.set_rollback(True)
            else:
                self._changed([statement.pk])
        return outcome, left


def _link_related(statement: Statement, snapshot: dict) -> None:
    """Link it to the statement that it translates or is a version of, where the archive has that one."""
    for name in ("translation_of", "version_of"):
        other = Statement.objects.filter(uid=snapshot[name]).first() if snapshot[name] else None
        if getattr(statement, name) != other:
            setattr(statement, name, other)
            statement.save(update_fields=[name, "changed_at"])
