"""What the server is doing, counted: kept in memory that all processes of one server share, so that any of them can
tell of all.

The memory is taken when this module is first imported, before the server makes its processes. Each process writes into
a row of its own (`use_row`), on one thread, so that nothing is locked; the numbers of a process that has ended are kept
(`retire_row`). Outside a server everything is counted in the first row.
"""

from __future__ import annotations

import mmap

LANES = ("pages", "dear", "health")
# Of each lane: how many requests run and wait now, and of all so far, how many were answered, refused because the
# queue was full, refused because they had waited too long, given up by their client while they waited, and given up by
# it while they were answered.
LEVELS = ("running", "waiting")
TOTALS = ("answered", "refused", "expired", "dropped", "abandoned")
# Of the server: open connections now; of all so far, connections ended because their client was silent or too slow,
# connections ended to make room for others, and processes replaced by a fresh one.
NAMES = (
    *(f"{lane}_{what}" for lane in LANES for what in (*LEVELS, *TOTALS)),
    "connections_open",
    "connections_timed_out",
    "connections_evicted",
    "processes_recycled",
)
_LEVEL_NAMES = {"connections_open", *(f"{lane}_{what}" for lane in LANES for what in LEVELS)}
_COLUMNS = {name: column for column, name in enumerate(NAMES)}
MAX_ROWS = 128

_memory = memoryview(mmap.mmap(-1, MAX_ROWS * len(NAMES) * 8)).cast("q")
_own = _memory[: len(NAMES)]


def use_row(row: int) -> None:
    """Count in this row from now on: from 1 for the processes of a server, below MAX_ROWS."""
    global _own  # noqa: PLW0603 - a process has one row
    _own = _memory[row * len(NAMES) : (row + 1) * len(NAMES)]


def add(name: str, number: int = 1) -> None:
    _own[_COLUMNS[name]] += number


def snapshot() -> dict[str, int]:
    """Every counter by name, for all processes of this server together."""
    return {name: sum(_memory[column :: len(NAMES)]) for name, column in _COLUMNS.items()}


def retire_row(row: int) -> None:
    """Keep the totals of a process that has ended, and forget what was running in it; its row is free again."""
    for name, column in _COLUMNS.items():
        place = row * len(NAMES) + column
        if name not in _LEVEL_NAMES:
            _memory[column] += _memory[place]
        _memory[place] = 0
