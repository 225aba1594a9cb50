"""Writes the whole public archive as a package: see docs/exports.md."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import TextIO

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from statements.exchange.packages.archive_package import build_archive_package
from statements.exchange.packages.parts import PackageSpec, Tally
from statements.exchange.packages.targets import NotWritable, check_target, write_package
from statements.links.addresses import get_base_url
from statements.models import Publisher, Statement
from statements.models.statement import StatementStatus

SECONDS_BETWEEN_LINES = 0.5  # seconds between two lines of progress on a terminal


class Command(BaseCommand):
    help = (
        "Writes everything public: every statement as TEI and as texts, tables for spreadsheets and programs, and the "
        "records from which `import_statements` makes the same archive again. Drafts, withdrawn words and private "
        "notes are never in it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, metavar="FOLDER|FILE.zip", help="must not be there yet")
        parser.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")

    def handle(self, *args: object, target: Path, dry_run: bool, verbosity: int, **options: object) -> None:
        try:
            check_target(target)
        except NotWritable as error:
            raise CommandError(str(error)) from error
        if dry_run:
            for line in _preview():
                self.stdout.write(line)
            return
        base, tally = get_base_url(), Tally()
        address = base + reverse("statements:statements")
        order = PackageSpec("all statements", address, base, timezone.now(), "The archive of Chancery")
        started = time.monotonic()
        progress = _Progress(sys.stderr if verbosity else None)
        try:
            size = write_package(build_archive_package(order, progress, tally), target, order.when)
        except OSError as error:
            raise CommandError(f"{target} cannot be written: {error.strerror or error}.") from error
        finally:
            progress.end()
        if verbosity:
            self.stdout.write(
                f"{target}: {tally.statements:,} statements, {tally.texts:,} texts, {tally.words:,} words; "
                f"{size / 1_000_000:,.1f} MB in {time.monotonic() - started:,.0f} s."
            )


def _preview() -> list[str]:
    published = Statement.objects.published()
    words = published.filter(publisher__shows_full_text=True).aggregate(words=Sum("word_count"))["words"] or 0
    silent = published.filter(publisher__shows_full_text=False).count()
    gone = Statement.objects.filter(status=StatementStatus.WITHDRAWN, datestamp__isnull=False).count()
    left_out = Statement.objects.count() - published.count() - gone
    lines = [
        f"Would write {published.count():,} statements with {words:,} words, and {gone:,} tombstones.",
        f"Would leave out {left_out:,} statements that are not public.",
    ]
    if silent:
        names = Publisher.objects.filter(shows_full_text=False, statements__in=published).distinct()
        named = ", ".join(names.values_list("name", flat=True)[:5])
        lines.append(f"Would write {silent:,} statements without their words, as their publishers ask: {named}.")
    return [*lines, "Dry run: nothing was written."]


class _Progress:
    """A line of progress, overwritten on a terminal; silent where the output is no terminal."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream if stream is not None and stream.isatty() else None
        self._last = 0.0

    def __call__(self, done: int, total: int) -> None:
        if self._stream is None or (time.monotonic() - self._last < SECONDS_BETWEEN_LINES and done < total):
            return
        self._last = time.monotonic()
        self._stream.write(f"\r{done:,} of {total:,} statements")
        self._stream.flush()

    def end(self) -> None:
        if self._stream is not None and self._last:
            self._stream.write("\n")
