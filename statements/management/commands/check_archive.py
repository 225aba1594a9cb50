"""Checks the archive against itself."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from statements.models import Paragraph, Revision, Speaker, Speech, Statement, Treaty
from statements.operating.backup.making import read_last_backup
from statements.publishing.consistency import CHECKS, DATES, DEEP_CHECKS
from statements.search.indexing.agreement import Check, find_disagreements

SHOWN = 20


def describe_last_backup() -> str:
    last = read_last_backup()
    if last is None:
        return "Last backup: none is known of; see manage.py backup."
    days = max(0, (timezone.now() - last.made).days)
    return f"Last backup: {last.made:%Y-%m-%d %H:%M} UTC ({days} days ago), {last.file}."


class Command(BaseCommand):
    help = (
        "Checks the database against itself (counts, words, voices, revisions and their hashes, raw texts) and the "
        "search index against the database. "
        "Ends with 0 when all is well, 1 when something was found that has not been mended."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="mend what can be: counts, the search index")
        parser.add_argument(
            "--deep", action="store_true", help="compare every published word with its last version too"
        )
        parser.add_argument(
            "--redate",
            action="store_true",
            help="date anew what a wrong clock has dated far in the future; only with a clock that is right",
        )

    def handle(self, *args: object, repair: bool, deep: bool, redate: bool, **options: object) -> None:
        self.stdout.write(
            f"{Statement.objects.count():,} statements ({Statement.objects.published().count():,} published), "
            f"{Speech.objects.count():,} speeches, {Paragraph.objects.count():,} paragraphs, "
            f"{Revision.objects.count():,} versions, {Speaker.objects.count():,} speakers, "
            f"{Treaty.objects.count():,} treaties."
        )
        open_findings = 0
        checks: dict[str, Check] = {**CHECKS, **(DEEP_CHECKS if deep else {})}
        checks["search index"] = find_disagreements
        for name, check in checks.items():
            number = 0
            for finding in check(redate if name == DATES else repair):
                number += 1
                open_findings += not finding.mended
                if number <= SHOWN:
                    mended = " Mended." if finding.mended else ""
                    self.stdout.write(f"  {finding.where or '-'}: {finding.message}{mended}")
            if number > SHOWN:
                self.stdout.write(f"  … and {number - SHOWN:,} more.")
            self.stdout.write(f"{name}: {'all well' if not number else f'{number:,} found'}")
        self.stdout.write(describe_last_backup())
        if open_findings:
            sys.exit(1)
