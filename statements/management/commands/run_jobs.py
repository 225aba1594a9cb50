"""Runs the uploads of editors in the background, and what a process left that died: see docs/editors.md."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from statements.jobs import worker
from statements.models import IndexChange
from statements.search.indexing.queue import process_queue


class Command(BaseCommand):
    help = (
        "Carries out uploads that wait, and those whose worker died, and ends when none is left; brings the index up "
        "to date with changes that a process left when it died. The desk starts it with each upload, and the server "
        "when it starts and when it finds such work; any number may run at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-wait", action="store_true", help="leave what another worker seems to work on")

    def handle(self, *args: object, no_wait: bool, **options: object) -> None:
        if IndexChange.objects.exists():
            process_queue()
        done = worker.run_jobs(wait=not no_wait)
        self.stdout.write(f"{done} carried out.")
