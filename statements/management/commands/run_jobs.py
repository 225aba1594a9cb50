"""Runs the uploads of editors in the background: see docs/editors.md."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from statements.jobs import worker


class Command(BaseCommand):
    help = (
        "Carries out uploads that wait, and those whose worker died, and ends when none is left. The desk starts it "
        "with each upload and the server when it starts; any number may run at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-wait", action="store_true", help="leave what another worker seems to work on")

    def handle(self, *args: object, no_wait: bool, **options: object) -> None:
        done = worker.run_jobs(wait=not no_wait)
        self.stdout.write(f"{done} carried out.")
