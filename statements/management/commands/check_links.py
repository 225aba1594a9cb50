"""Proves that every public address that the archive has ever had still answers as it should."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test import Client

from statements.links.audit import check_url, list_public_urls

SHOWN_PROBLEMS = 50
REPORT_EVERY = 1_000


class Command(BaseCommand):
    help = (
        "Requests every public address that the archive has ever had (records, versions, passages of every version, "
        "citations and files, what was moved or taken away) and names those that do not answer as they should. "
        "Ends with status 1 when there is one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-passages", action="store_true", help="leave the passages out: most of all addresses")
        parser.add_argument("--no-files", action="store_true", help="leave citations and texts for download out")
        parser.add_argument("--every", type=int, default=1, metavar="N", help="ask for one address in N")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["every"] < 1:
            raise CommandError("--every wants a number from 1 on.")
        host = next((name for name in settings.ALLOWED_HOSTS if name not in ("*", "")), "localhost").lstrip(".")
        client = Client(raise_request_exception=False, headers={"host": host}, secure=settings.SECURE_SSL_REDIRECT)
        checked: Counter[str] = Counter()
        problems = 0
        urls = list_public_urls(passages=not options["no_passages"], files=not options["no_files"])
        for number, url in enumerate(urls):
            if number % options["every"]:
                continue
            finding = check_url(client, url)
            checked[url.kind] += 1
            if finding.problem:
                problems += 1
                if problems <= SHOWN_PROBLEMS:
                    self.stderr.write(f"{url.path} ({url.kind}) {finding.problem}")
            if options["verbosity"] > 0 and checked.total() % REPORT_EVERY == 0:
                self.stdout.write(f"{checked.total():,} addresses checked, {problems:,} problems")
        for kind, count in sorted(checked.items()):
            self.stdout.write(f"{kind}: {count:,}")
        if problems:
            raise CommandError(f"{problems:,} of {checked.total():,} addresses do not answer as they should.")
        self.stdout.write(f"All {checked.total():,} addresses answer as they should.")
