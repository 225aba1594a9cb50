"""The report that is stored with a job: what became of each record."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from statements.ingest.report import Entry, Outcome, Report


class StoredReport(Report):
    """A report that keeps all its entries.

    A job that was begun again finds what it wrote the first time unchanged: then the first entry is kept.
    """

    def __init__(self, *, dry_run: bool, earlier: list[dict[str, Any]], root: Path):
        super().__init__(dry_run=dry_run)
        self.set_root(root)
        self._earlier = {(entry["file"], entry["line"]): entry for entry in earlier}
        self.entries: list[dict[str, Any]] = []

    def set_root(self, root: Path) -> None:
        """Name files from ``root`` on."""
        self._root = f"{root}/"

    def add(self, entry: Entry, *, kind_of_reason: str = "") -> None:
        stored = {**asdict(entry), "file": entry.file.removeprefix(self._root), "warnings": list(entry.warnings)}
        before = self._earlier.get((stored["file"], stored["line"]))
        if before and entry.outcome is Outcome.UNCHANGED and before["outcome"] in (Outcome.ADDED, Outcome.UPDATED):
            stored = before
        self.entries.append(stored)
        super().add(entry, kind_of_reason=kind_of_reason)

    def count_outcomes(self) -> dict[str, int]:
        counted = Counter(entry["outcome"] for entry in self.entries)
        return {outcome.value: counted[outcome.value] for outcome in Outcome}
