"""Backups made and restored, and words taken away for good."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command

from .importing import FOLDER


class Backup:
    template = "filled"

    def prepare(self) -> None:
        pass

    def run(self) -> None:
        """Make a backup. One that is there must be whole: it is checked and made anew."""
        path = FOLDER / "backups" / "made.backup"
        path.parent.mkdir(exist_ok=True)
        if path.exists():
            call_command("restore", str(path), dry_run=True, verbosity=0)
            path.unlink()
        call_command("backup", str(path), with_index=True, verbosity=0)
        call_command("restore", str(path), dry_run=True, verbosity=0)


class Restore:
    """Of a filled archive in the place of one without statements. In between it is one or the other."""

    template = "empty"

    def prepare(self) -> None:
        """The backup is made of the filled archive beforehand: see `rounds`."""

    def run(self) -> None:
        call_command("restore", str(FOLDER / "filled.backup"), replace=True, verbosity=0)


class Redact:
    """A name, from all of the archive."""

    template = "filled"

    def prepare(self) -> None:
        Path(FOLDER / "words.txt").write_text("Walter Scheel\n")

    def run(self) -> None:
        from statements.models import Redaction

        if Redaction.objects.exists():
            call_command("redact", resume=True)
            return
        call_command(
            "redact", everywhere=True, name=True, words=str(FOLDER / "words.txt"), reason="safety",
            sentence="Taken out for the trial.", for_good=True,
        )  # fmt: skip
