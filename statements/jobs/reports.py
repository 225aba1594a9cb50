"""The report that is stored with a job: what became of each record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from statements.ingest.report import Entry, Outcome, Report

StoredEntry = dict[str, Any]  # as `Entry`, with the file named from the folder of the job on


def complete_entries(entries: Iterable[StoredEntry], kept: Iterable[StoredEntry]) -> list[StoredEntry]:
    """The entries of a report, and those kept ones that it lacks."""
    completed = list(entries)
    reported = {_place(entry) for entry in completed}
    return completed + [entry for entry in kept if _place(entry) not in reported]


class StoredReport(Report):
    """A report that keeps all its entries.

    ``kept`` are the entries of what earlier workers of the job have written; what they tell of is not done again.
    ``store`` keeps an entry of what is being written, within the transaction that writes it.
    """

    def __init__(
        self,
        *,
        dry_run: bool,
        root: Path,
        kept: Iterable[StoredEntry] = (),
        store: Callable[[StoredEntry], None] = lambda entry: None,
    ):
        super().__init__(dry_run=dry_run)
        self.set_root(root)
        self._kept = {_place(entry): entry for entry in kept}
        self._store = store
        self.entries: list[StoredEntry] = []

    def set_root(self, root: Path) -> None:
        """Name files from ``root`` on."""
        self._root = f"{root}/"

    def add(self, entry: Entry, *, kind_of_reason: str = "") -> None:
        self.entries.append(self._prepare(entry))
        super().add(entry, kind_of_reason=kind_of_reason)

    def keep(self, entry: Entry) -> None:
        if not self.dry_run:
            self._store(self._prepare(entry))

    def take_up(self, file: str, line: int) -> bool:
        stored = self._kept.get((self._name(file), line))
        if stored is None:
            return False
        self.entries.append(stored)
        super().add(Entry(**{**stored, "outcome": Outcome(stored["outcome"]), "warnings": tuple(stored["warnings"])}))
        return True

    def _prepare(self, entry: Entry) -> StoredEntry:
        return {**asdict(entry), "file": self._name(entry.file), "warnings": list(entry.warnings)}

    def _name(self, file: str) -> str:
        return file.removeprefix(self._root)


def count_outcomes(entries: Iterable[StoredEntry]) -> dict[str, int]:
    counted = Counter(entry["outcome"] for entry in entries)
    return {outcome.value: counted[outcome.value] for outcome in Outcome}


def _place(entry: StoredEntry) -> tuple[str, int]:
    return entry["file"], entry["line"]
