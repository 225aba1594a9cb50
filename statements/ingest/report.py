"""The report of an import, record by record: written to a file while it runs, counted for the terminal."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import IO

from statements.text.charsets import remove_unstorable
from statements.text.table_cells import escape_formula

# How the reason of an entry begins whose statement was to be published and could not be.
LEFT_AS_DRAFT = "Left as a draft."


class Outcome(StrEnum):
    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Entry:
    """The outcome of one record. ``reason`` is a sentence; ``warnings`` are things an editor should look at."""

    outcome: Outcome
    file: str
    line: int = 0  # of the file where the record begins; 0 where the file is the record
    title: str = ""
    uid: str = ""
    reason: str = ""
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # Names of files may hold bytes that are no text, and records half characters: no stream would take them.
        for name in ("file", "title", "uid", "reason"):
            object.__setattr__(self, name, remove_unstorable(getattr(self, name)))
        object.__setattr__(self, "warnings", tuple(map(remove_unstorable, self.warnings)))


# Examples of each outcome kept for the terminal; the file has all.
MAX_EXAMPLES = 10

EXIT_GOOD, EXIT_SOME_FAILED, EXIT_NOTHING_USABLE = 0, 1, 2


@dataclass
class Report:
    """Counts, and the first few entries of each outcome. All entries are written to the file at once."""

    dry_run: bool = False
    counts: Counter = field(default_factory=Counter)
    reasons: Counter = field(default_factory=Counter)  # (outcome, reason as it can be counted) -> how many
    note_counts: Counter = field(default_factory=Counter)  # things counted over the whole import: "unmatched label" …
    examples: dict[Outcome, list[Entry]] = field(default_factory=lambda: {outcome: [] for outcome in Outcome})
    interrupted: bool = False
    _file: _EntryFile | None = None

    def add(self, entry: Entry, *, kind_of_reason: str = "") -> None:
        """``kind_of_reason`` is what entries of one kind are counted under; the reason itself where it is not given."""
        self.counts[entry.outcome] += 1
        if entry.reason:
            self.reasons[entry.outcome, kind_of_reason or entry.reason] += 1
        if len(self.examples[entry.outcome]) < MAX_EXAMPLES:
            self.examples[entry.outcome].append(entry)
        if self._file:
            self._file.write(entry)

    def keep(self, entry: Entry) -> None:
        """Called within the transaction that writes the record, before `add`: a report that is stored keeps the entry
        there, so that no fault parts the two."""

    def take_up(self, file: str, line: int) -> bool:
        """Whether an earlier run, which was interrupted, has written this record; its entry is then added."""
        return False

    @property
    def changed(self) -> int:
        """How many records were added or updated."""
        return self.counts[Outcome.ADDED] + self.counts[Outcome.UPDATED]

    @property
    def exit_status(self) -> int:
        usable = sum(self.counts[outcome] for outcome in (Outcome.ADDED, Outcome.UPDATED, Outcome.UNCHANGED))
        if not usable:
            return EXIT_NOTHING_USABLE
        return EXIT_SOME_FAILED if self.counts[Outcome.FAILED] else EXIT_GOOD

    @contextmanager
    def write_to(self, path: Path | None) -> Iterator[Report]:
        """Write every entry to ``path`` while the block runs: CSV where the name ends so, else JSON.

        The file is whole however the block ends. Raises OSError at once where it cannot be written.
        """
        if path is None:
            yield self
            return
        with path.open("w", encoding="utf-8", newline="") as stream:
            self._file = _CsvFile(stream) if path.suffix.lower() == ".csv" else _JsonFile(stream)
            try:
                yield self
            finally:
                self._file.close(self)
                self._file = None

    def summary(self) -> dict:
        return {
            "dry_run": self.dry_run,
            "interrupted": self.interrupted,
            "counts": {outcome.value: self.counts[outcome] for outcome in Outcome},
            "reasons": [
                {"outcome": outcome.value, "reason": reason, "count": count}
                for (outcome, reason), count in self.reasons.most_common()
            ],
            "noted": dict(self.note_counts.most_common()),
        }


class _EntryFile:
    def write(self, entry: Entry) -> None:
        raise NotImplementedError

    def close(self, report: Report) -> None:
        """Called once, at the end."""


class _JsonFile(_EntryFile):
    """One object: the entries first, since the counts are known last."""

    def __init__(self, stream: IO[str]):
        self.stream = stream
        self.stream.write('{"entries": [')
        self.separator = "\n"

    def write(self, entry: Entry) -> None:
        self.stream.write(self.separator + json.dumps(asdict(entry), ensure_ascii=False))
        self.separator = ",\n"

    def close(self, report: Report) -> None:
        self.stream.write("\n],\n" + json.dumps(report.summary(), ensure_ascii=False, indent=1)[1:])
        self.stream.write("\n")


class _CsvFile(_EntryFile):
    def __init__(self, stream: IO[str]):
        self.writer = csv.writer(stream)
        self.writer.writerow([field.name for field in fields(Entry)])

    def write(self, entry: Entry) -> None:
        row = asdict(entry) | {"outcome": entry.outcome.value, "warnings": " ".join(entry.warnings)}
        self.writer.writerow([escape_formula(value) for value in row.values()])
