"""Writes a backup of the whole archive: see docs/backups.md."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from statements.operating.backup.contents import describe_contents
from statements.operating.backup.making import Parts, delete_older, stream_backup, write_backup
from statements.operating.backup.problems import BackupProblem
from statements.operating.backup.progress_line import ProgressLine


class Command(BaseCommand):
    help = (
        "Writes everything that the archive needs to be there again into one file: the database, uploads that wait, "
        "and by choice the search index and the secret key. The archive may be used meanwhile; what is written is its "
        "state at one moment. The file appears when it is whole, was read back and every hash is right."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", metavar="FILE|FOLDER|-", help="a new file, a folder for it, or standard output")
        parser.add_argument("--with-index", action="store_true", help="hold the search index too, else it is rebuilt")
        parser.add_argument(
            "--with-secret-key",
            action="store_true",
            help="hold the secret key and who is signed in: see docs/backups.md",
        )
        parser.add_argument("--keep", type=int, metavar="N", help="delete all but the newest N backups of the FOLDER")

    def handle(
        self, *args: object, target: str, with_index: bool, with_secret_key: bool, keep: int | None, verbosity: int,
        **options: object,
    ) -> None:  # fmt: skip
        path, parts, started = Path(target), Parts(with_index, with_secret_key), time.monotonic()
        if keep is not None and (keep < 1 or not path.is_dir()):
            raise CommandError("--keep wants a number from 1 on, and a folder to write to.")
        progress = ProgressLine(sys.stderr if verbosity else None)
        try:
            if target == "-":
                stream_backup(sys.stdout.buffer, parts, progress=progress)
                sys.stdout.buffer.flush()
                return
            path, manifest = write_backup(path, parts, progress)
        except BackupProblem as problem:
            raise CommandError(str(problem)) from problem
        except BrokenPipeError as error:
            raise CommandError("What the backup was written to has ended before it was whole.") from error
        finally:
            progress.end()
        if verbosity:
            self.stdout.write(
                f"{path}: {describe_contents(manifest.counts)}; {path.stat().st_size / 1_000_000:,.1f} MB in "
                f"{time.monotonic() - started:,.0f} s, read back and verified."
            )
        for deleted in delete_older(path.parent, keep) if keep else ():
            self.stdout.write(f"Deleted {deleted}.")
