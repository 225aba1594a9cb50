"""Puts a backup in the place of the archive: see docs/backups.md."""

from __future__ import annotations

import shutil
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from statements.operating.backup.backup_file import BackupReader
from statements.operating.backup.contents import describe_contents
from statements.operating.backup.making import get_data_folder
from statements.operating.backup.problems import BackupProblem, explain_full_disk
from statements.operating.backup.progress_line import ProgressLine
from statements.operating.backup.restoring import check_backup, restore
from statements.operating.private_files import public_files


class Command(BaseCommand):
    help = (
        "Makes the archive that a backup holds, in an empty folder of data or database, or with --replace in the place "
        "of what is there, which is kept beside it. All is verified before anything is touched, and an interruption "
        "leaves the old archive or the new one. An older backup is brought up to date."
    )
    # Checks would open the database that is about to be replaced.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE|-", help="a backup, or - for standard input")
        parser.add_argument(
            "--replace", action="store_true", help="put it in the place of an archive that is not empty"
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="verify every hash, open the database, say what it holds, change nothing",
        )

    def handle(self, *args: object, file: str, replace: bool, dry_run: bool, verbosity: int, **options: object) -> None:
        progress = ProgressLine(sys.stderr if verbosity else None)

        def say(line: str) -> None:
            progress.end()
            if verbosity:
                self.stdout.write(line)
                self.stdout.flush()

        try:
            with _open(file) as stream:
                reader = BackupReader(stream, file if file != "-" else "What came by standard input")
                manifest = reader.manifest
                say(
                    f"A backup of {manifest.made}, by Chancery {manifest.chancery}: "
                    f"{describe_contents(manifest.counts)}."
                )
                if dry_run:
                    opened = check_backup(reader, progress)
                    where = (
                        "its database opens" if opened else f"its database is for {manifest.engine} and was not opened"
                    )
                    say(f"Every hash is right and {where}. Dry run: nothing was changed.")
                    return
                restored = restore(reader, replace=replace, say=say, progress=progress)
        except BackupProblem as problem:
            raise CommandError(str(problem)) from problem
        finally:
            progress.end()
        if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            with public_files():
                call_command("collectstatic", interactive=False, verbosity=0)
        if restored.kept:
            say(f"What was there before is in {restored.kept}: delete it when you do not need it any more.")
        say(f"Restored: {describe_contents(restored.counts)}.")


@contextmanager
def _open(file: str) -> Iterator[IO[bytes]]:
    """Raises BackupProblem."""
    if file == "-":
        folder = get_data_folder()
        with explain_full_disk(folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=folder) as spooled:
                shutil.copyfileobj(sys.stdin.buffer, spooled)
                spooled.seek(0)
                yield spooled
        return
    try:
        with Path(file).open("rb") as stream:
            yield stream
    except OSError as error:
        raise BackupProblem(f"{file} cannot be read: {error.strerror or error}.") from error
