"""What an import command prints on the terminal: a progress bar while it runs, a summary of the report at its end."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TextIO

from django.core.management import CommandError
from django.db import DatabaseError, InterfaceError
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from statements.ingest.report import EXIT_NOTHING_USABLE, EXIT_SOME_FAILED, LEFT_AS_DRAFT, Entry, Outcome, Report
from statements.trouble import describe_for_terminal, find_trouble

MAX_REASONS_SHOWN = 8
EXIT_INTERRUPTED = 130


class Interrupt:
    """Ctrl-C (or SIGTERM) asks to stop after the current record; a second one stops at once."""

    def __init__(self) -> None:
        self.is_requested = False

    def __call__(self) -> bool:
        return self.is_requested

    @contextmanager
    def listen(self) -> Iterator[Interrupt]:
        before = {number: signal.signal(number, self._handle_signal) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _handle_signal(self, number: int, frame: FrameType | None) -> None:
        if self.is_requested:
            raise KeyboardInterrupt
        self.is_requested = True


class ProgressMeter:
    """A progress bar with rate and time left; prints nothing where the stream is no terminal."""

    def __init__(self, stream: TextIO, total: int, report: Report):
        self._report = report
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(binary_units=True),
            TextColumn("{task.fields[counted]}"),
            TimeRemainingColumn(),
            console=Console(file=stream),
            disable=not stream.isatty(),
            transient=True,
        )
        self._task = self._progress.add_task("Importing", total=total, counted="")

    def __enter__(self) -> ProgressMeter:
        self._progress.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._progress.stop()

    def update(self, position: int) -> None:
        if self._progress.disable:
            return
        elapsed = self._progress.tasks[0].elapsed or 0
        done = sum(self._report.counts.values())
        rate = f"{done:,} records, {done / elapsed:,.0f} a second" if elapsed else f"{done:,} records"
        self._progress.update(self._task, completed=position, counted=rate)


@contextmanager
def explain_errors(report: Report, report_file: Path | None) -> Iterator[None]:
    """Turn errors of files and database into a sentence instead of a traceback. Each record is written in a transaction
    of its own: what the report has by then is stored."""
    try:
        yield
    except (OSError, DatabaseError, InterfaceError) as error:
        if trouble := find_trouble(error):
            kept = f"{_count_stored(report)} Nothing of any other record was."
            raise CommandError(describe_for_terminal(trouble, kept), returncode=EXIT_SOME_FAILED) from error
        if not isinstance(error, OSError):
            raise
        named = error.filename or report_file
        raise CommandError(f"{named}: {error.strerror or error}.", returncode=EXIT_NOTHING_USABLE) from error


def _count_stored(report: Report) -> str:
    added, updated = report.counts[Outcome.ADDED], report.counts[Outcome.UPDATED]
    if report.dry_run or not report.changed:
        return "Nothing was stored."
    return f"{added:,} were added and {updated:,} updated before and are stored."


def format_summary(report: Report, what: str) -> list[str]:
    """Format the report as lines for a terminal. ``what`` are the records: "statements", "treaties"."""
    return [_make_visible(line) for line in _list_lines(report, what)]


def _make_visible(line: str) -> str:
    """What would move the cursor, colour the terminal or turn the reading round, as its code: titles come from
    anywhere."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in line)


def _list_lines(report: Report, what: str) -> list[str]:
    head = "Nothing was written (dry run). It would be: " if report.dry_run else ""
    counts = ", ".join(f"{report.counts[outcome]:,} {outcome.value}" for outcome in Outcome)
    lines = [f"{head}{what.capitalize()}: {counts}."]
    for outcome in (Outcome.FAILED, Outcome.SKIPPED):
        reasons = [(reason, n) for (found, reason), n in report.reasons.most_common() if found is outcome]
        if reasons:
            lines.append(f"{outcome.value.capitalize()}:")
            lines += [f"  {count:,} × {reason}" for reason, count in reasons[:MAX_REASONS_SHOWN]]
            lines += _format_more(len(reasons))
            lines += [f"    {_format_place(entry)}" for entry in report.examples[outcome][:MAX_REASONS_SHOWN]]
    drafts = [
        (reason.removeprefix(LEFT_AS_DRAFT).strip(), n)
        for (_, reason), n in report.reasons.most_common()
        if reason.startswith(LEFT_AS_DRAFT)
    ]
    if drafts:
        lines.append("Left as drafts:")
        lines += [f"  {count:,} × {reason or 'As asked.'}{_hint(reason)}" for reason, count in drafts]
    noted = [(note, count) for note, count in report.note_counts.most_common() if not note.startswith("speeches")]
    if noted:
        lines.append("To look at:")
        lines += [f"  {count:,} × {note}" for note, count in noted[:MAX_REASONS_SHOWN]]
        lines += _format_more(len(noted))
    if report.interrupted:
        lines.append("Stopped as asked, between two records. Give the same command again: it goes on where it stopped.")
    return lines


def exit_with_status(report: Report) -> None:
    """End the process with the status that the report calls for."""
    status = EXIT_INTERRUPTED if report.interrupted else report.exit_status
    if status:
        sys.exit(status)


def _hint(reason: str) -> str:
    if "no publisher" not in reason:
        return ""
    alone = reason == "It has no publisher."
    return f" (--publisher NAME names one{': give the same command again with it' if alone else ''})"


def _format_more(number: int) -> list[str]:
    return (
        [f"  … and {number - MAX_REASONS_SHOWN:,} more kinds; --report FILE has all."]
        if number > MAX_REASONS_SHOWN
        else []
    )


def _format_place(entry: Entry) -> str:
    place = f"{entry.file}:{entry.line}" if entry.line else entry.file
    return f"{place}  {entry.title}".rstrip()
