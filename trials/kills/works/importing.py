"""Imports: of records, in one process or two, and of a package of another archive."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.management import call_command

from ..made_records import write_records

RECORDS = 40
FOLDER = Path(os.environ.get("CHANCERY_TRIAL", "."))


def _import(path: Path) -> None:
    try:
        call_command("import_statements", str(path), publish=True)
    except SystemExit as status:
        if status.code:
            raise RuntimeError(f"import_statements ended with {status.code}") from status


class Import:
    template = "filled"

    def prepare(self) -> None:
        write_records(FOLDER / "imported.jsonl", "seabed", RECORDS)

    def run(self) -> None:
        from statements.ingest.reading import read_records

        read_records.MIN_BYTES_FOR_PROCESS = 1  # the files are small, and large ones are read in a second process
        _import(FOLDER / "imported.jsonl")


class Restoration:
    """Of a package into an empty archive."""

    template = "empty"

    def prepare(self) -> None:
        """The package is made of the filled archive beforehand: see `rounds`."""

    def run(self) -> None:
        _import(FOLDER / "package")
